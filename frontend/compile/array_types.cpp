// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/array_types.h"

#include "burin/errors.h"
#include "compiler/ir/Rules.h"
#include "runtime/address_space.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/ErrorHandling.h"

namespace burin::bridge {

mlir::Type element_type(mlir::MLIRContext &context, DType dtype) {
  using mlir::IntegerType;
  switch (dtype) {
  case DType::bool_: return IntegerType::get(&context, 1);
  case DType::i8: return IntegerType::get(&context, 8);
  case DType::i16: return IntegerType::get(&context, 16);
  case DType::i32: return IntegerType::get(&context, 32);
  case DType::i64: return IntegerType::get(&context, 64);
  case DType::u8: return IntegerType::get(&context, 8, IntegerType::Unsigned);
  case DType::u16: return IntegerType::get(&context, 16, IntegerType::Unsigned);
  case DType::u32: return IntegerType::get(&context, 32, IntegerType::Unsigned);
  case DType::u64: return IntegerType::get(&context, 64, IntegerType::Unsigned);
  case DType::f16: return mlir::Float16Type::get(&context);
  case DType::bf16: return mlir::BFloat16Type::get(&context);
  case DType::f32: return mlir::Float32Type::get(&context);
  case DType::f64: return mlir::Float64Type::get(&context);
  }
  llvm_unreachable("dtype");
}

DType dtype_of_element(mlir::Type element) {
  if (element.isF16())
    return DType::f16;
  if (element.isBF16())
    return DType::bf16;
  if (element.isF32())
    return DType::f32;
  if (element.isF64())
    return DType::f64;
  auto integer = llvm::cast<mlir::IntegerType>(element);
  if (integer.getWidth() == 1)
    return DType::bool_;
  bool is_unsigned = integer.isUnsigned();
  switch (integer.getWidth()) {
  case 8: return is_unsigned ? DType::u8 : DType::i8;
  case 16: return is_unsigned ? DType::u16 : DType::i16;
  case 32: return is_unsigned ? DType::u32 : DType::i32;
  default: return is_unsigned ? DType::u64 : DType::i64;
  }
}

mlir::RankedTensorType tensor_type(mlir::MLIRContext &context, const runtime::TensorType &type) {
  std::span<const std::int64_t> shape = type.shape;
  return mlir::RankedTensorType::get({shape.data(), shape.size()}, element_type(context, type.dtype));
}

runtime::TensorType runtime_type(mlir::Type type) {
  auto tensor = llvm::cast<mlir::RankedTensorType>(type);
  llvm::ArrayRef<int64_t> shape = tensor.getShape();
  return {dtype_of_element(tensor.getElementType()), Shape(std::span<const std::int64_t>(shape.data(), shape.size()))};
}

/// Types of a file may be anything that MLIR can spell.
static void require_array_type(mlir::Type type) {
  if (ir::isArrayType(type)) {
    auto array = llvm::cast<mlir::RankedTensorType>(type);
    std::span<const std::int64_t> extents(array.getShape().data(), array.getRank());
    if (runtime::addressable(extents, (array.getElementTypeBitWidth() + 7) / 8))
      return;
  }
  std::string text;
  llvm::raw_string_ostream(text) << type;
  throw IoError("[ir] wrong type of an argument or result; expected an array such as tensor<2x3xf32>, got " + text);
}

std::vector<runtime::TensorType> runtime_types(mlir::TypeRange types) {
  std::vector<runtime::TensorType> result;
  result.reserve(types.size());
  for (mlir::Type type : types) {
    require_array_type(type);
    result.push_back(runtime_type(type));
  }
  return result;
}

mlir::Attribute mlir_attribute(mlir::MLIRContext &context, const runtime::Attribute &attribute) {
  mlir::Builder b(&context);
  struct Convert {
    mlir::Builder &b;
    mlir::Attribute operator()(bool v) { return b.getBoolAttr(v); }
    mlir::Attribute operator()(std::int64_t v) { return b.getI64IntegerAttr(v); }
    mlir::Attribute operator()(double v) { return b.getF64FloatAttr(v); }
    mlir::Attribute operator()(DType v) { return mlir::TypeAttr::get(element_type(*b.getContext(), v)); }
    mlir::Attribute operator()(std::string_view v) { return b.getStringAttr(llvm::StringRef(v)); }
    mlir::Attribute operator()(std::span<const std::int64_t> v) { return b.getDenseI64ArrayAttr({v.data(), v.size()}); }
    mlir::Attribute operator()(std::span<const runtime::TensorType> v) {
      llvm::SmallVector<mlir::Type> types;
      for (const runtime::TensorType &type : v)
        types.push_back(tensor_type(*b.getContext(), type));
      return b.getTypeArrayAttr(types);
    }
  };
  return std::visit(Convert{b}, attribute.value);
}

mlir::Location mlir_location(mlir::MLIRContext &context, const SourceLine &line) {
  if (!line.known())
    return mlir::UnknownLoc::get(&context);
  return mlir::FileLineColLoc::get(&context, line.file, line.line, line.column);
}

} // namespace burin::bridge
