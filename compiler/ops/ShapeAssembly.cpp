// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Shape.td whose elements come from several places: pad and concatenate.
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/ShapeOps.h"

#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;

namespace burin::ir {

// pad

static std::optional<int64_t> paddedExtent(int64_t extent, int64_t low, int64_t high, int64_t interior) {
  auto inside = llvm::checkedMulAdd<int64_t>(std::max<int64_t>(extent - 1, 0), interior, extent);
  auto edges = llvm::checkedAdd<int64_t>(low, high);
  return inside && edges ? llvm::checkedAdd<int64_t>(*inside, *edges) : std::nullopt;
}

LogicalResult PadOp::infer(Inference &inference) {
  ArrayRef<int64_t> from = shapeOf(getX()), low = getLow(), high = getHigh(), interior = getInterior();
  if (elementOf(getValue()) != elementOf(getX())) // pad_c1
    return inference.fail(Fault::dtype, "value has dtype " + dtypeText(elementOf(getValue())) + "; expected " +
                                            dtypeText(elementOf(getX())));
  if (!shapeOf(getValue()).empty())
    return inference.fail(Fault::shape, "value has shape " + shapeText(shapeOf(getValue())) + "; expected a scalar");
  if (low.size() != from.size() || high.size() != from.size() || interior.size() != from.size()) // pad_c2
    return inference.fail(Fault::shape, "low is " + shapeText(low) + ", high " + shapeText(high) + ", interior " +
                                            shapeText(interior) + "; expected one number per axis of " +
                                            shapeText(from));
  if (!noneNegative(interior)) // pad_c3
    return inference.fail(Fault::shape, "interior is " + shapeText(interior) + "; expected no negative number");
  AxisList shape;
  for (size_t axis = 0; axis < from.size(); ++axis) {
    std::optional<int64_t> extent = paddedExtent(from[axis], low[axis], high[axis], interior[axis]);
    if (!extent)
      return inference.fail(Fault::shape, "low " + shapeText(low) + ", high " + shapeText(high) + ", interior " +
                                              shapeText(interior) + " of shape " + shapeText(from) +
                                              "; expected extents that 64 bits hold");
    shape.push_back(*extent);
  }
  if (!noneNegative(shape)) // pad_c4
    return inference.fail(Fault::shape, "low " + shapeText(low) + " and high " + shapeText(high) +
                                            " remove more than shape " + shapeText(from) +
                                            " has; expected extents that are not negative");
  inference.result(shape, elementOf(getX()));
  return success();
}

LogicalResult PadOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  for (int64_t i = 0; i < result.size(); ++i)
    copyElement(result, i, operands[1], 0);
  int64_t from = 0;
  forEachIndex(shapeOf(getX()), [&](ArrayRef<int64_t> index) {
    AxisList to(index);
    bool inside = true;
    for (size_t axis = 0; axis < to.size(); ++axis) {
      to[axis] = getLow()[axis] + index[axis] * (getInterior()[axis] + 1);
      inside &= to[axis] >= 0 && to[axis] < getType().getShape()[axis];
    }
    if (inside)
      copyElement(result, positionOf(to, getType().getShape()), operands[0], from);
    ++from;
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult PadOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(tangents[0] || tangents[1]
                        ? e.pad(materialized(e, tangents[0], getX()), materialized(e, tangents[1], getValue()),
                                getLow(), getHigh(), getInterior())
                        : nullptr);
  return success();
}

/// Where the padded array holds elements of the operand: the inverse of pad.
static Value takeOperand(PadOp op, Emit &e, Value padded) {
  AxisList zeros(op.getLow().size(), 0), dense, strides, limit;
  auto cropped = [](int64_t edge) { return std::max<int64_t>(edge, 0); };
  AxisList start(llvm::map_range(op.getLow(), cropped)), end(llvm::map_range(op.getHigh(), cropped));
  auto restored = [](int64_t edge) { return std::max<int64_t>(-edge, 0); };
  AxisList low(llvm::map_range(op.getLow(), restored)), high(llvm::map_range(op.getHigh(), restored));
  if (low != zeros || high != zeros)
    padded = e.pad(padded, zeroScalarArray(e, padded), low, high);
  for (auto [axis, extent] : llvm::enumerate(shapeOf(padded))) {
    limit.push_back(extent - end[axis]);
    strides.push_back(op.getInterior()[axis] + 1);
  }
  return e.slice(padded, start, limit, strides);
}

/// True where the padded array holds `value`. Not a difference of sums, which would lose digits.
static Value paddingMask(PadOp op, Emit &e) {
  Type boolean = e.b.getI1Type();
  Value inside = e.scalar(0, RankedTensorType::get(shapeOf(op.getX()), boolean));
  Value outside = e.scalar(1, RankedTensorType::get({}, boolean));
  return e.pad(inside, outside, op.getLow(), op.getHigh(), op.getInterior());
}

LogicalResult PadOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                               MutableArrayRef<Value> results) {
  Emit e(b, getLoc());
  Value ct = cotangents[0];
  if (ct && linear[0])
    results[0] = takeOperand(*this, e, ct);
  if (ct && linear[1]) {
    Value outside = e.select(paddingMask(*this, e), ct, e.zeros(getType()));
    results[1] = e.reduceSum(outside, firstAxes(getType().getRank()));
  }
  return success();
}

LogicalResult PadOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                           SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value x = withLeading(e, operands[0], batched[0], size);
  Value filler = batched[1] ? zeroScalarArray(e, x) : operands[1];
  Value padded = e.pad(x, filler, prepend(0, getLow()), prepend(0, getHigh()), prepend(0, getInterior()));
  if (batched[1]) {
    Value fillers = e.broadcast(operands[1], shapeOf(padded), {0});
    padded = e.select(e.broadcastLeading(paddingMask(*this, e), size), fillers, padded);
  }
  results.push_back(padded);
  return success();
}

namespace {
/// Where along one axis of pad's operand a result index reads; `inside` is null where it cannot miss.
struct PaddedAxis {
  Value source, inside;
};
} // namespace

static PaddedAxis locate(IndexEmitter &i, Value at, int64_t low, int64_t high, int64_t interior, int64_t extent) {
  Value offset = i.add(at, -low);
  int64_t span = extent + (extent - 1) * interior;
  Value inside = low > 0 || high > 0 ? i.inBounds(offset, span) : nullptr;
  if (interior > 0) {
    Value safe = i.select(inside, offset, i.constant(0));
    inside = i.both(inside, i.isZero(i.rem(safe, interior + 1)));
    return {i.divide(safe, interior + 1), inside};
  }
  return {i.select(inside, offset, i.constant(0)), inside};
}

Value PadOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  Value filler = reader.read(1, {});
  if (llvm::is_contained(shapeOf(getX()), 0))
    return filler;
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source;
  Value inside;
  for (auto [axis, at] : llvm::enumerate(index)) {
    PaddedAxis found = locate(i, at, getLow()[axis], getHigh()[axis], getInterior()[axis], shapeOf(getX())[axis]);
    source.push_back(found.source);
    inside = i.both(inside, found.inside);
  }
  return i.select(inside, reader.read(0, source), filler);
}

bool PadOp::cheapToRecompute() { return false; }

// concatenate

LogicalResult ConcatenateOp::infer(Inference &inference) {
  if (getParts().empty()) // concatenate_c1
    return inference.fail(Fault::shape, "no array is given; expected at least one");
  RankedTensorType first = Emit::typeOf(getParts()[0]);
  auto axis = static_cast<int64_t>(getDimension());
  if (axis < 0 || axis >= first.getRank()) // concatenate_c2
    return inference.fail(Fault::shape, "dimension is " + std::to_string(axis) + "; expected an axis of " +
                                            shapeText(first.getShape()));
  AxisList shape(first.getShape());
  shape[axis] = 0;
  for (Value part : getParts()) {
    if (elementOf(part) != first.getElementType()) // concatenate_c3
      return inference.fail(Fault::dtype, "arrays have dtypes " + dtypeText(first.getElementType()) + " and " +
                                              dtypeText(elementOf(part)) + "; expected equal dtypes");
    AxisList others(shapeOf(part));
    if (others.size() == shape.size())
      others[axis] = shape[axis];
    if (others != shape) // concatenate_c4
      return inference.fail(Fault::shape, "arrays have shapes " + shapeText(first.getShape()) + " and " +
                                              shapeText(shapeOf(part)) + "; expected equal extents except along axis " +
                                              std::to_string(axis));
    shape[axis] += shapeOf(part)[axis];
  }
  inference.result(shape, first.getElementType());
  return success();
}

LogicalResult ConcatenateOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  int64_t offset = 0;
  for (const Literal &part : operands) {
    int64_t from = 0;
    forEachIndex(part.type().getShape(), [&](ArrayRef<int64_t> index) {
      AxisList to(index);
      to[getDimension()] += offset;
      copyElement(result, positionOf(to, getType().getShape()), part, from++);
    });
    offset += part.type().getShape()[getDimension()];
  }
  results.push_back(std::move(result));
  return success();
}

LogicalResult ConcatenateOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SmallVector<Value> parts;
  if (llvm::any_of(tangents, [](Value tangent) { return bool(tangent); }))
    for (auto [tangent, part] : llvm::zip_equal(tangents, getParts()))
      parts.push_back(materialized(e, tangent, part));
  results.push_back(parts.empty() ? nullptr : e.concatenate(parts, getDimension()));
  return success();
}

LogicalResult ConcatenateOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                       MutableArrayRef<Value> results) {
  Emit e(b, getLoc());
  AxisList start(getType().getRank(), 0), limit(getType().getShape());
  limit[getDimension()] = 0;
  for (auto [i, part] : llvm::enumerate(getParts())) {
    start[getDimension()] = limit[getDimension()];
    limit[getDimension()] += shapeOf(part)[getDimension()];
    if (cotangents[0] && linear[i])
      results[i] = e.slice(cotangents[0], start, limit);
  }
  return success();
}

LogicalResult ConcatenateOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                   SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SmallVector<Value> parts = allWithLeading(e, operands, batched, size);
  results.push_back(e.concatenate(parts, static_cast<int64_t>(getDimension()) + 1));
  return success();
}

Value ConcatenateOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  Value element = zeroElement(reader.b, reader.loc, elementOf(getResult()));
  int64_t offset = 0;
  for (auto [number, part] : llvm::enumerate(getParts())) {
    int64_t extent = shapeOf(part)[getDimension()], start = std::exchange(offset, offset + extent);
    if (extent == 0)
      continue;
    Value at = i.add(index[getDimension()], -start);
    Value inside = extent == getType().getShape()[getDimension()] ? nullptr : i.inBounds(at, extent);
    SmallVector<Value> source(index);
    source[getDimension()] = i.select(inside, at, i.constant(0));
    element = i.select(inside, reader.read(static_cast<unsigned>(number), source), element);
  }
  return element;
}

bool ConcatenateOp::cheapToRecompute() { return false; }

} // namespace burin::ir
