// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/lax/padding.h"
#include "frontend/ops/record.h"

#include <string_view>

namespace burin::detail {

/// One number per axis that windows slide along.
struct WindowWidths {
  Ints low, high;
};

/// The padding as numbers; UnsupportedError for a rule that there is not, ShapeError for another number of axes.
/// `window` holds dilated extents.
WindowWidths resolve_padding(std::string_view op, const lax::Padding &padding, const Ints &extents, const Ints &window,
                             const Ints &strides);

/// The list, or ones in place of an empty one; ShapeError unless it has one number per axis, and those are positive.
Ints per_axis(std::string_view op, std::string_view what, const Ints &list, std::size_t count);

/// Extents with gaps.
Ints dilated(const Ints &extents, const Ints &by);

/// Keys of programs: each piece with its length.
class WindowKey {
public:
  WindowKey &add(std::span<const std::int64_t> list);
  WindowKey &text(std::string_view text);
  WindowKey &padding(const lax::Padding &padding);
  operator std::span<const std::int64_t>() const { return key_; }

private:
  Ints key_;
};

} // namespace burin::detail
