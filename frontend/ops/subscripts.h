// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace burin::detail {

/// Name of an axis in einsum: a letter, or first_ellipsis + its distance from the end of the ellipsis.
using Label = int;
using Labels = std::vector<Label>;
inline constexpr Label first_ellipsis = 256;

/// What an einsum says about its operands.
struct Subscripts {
  std::vector<Labels> operands; ///< one label per axis
  Labels result;
  std::map<Label, std::int64_t> extents;
};

/// Throws ShapeError for subscripts that do not parse or do not fit.
Subscripts parse_subscripts(std::string_view text, std::span<const Array> operands);

/// Pairs in the order of their contraction; each pair is taken out and its result becomes the last operand.
using Path = std::vector<std::pair<std::size_t, std::size_t>>;
Path contraction_path(const Subscripts &subscripts);

} // namespace burin::detail
