// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/WindowNest.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {

/// How many of the numbers 0, 1, ... keep offset + number * step below the limit.
Value WindowNest::within(Value offset, int64_t limit, int64_t step) const {
  Value room = ix.max(ix.sub(ix.constant(limit), offset), ix.constant(0));
  return step == 1 ? room : ix.div(ix.add(room, step - 1), step);
}

/// What stands at a position that is not padding; nothing in a gap.
void WindowNest::visit(const ir::WindowAxis &axis, Value position, function_ref<void(Value)> body) const {
  if (axis.baseDilation == 1 || axis.extent <= 1)
    return body(position);
  Value rest = ix.rem(position, axis.baseDilation);
  Value hit = arith::CmpIOp::create(ix.b, ix.loc, arith::CmpIPredicate::eq, rest, ix.constant(0));
  auto guard = scf::IfOp::create(ix.b, ix.loc, hit, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard keep(ix.b);
  ix.b.setInsertionPoint(guard.thenBlock()->getTerminator());
  body(ix.div(position, axis.baseDilation));
}

void WindowNest::taps(const ir::WindowAxis &axis, Value window, Taps body) const {
  Value start = ix.add(ix.mul(window, axis.stride), -axis.low), first = ix.constant(0), end = ix.constant(axis.size);
  if (axis.seesPadding()) {
    first = within(start, 0, axis.windowDilation);
    end = ix.min(end, within(start, axis.baseSpan(), axis.windowDilation));
  }
  ix.loop(first, end, 1, [&](Value tap) {
    Value position = ix.add(start, ix.mul(tap, axis.windowDilation));
    visit(axis, position, [&](Value element) { body(tap, element); });
  });
}

void WindowNest::taps(ArrayRef<ir::WindowAxis> axes, ArrayRef<Value> windows, AllTaps body) const {
  SmallVector<Value> taps, elements;
  auto nest = [&](auto &self) -> void {
    size_t d = taps.size();
    if (d == axes.size())
      return body(taps, elements);
    this->taps(axes[d], windows[d], [&](Value tap, Value element) {
      taps.push_back(tap), elements.push_back(element);
      self(self);
      taps.pop_back(), elements.pop_back();
    });
  };
  nest(nest);
}

void WindowNest::windows(const ir::WindowAxis &axis, Value tap, Value first, Value end, Taps body) const {
  Value start = ix.add(ix.mul(tap, axis.windowDilation), -axis.low);
  if (axis.seesPadding()) {
    first = ix.max(first, within(start, 0, axis.stride));
    end = ix.min(end, within(start, axis.baseSpan(), axis.stride));
  }
  ix.loop(first, end, 1, [&](Value window) {
    Value position = ix.add(start, ix.mul(window, axis.stride));
    visit(axis, position, [&](Value element) { body(window, element); });
  });
}

} // namespace burin::lowering
