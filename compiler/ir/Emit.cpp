// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Emit.h"

#include "compiler/ir/Rules.h"

#include "llvm/Support/ErrorHandling.h"

namespace burin::ir {

mlir::Operation *Emit::op(llvm::StringRef name, mlir::ValueRange operands,
                          llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned numResults) {
  Inference inference;
  mlir::Operation *created =
      createInferred(b, loc, ("burin." + name).str(), operands, attributes, numResults, inference);
  if (!created)
    llvm::report_fatal_error(llvm::Twine("[") + name + "] emitted by a rule: " + inference.problem);
  return created;
}

mlir::Value Emit::value(llvm::StringRef name, mlir::ValueRange operands,
                        llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  return op(name, operands, attributes)->getResult(0);
}

mlir::NamedAttribute Emit::axes(llvm::StringRef name, Axes list) {
  return b.getNamedAttr(name, b.getDenseI64ArrayAttr(list));
}

mlir::NamedAttribute Emit::number(llvm::StringRef name, int64_t value) {
  return b.getNamedAttr(name, b.getI64IntegerAttr(value));
}

mlir::NamedAttribute Emit::dtype(llvm::StringRef name, mlir::Type element) {
  return b.getNamedAttr(name, mlir::TypeAttr::get(element));
}

mlir::Value Emit::compare(Value x, Value y, llvm::StringRef direction) {
  return value("compare", {x, y}, b.getNamedAttr("direction", b.getStringAttr(direction)));
}

mlir::Value Emit::convert(Value x, mlir::Type element) {
  return typeOf(x).getElementType() == element ? x : value("convert", x, dtype("dtype", element));
}

mlir::Value Emit::scalar(double number, mlir::RankedTensorType type) {
  mlir::Type element = type.getElementType();
  if (llvm::isa<mlir::FloatType>(element))
    return constant(type, mlir::FloatAttr::get(element, number));
  llvm::APInt bits(64, static_cast<uint64_t>(static_cast<int64_t>(number)));
  return constant(type, mlir::IntegerAttr::get(element, bits.trunc(element.getIntOrFloatBitWidth())));
}

mlir::Value Emit::constant(mlir::RankedTensorType type, mlir::Attribute element) {
  return value("constant", {}, b.getNamedAttr("value", mlir::DenseElementsAttr::get(type, element)));
}

mlir::Value Emit::iota(mlir::Type element, Axes shape, int64_t dimension) {
  return value("iota", {}, {dtype("dtype", element), axes("shape", shape), number("dimension", dimension)});
}

mlir::Value Emit::broadcast(Value x, Axes shape, Axes dimensions) {
  return value("broadcast_in_dim", x, {axes("shape", shape), axes("dimensions", dimensions)});
}

mlir::Value Emit::broadcastLeading(Value x, int64_t size) {
  llvm::SmallVector<int64_t> shape{size}, dimensions;
  llvm::append_range(shape, shapeOf(x));
  for (int64_t axis = 1; axis < static_cast<int64_t>(shape.size()); ++axis)
    dimensions.push_back(axis);
  return broadcast(x, shape, dimensions);
}

mlir::Value Emit::reshape(Value x, Axes shape) { return value("reshape", x, axes("shape", shape)); }

mlir::Value Emit::transpose(Value x, Axes permutation) {
  return value("transpose", x, axes("permutation", permutation));
}

mlir::Value Emit::slice(Value x, Axes start, Axes limit, Axes strides) {
  llvm::SmallVector<int64_t> ones(start.size(), 1);
  return value("slice", x,
               {axes("start", start), axes("limit", limit), axes("strides", strides.empty() ? ones : strides)});
}

mlir::Value Emit::pad(Value x, Value filler, Axes low, Axes high, Axes interior) {
  llvm::SmallVector<int64_t> none(low.size(), 0);
  return value("pad", {x, filler},
               {axes("low", low), axes("high", high), axes("interior", interior.empty() ? none : interior)});
}

mlir::Value Emit::concatenate(mlir::ValueRange parts, int64_t dimension) {
  return value("concatenate", parts, number("dimension", dimension));
}

mlir::Value Emit::reverse(Value x, Axes dimensions) { return value("reverse", x, axes("dimensions", dimensions)); }

mlir::Value Emit::dotGeneral(Value lhs, Value rhs, Axes lhsBatch, Axes rhsBatch, Axes lhsContract, Axes rhsContract) {
  return value("dot_general", {lhs, rhs},
               {axes("lhs_batch", lhsBatch), axes("rhs_batch", rhsBatch), axes("lhs_contract", lhsContract),
                axes("rhs_contract", rhsContract)});
}

mlir::Operation::result_range Emit::call(llvm::StringRef callee, mlir::ValueRange arguments, unsigned numResults) {
  auto symbol = mlir::FlatSymbolRefAttr::get(b.getContext(), callee);
  return op("call", arguments, b.getNamedAttr("callee", symbol), numResults)->getResults();
}

mlir::Operation::result_range Emit::barrier(mlir::ValueRange values) {
  return op("optimization_barrier", values, {}, values.size())->getResults();
}

} // namespace burin::ir
