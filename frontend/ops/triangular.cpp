// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/lax/linalg.h"
#include "burin/linalg.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;
using detail::Promoted;
using detail::record;
using lax::linalg::TriangularSolveOptions;

/// f16 and bf16 have no systems of their own: they are solved in f32.
Promoted computed(Promoted type) { return type.dtype == f16 || type.dtype == bf16 ? Promoted{f32, type.weak} : type; }

void check_square(std::string_view op, const Array &a) {
  const std::size_t n = a.ndim();
  if (n < 2 || a.shape()[n - 1] != a.shape()[n - 2])
    detail::throw_shape_error(op, {"systems are solved with square matrices", "a shape that ends with (n, n)",
                                   a.shape().str(), "Matrices stand in the last two axes."});
}

Array factor_of(std::string_view name, const Array &a, bool upper, bool symmetrize) {
  check_square(name, a);
  const Promoted type = detail::to_floating(detail::type_of(a));
  const Array x = detail::convert(a, computed(type)), matrix = symmetrize ? (x + matrix_transpose(x)) * 0.5 : x;
  return detail::convert(record("cholesky", {&matrix}, {{"lower", !upper}}), type);
}

Array solution_of(const Array &a, const Array &b, const TriangularSolveOptions &options) {
  return record("triangular_solve", {&a, &b},
                {{"left_side", options.left_side},
                 {"lower", options.lower},
                 {"unit_diagonal", options.unit_diagonal},
                 {"transpose_a", options.transpose_a}});
}

/// Matrix and right sides in the dtype that they are solved in.
struct System {
  System(std::string_view name, const Array &matrix, const Array &right)
      : type(detail::to_floating(detail::promote(detail::type_of(matrix), detail::type_of(right)))),
        a(detail::convert(matrix, computed(type))), b(detail::convert(right, computed(type))) {
    check_square(name, a);
  }
  Promoted type;
  Array a, b;
};

Shape matrices(Shape leading, std::int64_t rows, std::int64_t columns) {
  leading.push_back(rows);
  leading.push_back(columns);
  return leading;
}

Shape leading_axes(const Array &x) { return Shape(std::span<const std::int64_t>(x.shape()).first(x.ndim() - 2)); }

/// A system on the left side with leading axes broadcast: `solve` gets both operands.
template <class Solve>
Array solve_broadcast(std::string_view name, const Array &matrix, const Array &right, Solve solve) {
  System system(name, matrix, right);
  const bool is_vector = system.b.ndim() == 1;
  const std::int64_t n = system.a.shape()[system.a.ndim() - 1];
  if (is_vector)
    system.b = expand_dims(system.b, -1);
  const std::size_t ndim = system.b.ndim();
  if (ndim < 2 || system.b.shape()[ndim - 2] != n)
    detail::throw_shape_error(
        name, {"the right side does not fit the matrix of shape " + system.a.shape().str(),
               std::to_string(n) + " rows: a vector, or a shape that ends with (" + std::to_string(n) + ", k)",
               right.shape().str(), "Rows stand in the last axis but one."});
  const Shape leading = detail::broadcast_shapes(name, {leading_axes(system.a), leading_axes(system.b)});
  const Array a = detail::broadcast(system.a, matrices(leading, n, n)),
              b = detail::broadcast(system.b, matrices(leading, n, system.b.shape()[ndim - 1]));
  const Array x = detail::convert(solve(a, b), system.type);
  return is_vector ? squeeze(x, -1) : x;
}

} // namespace

Array linalg::cholesky(const In &a, const CholeskyOptions &options) {
  return composed("linalg.cholesky", a, Key(options.upper, options.symmetrize_input), [&](const Array &x) {
    return factor_of("linalg.cholesky", x, options.upper, options.symmetrize_input);
  });
}

Array linalg::solve_triangular(const In &a, const In &b, const TriangularOptions &options) {
  const TriangularSolveOptions kind{true, options.lower, options.trans, options.unit_diagonal};
  return composed("linalg.solve_triangular", a, b, Key(options.trans, options.lower, options.unit_diagonal),
                  [&](const Array &matrix, const Array &right) {
                    return solve_broadcast("linalg.solve_triangular", matrix, right,
                                           [&](const Array &x, const Array &y) { return solution_of(x, y, kind); });
                  });
}

Array linalg::cho_solve(const In &c, bool lower, const In &b) {
  return composed("linalg.cho_solve", c, b, Key(lower), [&](const Array &factor, const Array &right) {
    return solve_broadcast("linalg.cho_solve", factor, right, [&](const Array &x, const Array &y) {
      return solution_of(x, solution_of(x, y, {true, lower, !lower, false}), {true, lower, lower, false});
    });
  });
}

Array lax::linalg::cholesky(const In &a, bool symmetrize_input) {
  return composed("lax.linalg.cholesky", a, Key(symmetrize_input),
                  [&](const Array &x) { return factor_of("lax.linalg.cholesky", x, false, symmetrize_input); });
}

Array lax::linalg::triangular_solve(const In &a, const In &b, const TriangularSolveOptions &options) {
  const Key key(options.left_side, options.lower, options.transpose_a, options.unit_diagonal);
  return composed("lax.linalg.triangular_solve", a, b, key, [&](const Array &matrix, const Array &right) {
    const System system("lax.linalg.triangular_solve", matrix, right);
    const bool are_vectors = right.ndim() + 1 == matrix.ndim();
    const int axis = options.left_side ? -1 : -2;
    const Array x = solution_of(system.a, are_vectors ? expand_dims(system.b, axis) : system.b, options);
    return detail::convert(are_vectors ? squeeze(x, axis) : x, system.type);
  });
}

} // namespace burin
