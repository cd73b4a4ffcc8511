// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/ops/shapes.h"

/// Padding by what the array holds.
namespace burin {

/// NumPy's modes of pad: the nearest element; a mirror that stands on the last element (reflect) or behind it
/// (symmetric); the other end; a straight line from `end_values` to the edge; a statistic of each line; zeros.
enum class PadMode : std::uint8_t {
  edge,
  reflect,
  symmetric,
  wrap,
  linear_ramp,
  maximum,
  minimum,
  mean,
  median,
  empty
};

struct PadOptions {
  bool odd = false;                    ///< reflect and symmetric: 2 edge - mirrored
  double end_low = 0, end_high = 0;    ///< linear_ramp: values at the outermost elements
  std::vector<PadWidth> stat_length{}; ///< of the statistics: elements at each end that count; all unless given
};

/// One width per axis, or one for all axes. ShapeError for negative widths, and for padding from an axis of extent 0.
Array pad(const In &x, const std::vector<PadWidth> &widths, PadMode mode, const PadOptions &options = {});

} // namespace burin
