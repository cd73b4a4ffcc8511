// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

/// Contractions. f16 and bf16 accumulate in f32. ShapeError where the summed extents differ.
namespace burin {

Array dot(const In &x, const In &y);
Array matmul(const In &x, const In &y); ///< NumPy's rules: leading axes are batches and broadcast
Array tensordot(const In &x, const In &y, int axes = 2);
Array tensordot(const In &x, const In &y, const Axes &x_axes, const Axes &y_axes);
Array outer(const In &x, const In &y);
Array vdot(const In &x, const In &y);  ///< of both flattened
Array inner(const In &x, const In &y); ///< over the last axes
/// [..., m, n] times [..., n]; leading axes broadcast.
Array matvec(const In &x, const In &y);
/// Sum of products along one axis; the others broadcast.
Array vecdot(const In &x, const In &y, int axis = -1);
/// Every element of x times the whole of y.
Array kron(const In &x, const In &y);
/// Vectors of 2 or 3 elements along `axis`; the product of two of 2 is a number.
Array cross(const In &x, const In &y, int axis = -1);

} // namespace burin
