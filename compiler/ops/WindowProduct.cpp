// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// reduce_window_prod. Its derivative divides by nothing, so that zeros in a window do no harm.
#include "compiler/ops/Movement.h"
#include "compiler/ops/Window.h"
#include "compiler/ops/WindowOps.h"

using namespace mlir;

namespace burin::ir {

/// What tap number `tap` of each window along axis `d` sees; the filler where it sees no element.
static Value seenByTap(Emit &e, Value x, double filler, int64_t d, const WindowAxis &axis, int64_t tap) {
  auto rank = static_cast<int64_t>(shapeOf(x).size());
  AxisList low(rank), high(rank), interior(rank), start(rank), strides(rank, 1);
  low[d] = axis.low, high[d] = axis.high, interior[d] = axis.baseDilation - 1;
  Value padding = e.scalar(filler, RankedTensorType::get({}, elementOf(x)));
  Value padded = e.pad(x, padding, low, high, interior);
  AxisList limit(shapeOf(padded));
  start[d] = tap * axis.windowDilation;
  limit[d] = start[d] + (axis.windows() - 1) * axis.stride + 1;
  strides[d] = axis.stride;
  return e.slice(padded, start, limit, strides);
}

/// The sum over the taps of the tangent that each sees times the product of what the others see.
static Value productTangent(Emit &e, Value x, Value tangent, int64_t d, const WindowAxis &axis) {
  SmallVector<Value> before(axis.size), seen(axis.size); // before[t]: the product of the taps below t
  for (int64_t tap = 0; tap < axis.size; ++tap) {
    seen[tap] = seenByTap(e, x, 1, d, axis, tap);
    before[tap] = tap == 0 ? nullptr : tap == 1 ? seen[0] : e.mul(before[tap - 1], seen[tap - 1]);
  }
  Value sum, behind;
  for (int64_t tap = axis.size; tap-- > 0;) {
    Value term = seenByTap(e, tangent, 0, d, axis, tap);
    for (Value factor : {before[tap], behind})
      term = factor ? e.mul(term, factor) : term;
    sum = e.accumulate(sum, term);
    behind = behind ? e.mul(seen[tap], behind) : seen[tap];
  }
  return sum;
}

LogicalResult ReduceWindowProdOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  if (!tangents[0] || getType().getNumElements() == 0) {
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, getLoc());
  Value x = getX(), tangent = tangents[0];
  // A product over windows is one over the windows of each axis in turn.
  for (auto [d, axis] : llvm::enumerate(windowsOf(*this))) {
    if (axis.isIdentity())
      continue;
    tangent = productTangent(e, x, tangent, static_cast<int64_t>(d), axis);
    WindowAxes alone(llvm::map_range(shapeOf(x), [](int64_t extent) { return WindowAxis{extent}; }));
    alone[d] = axis;
    x = e.value("reduce_window_prod", x, windowAttributes(e, alone));
  }
  results.push_back(tangent);
  return success();
}

LogicalResult ReduceWindowProdOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", "a product is not linear in its factors; its linearization is");
}

} // namespace burin::ir
