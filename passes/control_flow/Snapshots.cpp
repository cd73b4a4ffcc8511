// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/Snapshots.h"

using namespace mlir;

namespace burin::passes {
namespace {

using Values = LoopWriter::Values;

Value times(ir::Emit &e, Value x, int64_t factor) { return e.mul(x, e.scalar(static_cast<double>(factor), x)); }
Value plus(ir::Emit &e, Value x, int64_t addend) { return e.add(x, e.scalar(static_cast<double>(addend), x)); }
Value over(ir::Emit &e, Value x, int64_t divisor) { return e.div(x, e.scalar(static_cast<double>(divisor), x)); }

/// A scalar in all elements of an array like another.
Value everywhere(ir::Emit &e, Value scalar, Value like) { return e.broadcast(scalar, ir::Emit::shapeOf(like), {}); }

SmallVector<int64_t> oneRowOf(Value rows) {
  SmallVector<int64_t> shape(ir::Emit::shapeOf(rows));
  shape[0] = 1;
  return shape;
}

/// The operands of a slice that starts at a row.
Values startingAt(ir::Emit &e, std::initializer_list<Value> arrays, Value place) {
  Values operands(arrays);
  int64_t rank = ir::Emit::typeOf(operands[0]).getRank();
  operands.push_back(place);
  operands.append(rank - 1, Snapshots::number(e, 0));
  return operands;
}

} // namespace

Value Snapshots::number(ir::Emit &e, int64_t value) {
  return e.scalar(static_cast<double>(value), RankedTensorType::get({}, e.b.getI64Type()));
}

// Rows

SmallVector<Value> Snapshots::empty(ir::Emit &e, ValueRange carry) const {
  return llvm::map_to_vector(carry, [&](Value value) {
    auto type = ir::Emit::typeOf(value);
    SmallVector<int64_t> shape{capacity + 1};
    llvm::append_range(shape, type.getShape());
    return e.zeros(RankedTensorType::get(shape, type.getElementType()));
  });
}

Value Snapshots::read(ir::Emit &e, Value rows, Value place) {
  Value row = e.value("dynamic_slice", startingAt(e, {rows}, place), e.axes("slice_sizes", oneRowOf(rows)));
  return e.reshape(row, ir::Emit::shapeOf(rows).drop_front());
}

Value Snapshots::write(ir::Emit &e, Value rows, Value row, Value place) {
  return e.value("dynamic_update_slice", startingAt(e, {rows, e.reshape(row, oneRowOf(rows))}, place));
}

// Forward

Value Snapshots::strideAt(ir::Emit &e, Value turn, Value stride) const {
  Value full = e.compare(turn, times(e, stride, capacity), "eq");
  return e.select(full, e.add(stride, stride), stride);
}

Value Snapshots::placeAt(ir::Emit &e, Value turn, Value stride) const {
  Value kept = e.compare(e.rem(turn, stride), number(e, 0), "eq");
  Value place = placeOfKept(e, turn, e.select(kept, stride, number(e, 1)));
  return e.select(kept, place, number(e, capacity));
}

// Multiples of a stride 2 h from capacity * h on have taken the places of the odd multiples of h below, in order; these
// may have taken others' before.
Value Snapshots::placeOfKept(ir::Emit &e, Value turns, Value stride) const {
  int64_t capacity = this->capacity, back = (capacity + 1) / 2 * 2 - 1;
  auto coarse = [](ir::Emit &e, ValueRange carry, ValueRange) {
    return Values{e.compare(carry[1], number(e, 1), "gt")};
  };
  auto refine = [&](ir::Emit &e, ValueRange carry, ValueRange) {
    Value places = carry[0], half = over(e, carry[1], 2);
    Value late = e.compare(places, everywhere(e, times(e, half, capacity), places), "ge");
    Value earlier = e.sub(places, everywhere(e, times(e, half, back), places));
    return Values{e.select(late, earlier, places), half};
  };
  return loops.loop(e, {turns, stride}, {}, coarse, refine)[0];
}

// Backward

Value Snapshots::multiplesOf(ir::Emit &e, Value stride, int64_t count) const {
  Value numbers = e.iota(e.b.getI64Type(), {count}, 0);
  return e.mul(numbers, everywhere(e, stride, numbers));
}

Snapshots::Stack Snapshots::stackAfter(ir::Emit &e, Value numTurns, Value stride) const {
  Value notKept = e.scalar(static_cast<double>(capacity), RankedTensorType::get({1}, e.b.getI64Type()));
  Value kept = e.div(plus(e, e.add(numTurns, stride), -1), stride);
  return {plus(e, kept, -1), multiplesOf(e, stride, capacity + 1),
          e.concatenate({placeOfKept(e, multiplesOf(e, stride, capacity), stride), notKept}, 0)};
}

Value Snapshots::nextLevel(ir::Emit &e, Value top) const { return plus(e, top, 1); }

Value Snapshots::isFull(ir::Emit &e, Value top) const { return e.compare(top, number(e, capacity - 1), "eq"); }

// With f free levels C(f + r + 1, r) turns can be gone back over if each is repeated r times at most: C(f + r, r) of
// them behind the next carry that is kept, with one level less, the others before, repeated once less. (Griewank and
// Walther, Algorithm 799: revolve, 2000.)
Value Snapshots::distance(ir::Emit &e, Value top, Value gap) const {
  Value free = e.sub(number(e, capacity - 1), top);
  auto reach = [](ir::Emit &e, Value free, Value repeats, Value behind) { // C(f + r + 1, r), from C(f + r, r)
    return e.div(e.mul(behind, plus(e, e.add(free, repeats), 1)), plus(e, free, 1));
  };
  auto tooFew = [&](ir::Emit &e, ValueRange carry, ValueRange captures) {
    return Values{e.compare(reach(e, captures[0], carry[0], carry[1]), captures[1], "le")};
  };
  auto repeatMore = [](ir::Emit &e, ValueRange carry, ValueRange captures) {
    Value repeats = plus(e, carry[0], 1);
    return Values{repeats, e.div(e.mul(carry[1], e.add(captures[0], repeats)), repeats)};
  };
  Value behind = loops.loop(e, {number(e, 1), plus(e, free, 1)}, {free, gap}, tooFew, repeatMore)[1];
  return e.max(number(e, 1), plus(e, e.sub(gap, behind), 1));
}

} // namespace burin::passes
