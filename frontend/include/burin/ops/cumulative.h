// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <optional>

/// Sums and differences along an axis; NumPy's functions. Without an axis: of the flattened array. bool is counted as
/// i32; other dtypes stay, unless `dtype` says otherwise. ShapeError for axes that an array does not have.
namespace burin {

Array cumsum(const In &x, std::optional<int> axis = {}, std::optional<DType> dtype = {});
Array cumprod(const In &x, std::optional<int> axis = {}, std::optional<DType> dtype = {});
/// NaN counts as 0, or 1.
Array nancumsum(const In &x, std::optional<int> axis = {}, std::optional<DType> dtype = {});
Array nancumprod(const In &x, std::optional<int> axis = {}, std::optional<DType> dtype = {});

/// What diff puts before and behind x along the axis: arrays of x's other extents, or scalars.
struct DiffOptions {
  Array prepend{}, append{};
};
/// n times the differences of neighbours along an axis, which gets shorter by n; of bool: where they differ.
Array diff(const In &x, int n = 1, int axis = -1, const DiffOptions &options = {});
/// Differences of the flattened array.
Array ediff1d(const In &x);

/// The integral of y along an axis by trapezoids of equal widths, or between the points x (1-D, or of y's shape).
Array trapezoid(const In &y, double dx = 1, int axis = -1);
Array trapezoid(const In &y, const Array &x, int axis = -1);

} // namespace burin
