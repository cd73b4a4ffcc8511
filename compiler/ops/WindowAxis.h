// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Emit.h"
#include "compiler/ops/Indices.h"

#include <optional>

namespace burin::ir {

/// One axis along which windows slide. Tap t of window w looks at position w * stride + t * windowDilation - low of the
/// axis whose elements stand baseDilation apart; it sees an element, a gap between two of them or padding.
struct WindowAxis {
  int64_t extent = 1, size = 1, stride = 1, baseDilation = 1, windowDilation = 1, low = 0, high = 0;

  int64_t baseSpan() const { return dilated(extent, baseDilation); } ///< with gaps, without padding
  int64_t windowSpan() const { return dilated(size, windowDilation); }
  /// The number of windows; 0 when none fits.
  int64_t windows() const;
  /// The element that a tap sees.
  std::optional<int64_t> source(int64_t window, int64_t tap) const;
  /// Pairs of a window and a tap that see an element.
  uint64_t taps() const;
  /// Window i is element i.
  bool isIdentity() const;
  /// Some tap of some window sees a gap or padding.
  bool seesPadding() const;

private:
  static int64_t dilated(int64_t extent, int64_t by) { return extent == 0 ? 0 : (extent - 1) * by + 1; }
};

using WindowAxes = llvm::SmallVector<WindowAxis>;

AxisList windowCounts(llvm::ArrayRef<WindowAxis> axes);

/// Strides and dilations are positive, and no extent becomes negative or too large for 64 bits.
llvm::LogicalResult checkWindows(llvm::ArrayRef<WindowAxis> axes, Inference &inference);

/// Visits, in row-major order, the taps of one window that see an element: (tap, element).
void forEachTap(llvm::ArrayRef<WindowAxis> axes, llvm::ArrayRef<int64_t> window,
                llvm::function_ref<void(llvm::ArrayRef<int64_t>, llvm::ArrayRef<int64_t>)> visit);

/// The windows that go the other way: over the windows of `axis`, `stride` apart, under the same taps in turned order;
/// one for each element of `axis`, which saw it.
WindowAxis transposed(const WindowAxis &axis);

} // namespace burin::ir
