// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Rules.h"

#include "compiler/ir/Computation.h"
#include "compiler/ir/Dialect.h"
#include "compiler/ir/Refusal.h"

#include "runtime/address_space.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

namespace burin::ir {

llvm::LogicalResult Inference::fail(Fault kind, std::string text) {
  fault = kind;
  problem = std::move(text);
  return llvm::failure();
}

/// What the user gets to know of a rule that is missing.
static llvm::StringRef done(llvm::StringRef rule) {
  return llvm::StringSwitch<llvm::StringRef>(rule)
      .Case("linearize", "differentiated")
      .Case("transpose", "differentiated")
      .Case("batch", "mapped over rows")
      .Case("evaluate", "evaluated")
      .Case("fusion", "fused")
      .Default("compiled");
}

llvm::LogicalResult refuse(mlir::Operation *op, llvm::StringRef rule, llvm::StringRef reason) {
  bool derivative = rule == "linearize" || rule == "transpose";
  return emitRefusal(op, derivative ? Refusal::notDifferentiable : Refusal::unsupported)
         << "[" << op->getName().stripDialect() << "] it cannot be " << done(rule) << ": " << reason;
}

mlir::Value ElementReader::flatten(mlir::ValueRange index, llvm::ArrayRef<int64_t> shape) {
  mlir::Value position;
  for (auto [i, extent] : llvm::zip_equal(index, shape)) {
    if (position) {
      mlir::Value size = mlir::arith::ConstantIndexOp::create(b, loc, extent);
      position = b.createOrFold<mlir::arith::MulIOp>(loc, position, size);
    }
    position = position ? b.createOrFold<mlir::arith::AddIOp>(loc, position, i) : i;
  }
  return position ? position : mlir::arith::ConstantIndexOp::create(b, loc, 0);
}

llvm::SmallVector<mlir::Value> ElementReader::unflatten(mlir::Value position, llvm::ArrayRef<int64_t> shape) {
  llvm::SmallVector<mlir::Value> index(shape.size());
  for (size_t d = shape.size(); d-- > 1;) {
    mlir::Value size = mlir::arith::ConstantIndexOp::create(b, loc, shape[d]);
    index[d] = b.createOrFold<mlir::arith::RemUIOp>(loc, position, size);
    position = b.createOrFold<mlir::arith::DivUIOp>(loc, position, size);
  }
  if (!shape.empty())
    index[0] = position;
  return index;
}

bool isArrayType(mlir::Type type) {
  auto tensor = llvm::dyn_cast<mlir::RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return false;
  mlir::Type element = tensor.getElementType();
  if (element.isF16() || element.isBF16() || element.isF32() || element.isF64() || element.isSignlessInteger(1))
    return true;
  auto integer = llvm::dyn_cast<mlir::IntegerType>(element);
  return integer && !integer.isSigned() && llvm::is_contained({8u, 16u, 32u, 64u}, integer.getWidth());
}

std::string dtypeText(mlir::Type element) {
  if (isBool(element))
    return "bool";
  if (element.isBF16())
    return "bfloat16";
  llvm::StringRef kind = isFloating(element) ? "float" : isUnsigned(element) ? "uint" : "int";
  return (kind + llvm::Twine(element.getIntOrFloatBitWidth())).str();
}

std::string shapeText(llvm::ArrayRef<int64_t> shape) {
  std::string text = "(";
  llvm::raw_string_ostream out(text);
  llvm::interleaveComma(shape, out);
  out << (shape.size() == 1 ? ",)" : ")");
  return text;
}

std::string typeText(mlir::RankedTensorType type) {
  std::string text = dtypeText(type.getElementType());
  llvm::raw_string_ostream out(text);
  llvm::interleave(type.getShape(), out << '[', ",");
  out << ']';
  return text;
}

static uint64_t bytesOf(mlir::Type type) {
  auto tensor = llvm::cast<mlir::RankedTensorType>(type);
  return tensor.getNumElements() * ((tensor.getElementTypeBitWidth() + 7) / 8);
}

uint64_t operandAndResultBytes(mlir::Operation *op) {
  uint64_t bytes = 0;
  for (mlir::Type type : op->getOperandTypes())
    bytes += bytesOf(type);
  for (mlir::Type type : op->getResultTypes())
    bytes += bytesOf(type);
  return bytes;
}

/// Infers, and refuses arrays that no process can hold.
static llvm::LogicalResult inferAddressable(mlir::Operation *op, Inference &inference) {
  if (llvm::failed(llvm::cast<ArrayOp>(op).infer(inference)))
    return llvm::failure();
  for (mlir::Type type : inference.types) {
    auto array = llvm::cast<mlir::RankedTensorType>(type);
    std::span<const int64_t> extents(array.getShape().data(), array.getRank());
    if (!runtime::addressable(extents, (array.getElementTypeBitWidth() + 7) / 8))
      return inference.fail(Fault::shape, "the result would be too large; expected an array of at most " +
                                              std::to_string(runtime::max_array_bytes) + " bytes, got " +
                                              typeText(array));
  }
  return llvm::success();
}

llvm::LogicalResult verifyInferredTypes(mlir::Operation *op) {
  Inference inference;
  if (llvm::failed(inferAddressable(op, inference)))
    return op->emitError() << "[" << op->getName().stripDialect() << "] " << inference.problem;
  if (!llvm::equal(inference.types, op->getResultTypes()))
    return op->emitError() << "[" << op->getName().stripDialect() << "] result types differ from the inferred ones";
  return llvm::success();
}

mlir::Operation *createInferred(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::ValueRange operands,
                                llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned numResults,
                                Inference &inference) {
  return createInferred(b, loc, name, operands, attributes, numResults, {}, inference);
}

/// The computation, ended by a yield.
static void copyComputation(mlir::Region &from, mlir::Region &to) {
  mlir::IRMapping mapping;
  from.cloneInto(&to, mapping);
  mlir::Operation *end = to.front().getTerminator();
  mlir::OpBuilder b(end);
  mlir::OperationState yield(end->getLoc(), "burin.yield", end->getOperands(), mlir::TypeRange());
  b.create(yield);
  end->erase();
}

mlir::Operation *createInferred(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::ValueRange operands,
                                llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned numResults,
                                llvm::ArrayRef<mlir::Region *> computations, Inference &inference) {
  if (!mlir::RegisteredOperationName::lookup(name, b.getContext())) {
    (void)inference.fail(Fault::unsupported, ("there is no operation '" + name + "'").str());
    return nullptr;
  }
  mlir::OperationState state(loc, name);
  state.addOperands(operands);
  state.addAttributes(attributes);
  state.addTypes(llvm::SmallVector<mlir::Type>(numResults, mlir::RankedTensorType::get({}, b.getI1Type())));
  for (mlir::Region *computation : computations)
    copyComputation(*computation, *state.addRegion());
  mlir::Operation *op = b.create(state);
  if (llvm::failed(inferAddressable(op, inference))) {
    op->erase();
    return nullptr;
  }
  for (auto [result, type] : llvm::zip_equal(op->getResults(), inference.types))
    result.setType(type);
  return op;
}

} // namespace burin::ir
