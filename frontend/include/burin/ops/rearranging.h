// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <vector>

/// Order of axes and of elements along them; NumPy's functions. ShapeError for axes that an array does not have.
namespace burin {

/// Axis source[i] becomes axis destination[i]; the others keep their order.
Array moveaxis(const In &x, const Axes &source, const Axes &destination);
/// Moves `axis` in front of the axis that is `start` now.
Array rollaxis(const In &x, int axis, int start = 0);
/// The last two axes swapped.
Array matrix_transpose(const In &x);

/// Elements move `shift` places towards the end, those that leave it come in at the front: of the flattened array, or
/// along each of `axes`. A shift may be an array (an integer scalar).
Array roll(const In &x, std::int64_t shift);
Array roll(const In &x, std::int64_t shift, const Axes &axes);
/// shifts[i] along axes[i]; an axis may be given more than once.
Array roll(const In &x, const std::vector<std::int64_t> &shifts, const std::vector<int> &axes);
Array roll_by(const In &x, const Array &shift, int axis);
template <std::same_as<Array> A> Array roll(const In &x, const A &shift, int axis) { return roll_by(x, shift, axis); }
Array fliplr(const In &x); ///< along axis 1
Array flipud(const In &x); ///< along axis 0
/// A quarter turn k times, from the first of `axes` towards the second.
Array rot90(const In &x, int k = 1, const std::vector<int> &axes = {0, 1});

/// With axes of extent 1 before or behind, so that there are at least 1, 2, 3.
Array atleast_1d(const In &x);
Array atleast_2d(const In &x); ///< (n) becomes (1, n)
Array atleast_3d(const In &x); ///< (n) becomes (1, n, 1), (m, n) becomes (m, n, 1)
/// All in their common shape.
std::vector<Array> broadcast_arrays(const std::vector<Array> &arrays,
                                    std::source_location where = std::source_location::current());

} // namespace burin
