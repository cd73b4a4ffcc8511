// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Reduce.td on bits: reduce_and, reduce_or and reduce_xor.
#include "compiler/ops/Movement.h"
#include "compiler/ops/Reduce.h"
#include "compiler/ops/ReduceOps.h"

using namespace mlir;

namespace burin::ir {

// What the three share

LogicalResult inferReducedBits(Value x, ArrayRef<int64_t> axes, Inference &inference) {
  if (failed(checkOperands(x, Domain::discrete, inference))) // reduce_and_c2, reduce_or_c2, reduce_xor_c2
    return failure();
  return inferReduction(x, axes, inference);
}

static LogicalResult evaluateReducedBits(Operation *op, ArrayRef<int64_t> axes, const Literal &x, int64_t identity,
                                         IntegerBinary integer, SmallVectorImpl<Literal> &results) {
  return evaluateReduction(op, axes, x, 0, nullptr, identity, integer, results);
}

static Value constantBits(OpBuilder &b, Location loc, const APInt &bits) {
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(b.getIntegerType(bits.getBitWidth()), bits));
}

static Value zeros(OpBuilder &b, Location loc, Type element) {
  return constantBits(b, loc, APInt::getZero(element.getIntOrFloatBitWidth()));
}

// reduce_and

LogicalResult ReduceAndOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  return evaluateReducedBits(*this, getAxes(), operands[0], -1, std::bit_and<int64_t>(), results);
}

Value ReduceAndOp::identity(OpBuilder &b, Location loc) {
  return constantBits(b, loc, APInt::getAllOnes(elementOf(getX()).getIntOrFloatBitWidth()));
}

Value ReduceAndOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  return arith::AndIOp::create(b, loc, accumulator, element);
}

// reduce_or

LogicalResult ReduceOrOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  return evaluateReducedBits(*this, getAxes(), operands[0], 0, std::bit_or<int64_t>(), results);
}

Value ReduceOrOp::identity(OpBuilder &b, Location loc) { return zeros(b, loc, elementOf(getX())); }

Value ReduceOrOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  return arith::OrIOp::create(b, loc, accumulator, element);
}

// reduce_xor

LogicalResult ReduceXorOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  return evaluateReducedBits(*this, getAxes(), operands[0], 0, std::bit_xor<int64_t>(), results);
}

Value ReduceXorOp::identity(OpBuilder &b, Location loc) { return zeros(b, loc, elementOf(getX())); }

Value ReduceXorOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  return arith::XOrIOp::create(b, loc, accumulator, element);
}

} // namespace burin::ir
