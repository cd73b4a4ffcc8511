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

} // namespace burin::ir
