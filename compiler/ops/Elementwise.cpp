// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"

#include "compiler/ops/ElementwiseOps.h"
#include "compiler/ops/Precision.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Elementwise.cpp.inc"

namespace burin::ir {

static RankedTensorType tensorOf(Value x) { return cast<RankedTensorType>(x.getType()); }
static Type elementOf(Value x) { return tensorOf(x).getElementType(); }

// infer

static bool contains(Domain domain, Type element) {
  switch (domain) {
  case Domain::any: return true;
  case Domain::numeric: return !isBool(element);
  case Domain::floating: return isFloating(element);
  case Domain::integer: return !isFloating(element) && !isBool(element);
  case Domain::discrete: return !isFloating(element);
  }
  return false;
}

static StringRef describe(Domain domain) {
  switch (domain) {
  case Domain::any: return "any dtype";
  case Domain::numeric: return "a number";
  case Domain::floating: return "a floating dtype";
  case Domain::integer: return "an integer dtype";
  case Domain::discrete: return "an integer dtype or bool";
  }
  return "";
}

LogicalResult checkOperands(ValueRange operands, Domain domain, Inference &inference) {
  RankedTensorType first = tensorOf(operands[0]);
  std::string dtype = dtypeText(first.getElementType());
  if (!contains(domain, first.getElementType()))
    return inference.fail(Fault::dtype, ("operand has dtype " + dtype + "; expected " + describe(domain)).str());
  for (Value operand : operands.drop_front()) {
    RankedTensorType type = tensorOf(operand);
    if (type.getElementType() != first.getElementType())
      return inference.fail(Fault::dtype, "operands have dtypes " + dtype + " and " + dtypeText(type.getElementType()) +
                                              "; expected equal dtypes");
    if (type.getShape() != first.getShape())
      return inference.fail(Fault::shape, "operands have shapes " + shapeText(first.getShape()) + " and " +
                                              shapeText(type.getShape()) + "; expected equal shapes");
  }
  return success();
}

LogicalResult inferSameType(Operation *op, Domain domain, Inference &inference) {
  if (failed(checkOperands(op->getOperands(), domain, inference)))
    return failure();
  inference.result(tensorOf(op->getOperand(0)));
  return success();
}

bool hasUnsignedOperands(Operation *op) {
  Type element = elementOf(op->getOperands().back());
  return isUnsigned(element) || isBool(element);
}

// evaluate

LogicalResult evaluateUnary(Operation *op, Literals operands, Results<Literal> &results, RealUnary real,
                            IntegerUnary integer) {
  Literal result(tensorOf(op->getResult(0)));
  for (int64_t i = 0; i < result.size(); ++i)
    if (result.floating())
      result.setReal(i, real(operands[0].real(i)));
    else
      result.setInteger(i, integer(operands[0].integer(i)));
  results.push_back(std::move(result));
  return success();
}

LogicalResult evaluateBinary(Operation *op, Literals operands, Results<Literal> &results, RealBinary real,
                             IntegerBinary integer) {
  Literal result(tensorOf(op->getResult(0)));
  for (int64_t i = 0; i < result.size(); ++i)
    if (result.floating())
      result.setReal(i, real(operands[0].real(i), operands[1].real(i)));
    else
      result.setInteger(i, integer(operands[0].integer(i), operands[1].integer(i)));
  results.push_back(std::move(result));
  return success();
}

// linearize

LogicalResult linearizeElementwise(Operation *op, OpBuilder &b, Tangents tangents, Results<Value> &results,
                                   ArrayRef<TangentRule> rules) {
  Emit e(b, op->getLoc());
  Value sum;
  if (isFloating(elementOf(op->getResult(0))))
    for (auto [tangent, rule] : llvm::zip_equal(tangents, rules))
      if (tangent)
        sum = e.accumulate(sum, rule(e, tangent));
  results.push_back(sum);
  return success();
}

LogicalResult linearizeByFactor(Operation *op, OpBuilder &b, Tangents tangents, Results<Value> &results,
                                function_ref<Value(Emit &)> factor) {
  auto rule = [&](Emit &e, Value tangent) { return e.mul(tangent, factor(e)); };
  return linearizeElementwise(op, b, tangents, results, TangentRule(rule));
}

// transpose

LogicalResult transposeElementwise(Operation *op, OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                                   MutableArrayRef<Value> results, ArrayRef<CotangentRule> rules) {
  Emit e(b, op->getLoc());
  for (auto [i, rule] : llvm::enumerate(rules)) {
    if (!linear[i])
      continue;
    if (!rule)
      return refuse(op, "transpose",
                    ("operand " + Twine(i) + " is linear, but the operation is not linear in it").str());
    if (cotangents[0])
      results[i] = rule(e, cotangents[0]);
  }
  return success();
}

// batch

LogicalResult batchElementwise(Operation *op, OpBuilder &b, ValueRange operands, ArrayRef<bool> batched, int64_t size,
                               Results<Value> &results) {
  Emit e(b, op->getLoc());
  SmallVector<Value> all;
  for (auto [operand, has] : llvm::zip_equal(operands, batched))
    all.push_back(has ? operand : e.broadcastLeading(operand, size));
  auto attributes = op->getAttrDictionary().getValue();
  Operation *wide = e.op(op->getName().stripDialect(), all, attributes, op->getNumResults());
  llvm::append_range(results, wide->getResults());
  return success();
}

// cost

static uint64_t resultElements(Operation *op) { return tensorOf(op->getResult(0)).getNumElements(); }

Cost elementwiseCost(Operation *op, uint64_t flopsPerElement) {
  return {resultElements(op) * flopsPerElement, 0, operandAndResultBytes(op)};
}

Cost transcendentalCost(Operation *op) { return {0, resultElements(op), operandAndResultBytes(op)}; }

Cost movementCost(Operation *op) { return {0, 0, operandAndResultBytes(op)}; }

// lower

Value widen(ElementReader &reader, Value x) { return widen(reader.b, reader.loc, x); }
Value narrow(ElementReader &reader, Value x, Type type) { return narrow(reader.b, reader.loc, x, type); }

static bool isReal(Value scalar) { return isFloating(scalar.getType()); }

Value lowerUnary(Operation *op, ElementReader &reader, ValueRange index, ScalarUnary real, ScalarUnary integer) {
  Value x = widen(reader, reader.read(0, index));
  return narrow(reader, isReal(x) ? real(x) : integer(x), elementOf(op->getResult(0)));
}

Value lowerBinary(Operation *op, ElementReader &reader, ValueRange index, ScalarBinary real, ScalarBinary integer) {
  Value x = widen(reader, reader.read(0, index)), y = widen(reader, reader.read(1, index));
  return narrow(reader, isReal(x) ? real(x, y) : integer(x, y), elementOf(op->getResult(0)));
}

Value scalarReal(ElementReader &reader, double value, Type type) {
  return make<arith::ConstantOp>(reader, FloatAttr::get(type, value));
}

Value scalarInteger(ElementReader &reader, int64_t value, Type type) {
  APInt bits = APInt(64, static_cast<uint64_t>(value)).trunc(type.getIntOrFloatBitWidth());
  return make<arith::ConstantOp>(reader, IntegerAttr::get(type, bits));
}

Value compareReals(ElementReader &reader, arith::CmpFPredicate predicate, Value x, Value y) {
  return make<arith::CmpFOp>(reader, predicate, x, y);
}

Value compareIntegers(ElementReader &reader, arith::CmpIPredicate predicate, Value x, Value y) {
  return make<arith::CmpIOp>(reader, predicate, x, y);
}

Value choose(ElementReader &reader, Value condition, Value yes, Value no) {
  return make<arith::SelectOp>(reader, condition, yes, no);
}

} // namespace burin::ir
