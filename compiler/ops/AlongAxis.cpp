// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/AlongAxis.h"

#include "compiler/ops/Movement.h"

#include <limits>

using namespace mlir;

namespace burin::ir {

void forEachLine(ArrayRef<int64_t> shape, int64_t axis, function_ref<void(int64_t, int64_t)> visit) {
  int64_t inner = product(shape.drop_front(axis + 1)), outer = product(shape.take_front(axis));
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i)
      visit(o * shape[axis] * inner + i, inner);
}

LogicalResult checkAxis(StringRef name, int64_t axis, ArrayRef<int64_t> shape, Inference &inference) {
  if (axis >= 0 && axis < static_cast<int64_t>(shape.size()))
    return success();
  return inference.fail(Fault::shape,
                        (name + " is " + Twine(axis) + "; expected an axis of " + shapeText(shape)).str());
}

Value shiftedAlong(Emit &e, Value x, int64_t axis, bool reverse, Value filler) {
  AxisList low(shapeOf(x).size(), 0), high(low);
  low[axis] = reverse ? -1 : 1;
  high[axis] = -low[axis];
  return e.pad(x, filler, low, high);
}

Type indexType(Emit &e, int64_t extent) {
  return extent <= std::numeric_limits<int32_t>::max() ? e.b.getI32Type() : e.b.getI64Type();
}

Value gatherAlong(Emit &e, Value x, Value indices, int64_t axis) {
  ArrayRef<int64_t> from = shapeOf(x), to = shapeOf(indices);
  Type integer = indexType(e, product(from));
  Value position;
  for (int64_t d = 0, stride = product(from); d < static_cast<int64_t>(from.size()); ++d) {
    stride = from[d] == 0 ? 0 : stride / from[d];
    Value coordinate = d == axis ? e.convert(indices, integer) : e.iota(integer, to, d);
    Value term = stride == 1 ? coordinate : e.mul(coordinate, e.scalar(static_cast<double>(stride), coordinate));
    position = position ? e.add(position, term) : term;
  }
  return e.gatherRows(e.reshape(x, {product(from)}), position);
}

} // namespace burin::ir
