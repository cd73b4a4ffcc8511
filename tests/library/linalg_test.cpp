// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dtypes and errors of what linalg solves; values and gradients are golden (linalg_cases.cpp).
#include "tests/frontend/error_text.h"

#include <cmath>

using namespace burin;

namespace {

const Array definite = Array::of({{4.F, 2.F}, {2.F, 5.F}}), triangle = Array::of({{2.F, 0.F}, {1.F, 4.F}});

TEST(Linalg, halves_are_solved_in_f32_and_integers_as_f32) {
  for (DType dtype : {f16, bf16}) {
    const Array half = linalg::cholesky(definite.astype(dtype));
    EXPECT_EQ(half.dtype(), dtype);
    EXPECT_EQ(half.astype(f32).to_vector<float>(), (std::vector<float>{2, 0, 1, 2}));
    const Array x = linalg::solve_triangular(triangle.astype(dtype), Array::of({2.F, 9.F}), {.lower = true});
    EXPECT_EQ(x.dtype(), f32);
    EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{1, 2}));
  }
  EXPECT_EQ(linalg::cholesky(definite.astype(i32)).to_vector<float>(), (std::vector<float>{2, 0, 1, 2}));
  EXPECT_EQ(linalg::cholesky(definite.astype(f64)).dtype(), f64);
}

TEST(Linalg, solutions_of_a_definite_system_come_from_its_factor) {
  const Array b = Array::of({8.F, 16.F});
  EXPECT_EQ(linalg::cho_solve(linalg::cholesky(definite), true, b).to_vector<float>(), (std::vector<float>{0.5, 3}));
}

TEST(Linalg, second_derivatives_of_the_log_determinant) {
  // d2 log det(A) / dA2 along the identity: -tr(A^-2)
  const auto log_det = [](const Array &t) {
    const Array l = linalg::cholesky(definite.astype(f64) + t * eye(2, f64));
    return 2 * sum(log(diagonal(l)));
  };
  const double second = grad(grad(log_det))(full({}, 0.0, f64)).item<double>();
  EXPECT_NEAR(second, -(16.0 + 25 + 2 * 4) / 256, 1e-12); // of {{5, -2}, {-2, 4}} / 16
}

TEST(Linalg, catches_matrices_that_are_not_square) {
  EXPECT_ERROR(ShapeError, linalg::cholesky(zeros({2, 3})),
               "[linalg.cholesky] systems are solved with square matrices; expected a shape that ends with (n, n), got "
               "(2, 3)",
               "linalg_test.cpp:");
  EXPECT_ERROR(ShapeError, lax::linalg::cholesky(zeros({3})), "[lax.linalg.cholesky]", "got (3,)");
  EXPECT_ERROR(ShapeError, linalg::solve_triangular(zeros({2, 3}), zeros({2})), "[linalg.solve_triangular]");
}

TEST(Linalg, catches_right_sides_that_do_not_fit) {
  EXPECT_ERROR(
      ShapeError, linalg::solve_triangular(zeros({2, 2}), zeros({3, 1})),
      "the right side does not fit the matrix of shape (2, 2); expected 2 rows: a vector, or a shape that ends "
      "with (2, k), got (3, 1)");
  EXPECT_ERROR(ShapeError, linalg::cho_solve(zeros({2, 2}), true, Array(1.F)), "[linalg.cho_solve]", "got ()");
  EXPECT_ERROR(ShapeError, linalg::solve_triangular(zeros({3, 2, 2}), zeros({4, 2, 1})), "cannot be broadcast");
  EXPECT_ERROR(ShapeError, lax::linalg::triangular_solve(zeros({2, 2}), zeros({2, 3})), "expected 2 columns");
}

TEST(Linalg, does_not_flag_empty_matrices_and_broadcasting) {
  EXPECT_EQ(linalg::cholesky(zeros({2, 0, 0})).shape(), (Shape{2, 0, 0}));
  EXPECT_EQ(linalg::solve_triangular(zeros({0, 0}), zeros({0, 3})).shape(), (Shape{0, 3}));
  EXPECT_EQ(linalg::solve_triangular(eye(2), zeros({3, 2, 1})).shape(), (Shape{3, 2, 1}));
  EXPECT_EQ(linalg::solve_triangular(zeros({3, 2, 2}), zeros({2})).shape(), (Shape{3, 2}));
}

} // namespace
