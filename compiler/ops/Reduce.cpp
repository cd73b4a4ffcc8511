// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace burin::ir {

static Type elementOf(Value x) { return Emit::typeOf(x).getElementType(); }
static ArrayRef<int64_t> shapeOf(Value x) { return Emit::shapeOf(x); }

// What the reductions share

static LogicalResult inferReduction(Value x, ArrayRef<int64_t> axes, Inference &inference) {
  ArrayRef<int64_t> shape = shapeOf(x);
  if (!distinctAxes(axes, shape.size())) // reduce_*_c1
    return inference.fail(Fault::shape,
                          "axes are " + shapeText(axes) + "; expected distinct axes of " + shapeText(shape));
  inference.result(permuted(shape, otherAxes(axes, shape.size())), elementOf(x));
  return success();
}

/// Visits (position in the result, position in the operand) for all elements, in row-major order of the
/// operand.
static void forEachReduced(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes,
                           function_ref<void(int64_t, int64_t)> visit) {
  AxisList kept = otherAxes(axes, shape.size()), keptShape = permuted(shape, kept);
  int64_t from = 0;
  forEachIndex(shape, [&](ArrayRef<int64_t> index) { visit(positionOf(permuted(index, kept), keptShape), from++); });
}

/// Accumulates without rounding in between.
template <class Number, class Combine>
static std::vector<Number> accumulate(Operation *op, const Literal &x, ArrayRef<int64_t> axes, Number identity,
                                      function_ref<Number(int64_t)> element, Combine combine) {
  std::vector<Number> sums(Emit::typeOf(op->getResult(0)).getNumElements(), identity);
  forEachReduced(x.type().getShape(), axes,
                 [&](int64_t to, int64_t from) { sums[to] = combine(sums[to], element(from)); });
  return sums;
}

static LogicalResult evaluateReduction(Operation *op, ArrayRef<int64_t> axes, const Literal &x,
                                       long double realIdentity, RealBinary real, int64_t integerIdentity,
                                       IntegerBinary integer, SmallVectorImpl<Literal> &results) {
  Literal result(Emit::typeOf(op->getResult(0)));
  if (x.floating()) {
    auto sums = accumulate<long double>(op, x, axes, realIdentity, [&](int64_t i) { return x.real(i); }, real);
    for (auto [i, sum] : llvm::enumerate(sums))
      result.setReal(static_cast<int64_t>(i), sum);
  } else {
    auto sums = accumulate<int64_t>(op, x, axes, integerIdentity, [&](int64_t i) { return x.integer(i); }, integer);
    for (auto [i, sum] : llvm::enumerate(sums))
      result.setInteger(static_cast<int64_t>(i), sum);
  }
  results.push_back(std::move(result));
  return success();
}

/// A value of the result's shape, repeated over the reduced axes.
static Value spread(Emit &e, Value reduced, Value like, ArrayRef<int64_t> axes) {
  return e.broadcast(reduced, shapeOf(like), otherAxes(axes, shapeOf(like).size()));
}

static LogicalResult batchReduction(Operation *op, StringRef name, ArrayRef<int64_t> axes, OpBuilder &b,
                                    ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                    SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  Value x = withLeading(e, operands[0], batched[0], size);
  results.push_back(e.value(name, x, e.axes("axes", behindLeading(axes))));
  return success();
}

static Cost reductionCost(Operation *op) {
  uint64_t in = Emit::typeOf(op->getOperand(0)).getNumElements(), out = Emit::typeOf(op->getResult(0)).getNumElements();
  return {in > out ? in - out : 0, 0, operandAndResultBytes(op)};
}

static AxisList increasing(ArrayRef<int64_t> axes) {
  AxisList sorted(axes);
  llvm::sort(sorted);
  return sorted;
}

/// The value itself, or f16 and bf16 extended to f32; scalars and vectors.
static Value widened(OpBuilder &b, Location loc, Value x) {
  Type element = getElementTypeOrSelf(x);
  if (!element.isF16() && !element.isBF16())
    return x;
  auto vector = dyn_cast<VectorType>(x.getType());
  Type wide = vector ? Type(vector.clone(b.getF32Type())) : b.getF32Type();
  return arith::ExtFOp::create(b, loc, wide, x);
}

static Value narrowed(OpBuilder &b, Location loc, Value accumulator, Type element) {
  if (!element.isF16() && !element.isBF16())
    return accumulator;
  auto vector = dyn_cast<VectorType>(accumulator.getType());
  return arith::TruncFOp::create(b, loc, vector ? Type(vector.clone(element)) : element, accumulator);
}

static Value realConstant(OpBuilder &b, Location loc, Type element, double value) {
  Type type = element.isF16() || element.isBF16() ? b.getF32Type() : element;
  return arith::ConstantOp::create(b, loc, FloatAttr::get(type, value));
}

static Value integerConstant(OpBuilder &b, Location loc, const APInt &value) {
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(b.getIntegerType(value.getBitWidth()), value));
}

// reduce_sum

LogicalResult ReduceSumOp::infer(Inference &inference) {
  if (isBool(elementOf(getX()))) // reduce_sum_c2
    return inference.fail(Fault::dtype, "operand has dtype bool; expected a number");
  return inferReduction(getX(), getAxes(), inference);
}

LogicalResult ReduceSumOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  auto integer = [](int64_t x, int64_t y) {
    return static_cast<int64_t>(static_cast<uint64_t>(x) + static_cast<uint64_t>(y));
  };
  return evaluateReduction(*this, getAxes(), operands[0], 0, std::plus<long double>(), 0, integer, results);
}

LogicalResult ReduceSumOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult ReduceSumOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                     MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results,
                           [&](Emit &e, Value ct) { return spread(e, ct, getX(), getAxes()); });
}

LogicalResult ReduceSumOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                 SmallVectorImpl<Value> &results) {
  return batchReduction(*this, "reduce_sum", getAxes(), b, operands, batched, size, results);
}

Cost ReduceSumOp::cost() { return reductionCost(*this); }

LogicalResult ReduceSumOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerReduction(*this, kernel); }

AxisList ReduceSumOp::reducedAxes() { return increasing(getAxes()); }

Value ReduceSumOp::identity(OpBuilder &b, Location loc) {
  Type element = elementOf(getX());
  return isFloating(element) ? realConstant(b, loc, element, 0)
                             : integerConstant(b, loc, APInt(element.getIntOrFloatBitWidth(), 0));
}

Value ReduceSumOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  if (isFloating(elementOf(getX())))
    return arith::AddFOp::create(b, loc, accumulator, widened(b, loc, element));
  return arith::AddIOp::create(b, loc, accumulator, element);
}

Value ReduceSumOp::finish(OpBuilder &b, Location loc, Value accumulator) {
  return narrowed(b, loc, accumulator, elementOf(getX()));
}

// reduce_max, reduce_min

static bool isUnsignedOrBool(Type element) { return isUnsigned(element) || isBool(element); }

static bool isLess(int64_t x, int64_t y, bool asUnsigned) {
  return asUnsigned ? static_cast<uint64_t>(x) < static_cast<uint64_t>(y) : x < y;
}

static LogicalResult evaluateExtremum(Operation *op, ArrayRef<int64_t> axes, const Literal &x, bool wantsMax,
                                      SmallVectorImpl<Literal> &results) {
  auto real = [=](long double acc, long double y) {
    if (std::isnan(acc) || std::isnan(y))
      return std::numeric_limits<long double>::quiet_NaN();
    if (acc == y) // zeros of both signs
      return std::signbit(acc) == wantsMax ? y : acc;
    return (acc < y) == wantsMax ? y : acc;
  };
  Type element = x.type().getElementType();
  bool asUnsigned = isUnsignedOrBool(element);
  unsigned bits = element.getIntOrFloatBitWidth();
  auto integer = [=](int64_t acc, int64_t y) { return isLess(acc, y, asUnsigned) == wantsMax ? y : acc; };
  // APInt's extension to 64 bits is what Literal holds.
  APInt least = asUnsigned ? APInt(bits, 0) : APInt::getSignedMinValue(bits);
  APInt greatest = asUnsigned ? APInt::getMaxValue(bits) : APInt::getSignedMaxValue(bits);
  APInt identity = wantsMax ? least : greatest;
  int64_t start = asUnsigned ? static_cast<int64_t>(identity.getZExtValue()) : identity.getSExtValue();
  long double infinity = std::numeric_limits<long double>::infinity();
  return evaluateReduction(op, axes, x, wantsMax ? -infinity : infinity, real, start, integer, results);
}

/// The tangents where the operand equals the result, divided by their number.
static LogicalResult linearizeExtremum(Operation *op, ArrayRef<int64_t> axes, OpBuilder &b, ArrayRef<Value> tangents,
                                       SmallVectorImpl<Value> &results) {
  // The extremum of nothing is a constant.
  if (!tangents[0] || Emit::typeOf(op->getOperand(0)).getNumElements() == 0) {
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, op->getLoc());
  Value x = op->getOperand(0), chosen = e.compare(x, spread(e, op->getResult(0), x, axes), "eq");
  Value ties = e.reduceSum(e.convert(chosen, elementOf(x)), axes);
  Value sum = e.reduceSum(e.select(chosen, tangents[0], e.zeros(e.typeOf(x))), axes);
  results.push_back(e.div(sum, ties));
  return success();
}

static Value identityOfExtremum(OpBuilder &b, Location loc, Type element, bool wantsMax) {
  if (isFloating(element))
    return realConstant(b, loc, element, wantsMax ? -INFINITY : INFINITY);
  unsigned bits = element.getIntOrFloatBitWidth();
  if (isUnsignedOrBool(element))
    return integerConstant(b, loc, wantsMax ? APInt(bits, 0) : APInt::getMaxValue(bits));
  return integerConstant(b, loc, wantsMax ? APInt::getSignedMinValue(bits) : APInt::getSignedMaxValue(bits));
}

static constexpr const char *notLinear = "an extremum is not linear in its operand; its linearization is";

LogicalResult ReduceMaxOp::infer(Inference &inference) { return inferReduction(getX(), getAxes(), inference); }

LogicalResult ReduceMaxOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  return evaluateExtremum(*this, getAxes(), operands[0], true, results);
}

LogicalResult ReduceMaxOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeExtremum(*this, getAxes(), b, tangents, results);
}

LogicalResult ReduceMaxOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", notLinear);
}

LogicalResult ReduceMaxOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                 SmallVectorImpl<Value> &results) {
  return batchReduction(*this, "reduce_max", getAxes(), b, operands, batched, size, results);
}

Cost ReduceMaxOp::cost() { return reductionCost(*this); }

LogicalResult ReduceMaxOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerReduction(*this, kernel); }

AxisList ReduceMaxOp::reducedAxes() { return increasing(getAxes()); }

Value ReduceMaxOp::identity(OpBuilder &b, Location loc) { return identityOfExtremum(b, loc, elementOf(getX()), true); }

Value ReduceMaxOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  if (isFloating(elementOf(getX())))
    return arith::MaximumFOp::create(b, loc, accumulator, widened(b, loc, element));
  if (isUnsignedOrBool(elementOf(getX())))
    return arith::MaxUIOp::create(b, loc, accumulator, element);
  return arith::MaxSIOp::create(b, loc, accumulator, element);
}

Value ReduceMaxOp::finish(OpBuilder &b, Location loc, Value accumulator) {
  return narrowed(b, loc, accumulator, elementOf(getX()));
}

LogicalResult ReduceMinOp::infer(Inference &inference) { return inferReduction(getX(), getAxes(), inference); }

LogicalResult ReduceMinOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  return evaluateExtremum(*this, getAxes(), operands[0], false, results);
}

LogicalResult ReduceMinOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeExtremum(*this, getAxes(), b, tangents, results);
}

LogicalResult ReduceMinOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", notLinear);
}

LogicalResult ReduceMinOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                 SmallVectorImpl<Value> &results) {
  return batchReduction(*this, "reduce_min", getAxes(), b, operands, batched, size, results);
}

Cost ReduceMinOp::cost() { return reductionCost(*this); }

LogicalResult ReduceMinOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerReduction(*this, kernel); }

AxisList ReduceMinOp::reducedAxes() { return increasing(getAxes()); }

Value ReduceMinOp::identity(OpBuilder &b, Location loc) { return identityOfExtremum(b, loc, elementOf(getX()), false); }

Value ReduceMinOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  if (isFloating(elementOf(getX())))
    return arith::MinimumFOp::create(b, loc, accumulator, widened(b, loc, element));
  if (isUnsignedOrBool(elementOf(getX())))
    return arith::MinUIOp::create(b, loc, accumulator, element);
  return arith::MinSIOp::create(b, loc, accumulator, element);
}

Value ReduceMinOp::finish(OpBuilder &b, Location loc, Value accumulator) {
  return narrowed(b, loc, accumulator, elementOf(getX()));
}

} // namespace burin::ir
