// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/linalg.h"
#include "burin/nn/initializers.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/message.h"

#include <algorithm>
#include <bit>

namespace burin::nn::initializers {

namespace {

/// Q^T of the decomposition a = Q R with a positive diagonal of R, which there is one of: R^T is the Cholesky factor of
/// a^T a.
Array transposed_factor(const Array &a) {
  const Array at = transpose(a);
  return linalg::solve_triangular(linalg::cholesky(matmul(at, a)), at, {.lower = true});
}

/// Twice, since the first time loses digits where a is ill conditioned (Yamamoto et al. 2015, "Roundoff error analysis
/// of the CholeskyQR2 algorithm").
Array orthonormal_rows(const Array &a) { return transposed_factor(transpose(transposed_factor(a))); }

Array draw(const Array &key, const Shape &shape, DType dtype, double scale) {
  const std::int64_t columns = shape.back(), rows = columns == 0 ? 0 : shape.num_elements() / columns;
  const Shape tall{std::max(rows, columns), std::min(rows, columns)};
  const Array normal = random::normal(key, tall, dtype == f64 ? f64 : f32).astype(f64);
  const Array factor = orthonormal_rows(normal);
  return reshape(rows < columns ? factor : transpose(factor), shape).astype(dtype) * scale;
}

} // namespace

Initializer orthogonal(double scale) {
  return [=](const Array &key, const Shape &shape, DType dtype) {
    const auto where = std::source_location::current();
    if (shape.ndim() < 2)
      throw ShapeError(message("nn.initializers.orthogonal",
                               "a matrix needs two axes; expected at least 2 axes, got shape " + shape.str(), where,
                               "Use initializers::zeros or initializers::normal for vectors.", "shapeerror"));
    Attributes attributes;
    attributes.list(shape).number(static_cast<std::int64_t>(dtype)).number(std::bit_cast<std::int64_t>(scale));
    return burin::detail::library("nn.initializers.orthogonal", {&key}, attributes.span(), where,
                                  [&](std::span<const Array> in) { return draw(in[0], shape, dtype, scale); });
  };
}

} // namespace burin::nn::initializers
