// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <string_view>

/// Convolutions of one axis.
namespace burin {

/// sum over k of x[n - k] y[k], of arrays with one axis, not empty; integers become f32. mode: "full" is all sums,
/// "same" the middle of them, as many as the longer array has elements, "valid" those without padding. Throws
/// ShapeError.
Array convolve(const In &x, const In &y, std::string_view mode = "full");
/// sum over k of x[n + k] y[k], likewise.
Array correlate(const In &x, const In &y, std::string_view mode = "valid");

} // namespace burin
