// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/WindowAxis.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace llvm;

namespace burin::ir {

int64_t WindowAxis::windows() const {
  int64_t room = baseSpan() + low + high - windowSpan();
  return room < 0 ? 0 : room / stride + 1;
}

std::optional<int64_t> WindowAxis::source(int64_t window, int64_t tap) const {
  int64_t at = window * stride + tap * windowDilation - low;
  if (at < 0 || at >= baseSpan() || at % baseDilation)
    return std::nullopt;
  return at / baseDilation;
}

uint64_t WindowAxis::taps() const {
  uint64_t count = 0;
  for (int64_t tap = 0; tap < size; ++tap)
    for (int64_t window = 0, end = windows(); window < end; ++window)
      count += source(window, tap).has_value();
  return count;
}

bool WindowAxis::isIdentity() const { return size == 1 && stride == 1 && !seesPadding() && windows() == extent; }

bool WindowAxis::seesPadding() const {
  return (baseDilation > 1 && extent > 1) || low > 0 || (windows() - 1) * stride + windowSpan() - low > baseSpan();
}

AxisList windowCounts(ArrayRef<WindowAxis> axes) {
  return AxisList(map_range(axes, [](const WindowAxis &axis) { return axis.windows(); }));
}

/// The extent with gaps and padding, and the window's; null when 64 bits do not hold them.
static std::optional<int64_t> paddedExtent(const WindowAxis &axis) {
  auto base = checkedMulAdd<int64_t>(std::max<int64_t>(axis.extent - 1, 0), axis.baseDilation, 1);
  auto window = checkedMulAdd<int64_t>(std::max<int64_t>(axis.size - 1, 0), axis.windowDilation, 1);
  auto edges = checkedAdd<int64_t>(axis.low, axis.high);
  if (!base || !window || !edges || !checkedMulAdd<int64_t>(*base, 2, *window) || !checkedMul<int64_t>(axis.low, 2) ||
      !checkedMul<int64_t>(axis.high, 2))
    return std::nullopt;
  return checkedAdd<int64_t>(axis.extent == 0 ? 0 : *base, *edges);
}

LogicalResult checkWindows(ArrayRef<WindowAxis> axes, Inference &inference) {
  auto column = [&](int64_t WindowAxis::*member) {
    return shapeText(AxisList(map_range(axes, [=](const WindowAxis &axis) { return axis.*member; })));
  };
  for (auto [name, member] :
       {std::pair{"strides are ", &WindowAxis::stride}, std::pair{"base dilations are ", &WindowAxis::baseDilation},
        std::pair{"window dilations are ", &WindowAxis::windowDilation}})
    if (any_of(axes, [&](const WindowAxis &axis) { return axis.*member < 1; }))
      return inference.fail(Fault::shape, name + column(member) + "; expected positive numbers");
  for (const WindowAxis &axis : axes) {
    std::optional<int64_t> padded = paddedExtent(axis);
    std::string edges = "padding of low " + column(&WindowAxis::low) + " and high " + column(&WindowAxis::high) +
                        " of extents " + column(&WindowAxis::extent);
    if (!padded)
      return inference.fail(Fault::shape, edges + "; expected extents that 64 bits hold");
    if (*padded < 0)
      return inference.fail(Fault::shape,
                            edges + " removes more than there is; expected extents that are not negative");
  }
  return success();
}

void forEachTap(ArrayRef<WindowAxis> axes, ArrayRef<int64_t> window,
                function_ref<void(ArrayRef<int64_t>, ArrayRef<int64_t>)> visit) {
  AxisList sizes(map_range(axes, [](const WindowAxis &axis) { return axis.size; })), element(axes.size());
  forEachIndex(sizes, [&](ArrayRef<int64_t> tap) {
    for (size_t d = 0; d < axes.size(); ++d) {
      std::optional<int64_t> source = axes[d].source(window[d], tap[d]);
      if (!source)
        return;
      element[d] = *source;
    }
    visit(tap, element);
  });
}

WindowAxis transposed(const WindowAxis &axis) {
  WindowAxis back{axis.windows(), axis.size, axis.baseDilation, axis.stride, axis.windowDilation};
  back.low = axis.windowSpan() - 1 - axis.low;
  back.high = axis.baseSpan() + axis.windowSpan() - 1 - back.baseSpan() - back.low;
  return back;
}

} // namespace burin::ir
