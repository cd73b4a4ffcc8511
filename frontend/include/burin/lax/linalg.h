// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// jax.lax.linalg: what burin::linalg is made of.
namespace burin::lax::linalg {

/// The lower factor of (a + a^T) / 2, or of the lower triangle of a: its derivative is 0 in the other one, where JAX
/// takes tangents for symmetric. See burin::linalg::cholesky.
Array cholesky(const In &a, bool symmetrize_input = true);

struct TriangularSolveOptions {
  bool left_side = false; ///< op(a) x = b rather than x op(a) = b
  bool lower = false;
  bool transpose_a = false; ///< op(a) = a^T
  bool unit_diagonal = false;
};
/// a [..., n, n], b [..., n, k] or (right side) [..., k, n] with equal leading axes; b with one axis less is one vector
/// for each matrix. ShapeError when they do not fit.
Array triangular_solve(const In &a, const In &b, const TriangularSolveOptions &options = {});

} // namespace burin::lax::linalg
