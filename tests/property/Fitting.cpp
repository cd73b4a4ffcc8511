// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/property/Fitting.h"

#include <cmath>

using namespace mlir;
using burin::ir::Emit;
using burin::ir::Literal;

namespace burin::tests {

/// Evaluates what has been emitted for the value and is not known yet.
Value Fitting::known(Value value) {
  Operation *op = value.getDefiningOp();
  if (evaluator.knows(value))
    return value;
  for (Value operand : op->getOperands())
    known(operand);
  if (failed(evaluator.run(op)))
    llvm::report_fatal_error("an operation that fits operands does not evaluate");
  return value;
}

std::pair<long double, long double> Fitting::rangeOf(Value x) {
  const Literal &literal = evaluator.get(known(x));
  if (literal.size() == 0)
    return {0, 0};
  auto at = [&](int64_t i) {
    return literal.floating() ? literal.real(i) : static_cast<long double>(literal.integer(i));
  };
  std::pair<long double, long double> range{at(0), at(0)};
  for (int64_t i = 1; i < literal.size(); ++i)
    range = {std::min(range.first, at(i)), std::max(range.second, at(i))};
  return range;
}

/// Of one axis: cut, repeated or padded.
Value Fitting::resized(Value x, int64_t size) {
  int64_t have = Emit::typeOf(x).getNumElements();
  if (have == size)
    return x;
  if (Emit::typeOf(x).getRank() != 1)
    x = e.reshape(x, {have});
  if (have > size) {
    int64_t stride = size > 0 && have / size > 1 && pick(2) ? 2 : 1;
    int64_t start = pick(static_cast<int>(have - size * stride) + 1);
    return e.slice(x, {start}, {start + size * stride}, {stride});
  }
  if (have == 1)
    return e.broadcast(x, {size}, {0});
  if (have * 4 < size)
    return e.pad(x, e.scalar(0, RankedTensorType::get({}, Emit::typeOf(x).getElementType())), {0}, {size - have});
  SmallVector<Value> copies((size + have - 1) / have, x);
  return e.slice(e.concatenate(copies, 0), {0}, {size});
}

Value Fitting::reshaped(Value x, ArrayRef<int64_t> shape) {
  x = resized(x, ShapedType::getNumElements(shape));
  return Emit::shapeOf(x) == shape ? x : e.reshape(x, shape);
}

/// Integers or bool from integers or bool.
Value Fitting::discrete(Value x, Type element, double low, double high) {
  Type from = Emit::typeOf(x).getElementType();
  if (ir::isBool(element) && !ir::isBool(from))
    return e.compare(x, e.scalar(pick(3), x), "gt");
  x = from == element ? x : e.convert(x, element);
  if (ir::isBool(element))
    return x;
  auto [least, greatest] = rangeOf(x);
  if (least >= low && greatest <= high)
    return x;
  double span = std::floor(high) - std::ceil(low) + 1;
  bool narrow = 2 * span < std::ldexp(1.0, static_cast<int>(element.getIntOrFloatBitWidth()) - 1);
  if (!narrow || span < 2)
    return e.min(e.max(x, e.scalar(std::ceil(low), x)), e.scalar(std::floor(high), x));
  Value wide = e.scalar(span, x);
  Value positive = e.rem(e.add(e.rem(x, wide), wide), wide);
  return low == 0 ? positive : e.add(positive, e.scalar(std::ceil(low), x));
}

/// Floating values, smoothly between the bounds.
Value Fitting::squeezed(Value x, double low, double high) {
  auto [least, greatest] = rangeOf(x);
  if (least >= low && greatest <= high)
    return x;
  return e.add(e.mul(e.logistic(x), e.scalar(high - low, x)), e.scalar(low, x));
}

Value Fitting::operator()(Value source, RankedTensorType type, double low, double high, bool exact) {
  Type element = type.getElementType();
  Value x = reshaped(source, type.getShape());
  if (!ir::isFloating(element))
    return known(discrete(x, element, low, high));
  if (!exact)
    return known(squeezed(e.convert(x, element), low, high));
  low = std::max(low, -30.0), high = std::min(high, 30.0);
  Value quarters = discrete(x, e.b.getI32Type(), std::ceil(4 * low), std::floor(4 * high));
  Value converted = e.convert(quarters, element);
  return known(e.mul(converted, e.scalar(0.25, converted)));
}

Value Fitting::withDiagonal(Value x, double diagonal) {
  if (diagonal == 0)
    return x;
  ArrayRef<int64_t> shape = Emit::shapeOf(x);
  int64_t last = static_cast<int64_t>(shape.size()) - 1;
  Value row = e.iota(e.b.getI32Type(), shape, last - 1), column = e.iota(e.b.getI32Type(), shape, last);
  Value onDiagonal = e.select(e.compare(row, column, "eq"), e.scalar(diagonal, x), e.scalar(0, x));
  return known(e.add(x, onDiagonal));
}

} // namespace burin::tests
