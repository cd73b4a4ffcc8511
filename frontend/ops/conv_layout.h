// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/lax/convolution.h"
#include "frontend/ops/record.h"

#include <string_view>

namespace burin::detail {

/// Axes in the dialect's order: batch (rhs: output feature), feature (rhs: input feature), spatial ones.
struct ConvLayout {
  Ints lhs, rhs, out;
};

/// ShapeError for operands of unequal rank or below 2, and for texts that are no layouts of them.
ConvLayout resolve_layout(std::string_view op, const Array &lhs, const Array &rhs,
                          const lax::ConvDimensionNumbers &numbers);

/// Extents of the spatial axes.
Ints spatial_extents(const Array &x, const Ints &layout);

} // namespace burin::detail
