// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/matrices.h"
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <algorithm>

namespace burin {
namespace {

using detail::composed;
using detail::Ints;
using detail::Key;

void check_axes(std::string_view op, const Array &x, std::size_t at_least, std::size_t at_most) {
  if (x.ndim() >= at_least && x.ndim() <= at_most)
    return;
  const std::string least = std::to_string(at_least);
  detail::throw_shape_error(op, {"an array of shape " + x.shape().str() + " has the wrong number of axes",
                                 at_most > at_least ? least + " axes or more" : least + " axes",
                                 std::to_string(x.ndim()), "Reshape it, or index one matrix of several."});
}

constexpr std::size_t any_number = 64;

/// True at and below diagonal k, on the last two axes.
Array lower_triangle(const Shape &shape, std::int64_t k) {
  const int last = static_cast<int>(shape.ndim()) - 1;
  return detail::iota(i32, shape, last - 1) + k >= detail::iota(i32, shape, last);
}

/// The diagonal of the last two axes. In a row-major matrix of equal extents n it lies at every (n + 1)-th element.
Array last_diagonal(const Array &x, std::int64_t offset) {
  const std::size_t row = x.ndim() - 2, column = x.ndim() - 1;
  const std::int64_t right = std::max<std::int64_t>(offset, 0), down = std::max<std::int64_t>(-offset, 0);
  const std::int64_t n = std::max<std::int64_t>(0, std::min(x.shape()[row] - down, x.shape()[column] - right));
  Shape shape(std::span<const std::int64_t>(x.shape()).first(row));
  Shape flat = shape;
  shape.push_back(n);
  flat.push_back(n * n);
  if (n == 0)
    return detail::splat(detail::Scalar(0), x.dtype(), shape);
  const Array square = detail::slice_along(detail::slice_along(x, row, down, down + n), column, right, right + n);
  return detail::reshape_to(detail::slice_along(detail::reshape_to(square, flat), row, 0, n * n, n + 1), shape);
}

/// The inverse: n places between neighbours of n elements make n rows of them.
Array diagonal_matrix(const Array &x, std::int64_t k) {
  const std::int64_t n = x.shape()[0], right = std::max<std::int64_t>(k, 0), down = std::max<std::int64_t>(-k, 0);
  const Array zero = detail::splat(detail::Scalar(0), x.dtype(), {});
  Array square = detail::splat(detail::Scalar(0), x.dtype(), {n, n});
  if (n > 0) {
    const Ints none{0}, gap{n};
    using Span = std::span<const std::int64_t>;
    square = detail::record("pad", {&x, &zero}, {{"low", Span(none)}, {"high", Span(none)}, {"interior", Span(gap)}});
    square = detail::reshape_to(square, {n, n});
  }
  return pad(square, {{down, right}, {right, down}});
}

Array diagonal_of(std::string_view op, const Array &x, std::int64_t offset, int axis1, int axis2) {
  check_axes(op, x, 2, any_number);
  const int first = detail::normalize_axis(op, axis1, x.ndim()), second = detail::normalize_axis(op, axis2, x.ndim());
  if (first == second)
    detail::throw_shape_error(op, {"axis " + std::to_string(first) + " is given twice", "two axes",
                                   std::to_string(axis1) + " and " + std::to_string(axis2),
                                   "The diagonal lies in the plane of two axes."});
  return last_diagonal(moveaxis(x, {first, second}, {-2, -1}), offset);
}

Array powers(const Array &x, std::int64_t columns, bool increasing) {
  std::vector<Array> list;
  for (std::int64_t i = 0; i < columns; ++i)
    list.push_back(integer_pow(x, static_cast<int>(increasing ? i : columns - 1 - i)));
  return list.empty() ? detail::splat(detail::Scalar(0), x.dtype(), {x.shape()[0], 0}) : stack(list, 1);
}

/// Axis of the grid that the i-th array varies on.
std::size_t grid_axis(std::size_t i, std::size_t count, Indexing indexing) {
  return indexing == Indexing::xy && count > 1 && i < 2 ? 1 - i : i;
}

Shape grid_shape(const std::vector<Array> &axes, Indexing indexing) {
  Shape shape;
  for (std::size_t i = 0; i < axes.size(); ++i)
    shape.push_back(1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    check_axes("meshgrid", axes[i], 0, 1);
    shape[grid_axis(i, axes.size(), indexing)] = axes[i].size();
  }
  return shape;
}

} // namespace

Array tri(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype, std::source_location where) {
  detail::UserLine line(where);
  return tril(ones({rows, columns < 0 ? rows : columns}, dtype), k);
}

Array tril(const In &x, std::int64_t k) {
  return composed("tril", x, Key(k), [=](const Array &v) {
    check_axes("tril", v, 2, any_number);
    return burin::where(lower_triangle(v.shape(), k), v, zeros_like(v));
  });
}

Array triu(const In &x, std::int64_t k) {
  return composed("triu", x, Key(k), [=](const Array &v) {
    check_axes("triu", v, 2, any_number);
    return burin::where(lower_triangle(v.shape(), k - 1), zeros_like(v), v);
  });
}

Array diag(const In &x, std::int64_t k) {
  return composed("diag", x, Key(k), [=](const Array &v) {
    check_axes("diag", v, 1, 2);
    return v.ndim() == 1 ? diagonal_matrix(v, k) : last_diagonal(v, k);
  });
}

Array diagflat(const In &x, std::int64_t k) {
  return composed("diagflat", x, Key(k),
                  [=](const Array &v) { return diagonal_matrix(detail::reshape_to(v, {v.size()}), k); });
}

Array diagonal(const In &x, std::int64_t offset, int axis1, int axis2) {
  return composed("diagonal", x, Key(offset, axis1, axis2),
                  [=](const Array &v) { return diagonal_of("diagonal", v, offset, axis1, axis2); });
}

Array trace(const In &x, std::int64_t offset, int axis1, int axis2) {
  return composed("trace", x, Key(offset, axis1, axis2),
                  [=](const Array &v) { return sum(diagonal_of("trace", v, offset, axis1, axis2), -1); });
}

Array vander(const In &x, std::int64_t columns, bool increasing) {
  return composed("vander", x, Key(columns, increasing), [=](const Array &v) {
    check_axes("vander", v, 1, 1);
    return powers(v, columns < 0 ? v.size() : columns, increasing);
  });
}

std::vector<Array> meshgrid(const std::vector<Array> &axes, const GridOptions &options, std::source_location where) {
  detail::UserLine line(where);
  const Shape shape = grid_shape(axes, options.indexing);
  std::vector<Array> grid;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Shape single;
    for (std::size_t k = 0; k < axes.size(); ++k)
      single.push_back(1);
    single[grid_axis(i, axes.size(), options.indexing)] = axes[i].size();
    const Array varying = reshape(axes[i], single);
    grid.push_back(options.sparse ? varying : broadcast_to(varying, shape));
  }
  return grid;
}

Array indices(const Shape &shape, DType dtype, std::source_location where) {
  return composed("indices", {}, Key(std::span<const std::int64_t>(shape), dtype), where, [&](std::span<const Array>) {
    Shape single{1}, all{static_cast<std::int64_t>(shape.ndim())};
    for (std::int64_t extent : shape) {
      single.push_back(extent);
      all.push_back(extent);
    }
    std::vector<Array> parts;
    for (std::size_t i = 0; i < shape.ndim(); ++i)
      parts.push_back(detail::iota(dtype, single, static_cast<int>(i) + 1));
    return parts.empty() ? detail::splat(detail::Scalar(0), dtype, all) : concatenate(parts, 0);
  });
}

} // namespace burin
