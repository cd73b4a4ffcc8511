// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/linalg.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <cmath>
#include <string>

namespace burin {
namespace {

using detail::Ints;
using linalg::NormOrder;
using Kind = NormOrder::Kind;

Array root_of_squares(const Array &x, const Axes &axes, bool keepdims) { return sqrt(sum(x * x, axes, keepdims)); }

Array vector_norm(const Array &x, double p, const Axes &axes, bool keepdims) {
  if (p == 2)
    return root_of_squares(x, axes, keepdims);
  if (std::isinf(p))
    return p > 0 ? max(abs(x), axes, keepdims) : min(abs(x), axes, keepdims);
  if (p == 0)
    return sum((x != 0).astype(x.dtype()), axes, keepdims);
  if (p == 1)
    return sum(abs(x), axes, keepdims);
  return pow(sum(pow(abs(x), p), axes, keepdims), 1 / p);
}

[[noreturn]] void throw_singular(double p) {
  detail::throw_unsupported("linalg.norm",
                            {"this norm of a matrix needs its singular values", "\"fro\", 1, -1 or an infinity",
                             p == 0 ? "nuc" : std::to_string(p), "The Frobenius norm, the default, bounds it."});
}

Array matrix_norm(const Array &x, const NormOrder &order, const Ints &axes, bool keepdims) {
  const int row = static_cast<int>(axes[0]), column = static_cast<int>(axes[1]);
  if (order.kind == Kind::root_of_squares || order.kind == Kind::frobenius)
    return root_of_squares(x, {row, column}, keepdims);
  if (order.kind == Kind::singular_values)
    throw_singular(0);
  if (std::abs(order.p) != 1 && !std::isinf(order.p))
    throw_singular(order.p);
  const bool of_columns = std::abs(order.p) == 1;
  const Array sums = sum(abs(x), of_columns ? row : column, true);
  const int rest = of_columns ? column : row;
  const Array extreme = order.p > 0 ? max(sums, rest, true) : min(sums, rest, true);
  return keepdims ? extreme : squeeze(extreme, {row, column});
}

Array norm_of(const Array &x, const NormOrder &order, const Axes &axes, bool keepdims) {
  if (axes.all() && order.kind == Kind::root_of_squares)
    return root_of_squares(x, axes, keepdims);
  Ints list;
  if (axes.all())
    list = detail::normalize_axes("linalg.norm", axes, x.ndim());
  else
    for (std::int64_t axis : axes.list())
      list.push_back(detail::normalize_axis("linalg.norm", axis, x.ndim()));
  if (list.size() == 2 && list[0] != list[1])
    return matrix_norm(x, order, list, keepdims);
  if (list.size() != 1)
    detail::throw_shape_error("linalg.norm",
                              {"norms are of vectors and matrices", "one axis or two", std::to_string(list.size()),
                               "Give the axes of the vectors or matrices."});
  if (order.kind == Kind::frobenius || order.kind == Kind::singular_values)
    detail::throw_shape_error("linalg.norm", {"a vector has no such norm", "a number as order", "\"fro\" or \"nuc\"",
                                              "The Euclidean norm is the default."});
  return vector_norm(x, order.p, static_cast<int>(list[0]), keepdims);
}

} // namespace

NormOrder::Kind NormOrder::kind_of(std::string_view name) {
  if (name == "fro")
    return Kind::frobenius;
  if (name == "nuc")
    return Kind::singular_values;
  detail::throw_shape_error("linalg.norm", {"there is no norm of this name", "\"fro\" or \"nuc\"",
                                            "\"" + std::string(name) + "\"", "Other orders are numbers."});
}

Array linalg::norm(const In &x, NormOrder order, const Axes &axes, bool keepdims) {
  return detail::composed("linalg.norm", x, detail::Key(static_cast<int>(order.kind), order.p, axes, keepdims),
                          [&](const Array &v) {
                            const Array floats = v.astype(to_floating(detail::type_of(v)).dtype);
                            return norm_of(floats, order, axes, keepdims);
                          });
}

} // namespace burin
