// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/create.h"
#include "burin/ops.h"

#include <span>

/// Norms with a lower bound: also their derivatives are finite where the array is 0.
namespace burin::optim::detail {

/// Root of `squares`, a scalar, or `least` where it is not more.
inline Array root_at_least(const Array &squares, double least) {
  const Array low = squares <= least * least;
  const Array root = sqrt(where(low, ones_like(squares), squares));
  return where(low, full_like(root, least), root);
}

inline Array norm_at_least(const Array &x, double least) { return root_at_least(sum(square(x)), least); }
inline Array rms_at_least(const Array &x, double least) { return root_at_least(mean(square(x)), least); }

/// Root of the sum of squares of all arrays, of which there is at least one.
inline Array norm_of_all(std::span<const Array> arrays) {
  Array squares = sum(square(arrays[0]));
  for (const Array &x : arrays.subspan(1))
    squares = squares + sum(square(x));
  return sqrt(squares);
}

} // namespace burin::optim::detail
