// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/products.h"
#include "burin/create.h"
#include "burin/indexing.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

namespace burin {
namespace {

using detail::composed;
using detail::Key;

Array flat(const Array &x) { return detail::reshape_to(x, {x.size()}); }

void check_same_size(const Array &x, const Array &y) {
  if (x.size() != y.size())
    detail::throw_shape_error("vdot", {"operands of shapes " + x.shape().str() + " and " + y.shape().str() +
                                           " have different numbers of elements",
                                       std::to_string(x.size()) + " elements", std::to_string(y.size()),
                                       "inner(x, y) sums over the last axes only."});
}

/// Axes of extent 1 in front, so that there are `ndim`.
Array with_ndim(const Array &x, std::size_t ndim) {
  Shape shape;
  for (std::size_t i = x.ndim(); i < ndim; ++i)
    shape.push_back(1);
  for (std::int64_t extent : x.shape())
    shape.push_back(extent);
  return detail::reshape_to(x, shape);
}

/// x (m0, m1, ...) as (m0, 1, m1, 1, ...), y as (1, n0, 1, n1, ...): their product, two axes taken as one.
Array kronecker(const Array &x, const Array &y) {
  const std::size_t ndim = std::max(x.ndim(), y.ndim());
  const Array a = with_ndim(x, ndim), b = with_ndim(y, ndim);
  Shape left, right, result;
  for (std::size_t i = 0; i < ndim; ++i) {
    left.push_back(a.shape()[i]);
    left.push_back(1);
    right.push_back(1);
    right.push_back(b.shape()[i]);
    result.push_back(a.shape()[i] * b.shape()[i]);
  }
  return detail::reshape_to(detail::reshape_to(a, left) * detail::reshape_to(b, right), result);
}

Array component(const Array &x, std::int64_t i) { return squeeze(detail::slice_along(x, x.ndim() - 1, i, i + 1), -1); }

std::int64_t length_of(const Array &x) {
  const std::int64_t length = x.ndim() == 0 ? 0 : x.shape().back();
  if (length != 2 && length != 3)
    detail::throw_shape_error("cross",
                              {"an operand of shape " + x.shape().str() + " has no vectors of a plane or space",
                               "2 or 3 elements along the axis", std::to_string(length),
                               "Give the axis that the vectors lie along."});
  return length;
}

Array cross_last(const Array &x, const Array &y) {
  const bool x_flat = length_of(x) == 2, y_flat = length_of(y) == 2;
  const Array x0 = component(x, 0), x1 = component(x, 1), y0 = component(y, 0), y1 = component(y, 1);
  const Array turn = x0 * y1 - x1 * y0;
  if (x_flat && y_flat)
    return turn;
  const Array x2 = x_flat ? zeros_like(x0) : component(x, 2), y2 = y_flat ? zeros_like(y0) : component(y, 2);
  return stack({x1 * y2 - x2 * y1, x2 * y0 - x0 * y2, turn}, -1);
}

} // namespace

Array vdot(const In &x, const In &y) {
  return composed("vdot", x, y, Key(), [](const Array &a, const Array &b) {
    check_same_size(a, b);
    return dot(flat(a), flat(b));
  });
}

Array inner(const In &x, const In &y) {
  return composed("inner", x, y, Key(), [](const Array &a, const Array &b) {
    return a.ndim() == 0 || b.ndim() == 0 ? a * b : tensordot(a, b, Axes(-1), Axes(-1));
  });
}

Array matvec(const In &x, const In &y) {
  return composed("matvec", x, y, Key(),
                  [](const Array &a, const Array &b) { return squeeze(matmul(a, expand_dims(b, -1)), -1); });
}

Array vecdot(const In &x, const In &y, int axis) {
  return composed("vecdot", x, y, Key(axis), [=](const Array &a, const Array &b) {
    const Array rows = expand_dims(moveaxis(a, axis, -1), -2), columns = expand_dims(moveaxis(b, axis, -1), -1);
    return squeeze(matmul(rows, columns), {-1, -2});
  });
}

Array kron(const In &x, const In &y) { return composed("kron", x, y, Key(), kronecker); }

Array cross(const In &x, const In &y, int axis) {
  return composed("cross", x, y, Key(axis), [=](const Array &a, const Array &b) {
    const Array product = cross_last(moveaxis(a, axis, -1), moveaxis(b, axis, -1));
    return product.ndim() == std::max(a.ndim(), b.ndim()) ? moveaxis(product, -1, axis) : product;
  });
}

} // namespace burin
