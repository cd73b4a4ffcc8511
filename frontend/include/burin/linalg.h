// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <cstdint>
#include <source_location>
#include <string_view>
#include <vector>

/// numpy.linalg, and what scipy.linalg solves with triangular matrices. Matrices stand in the last two axes. Systems
/// are solved in f32 or f64: f16 and bf16 in f32, integers as f32.
namespace burin::linalg {

/// Which norm: a number p, the Frobenius norm "fro", or by default the root of the sum of squares.
class NormOrder {
public:
  enum class Kind : std::uint8_t { root_of_squares, power, frobenius, singular_values };
  NormOrder() = default;
  template <Arithmetic T> NormOrder(T p) : kind(Kind::power), p(static_cast<double>(p)) {}
  NormOrder(const char *name) : kind(kind_of(name)) {}

  Kind kind = Kind::root_of_squares;
  double p = 2;

private:
  static Kind kind_of(std::string_view name);
};

/// Of vectors along one axis: (sum |x|^p)^(1/p), the greatest or least |x| for +-infinity, the number of nonzero ones
/// for 0. Of matrices in the plane of two axes: "fro"; for 1 and -1 the greatest and least sum of a column, for
/// +-infinity that of a row. Without axes all of x is one vector or matrix. UnsupportedError for the norms that need
/// singular values (2, -2 and "nuc" of matrices).
Array norm(const In &x, NormOrder order = {}, const Axes &axes = {}, bool keepdims = false);

/// x [..., n, n] times itself; power 0 is the identity. UnsupportedError for negative powers.
Array matrix_power(const In &x, int power);

/// The product of matrices in the cheapest order; the first and the last operand may have one axis.
Array multi_dot(const std::vector<Array> &arrays, std::source_location where = std::source_location::current());

struct CholeskyOptions {
  bool upper = false;
  bool symmetrize_input = true; ///< take (a + a^T) / 2; else read the triangle of the factor alone
};
/// L with L L^T = a for symmetric positive definite a [..., n, n], or (upper) U with U^T U = a; 0 in the other
/// triangle, NaN in this one where a is not positive definite. ShapeError for matrices that are not square.
Array cholesky(const In &a, const CholeskyOptions &options = {});

struct TriangularOptions {
  bool trans = false; ///< solve a^T x = b
  bool lower = false; ///< the triangle of a that is read
  bool unit_diagonal = false;
};
/// x with a x = b: a [..., n, n], b [n] or [..., n, k] (NumPy's rule: a vector is what has one axis). Leading axes are
/// broadcast. ShapeError when a is not square or b has another number of rows.
Array solve_triangular(const In &a, const In &b, const TriangularOptions &options = {});

/// x with a x = b for a = c c^T (lower), or c^T c: c is a Cholesky factor. Shapes as of solve_triangular.
Array cho_solve(const In &c, bool lower, const In &b);

} // namespace burin::linalg
