// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/closeness.h"
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"

namespace burin {
namespace {

using detail::composed;
using detail::Key;

Key key_of(const Closeness &c) { return Key(c.rtol, c.atol, c.equal_nan); }

Array close(const Array &x, const Array &y, const Closeness &c) {
  const DType dtype = to_floating(promote(detail::type_of(x), detail::type_of(y))).dtype;
  const Array a = x.astype(dtype), b = y.astype(dtype);
  const Array near = (a == b) | (isfinite(b) & (abs(a - b) <= c.atol + c.rtol * abs(b)));
  return c.equal_nan ? near | (isnan(a) & isnan(b)) : near;
}

Array equal(const Array &x, const Array &y, bool equal_nan) {
  return equal_nan ? (x == y) | (isnan(x) & isnan(y)) : x == y;
}

bool can_broadcast(const Shape &x, const Shape &y) {
  for (std::size_t i = 1; i <= std::min(x.ndim(), y.ndim()); ++i)
    if (const std::int64_t a = x[x.ndim() - i], b = y[y.ndim() - i]; a != b && a != 1 && b != 1)
      return false;
  return true;
}

Array no() { return detail::splat(detail::Scalar(false), bool_, {}); }

} // namespace

Array isclose(const In &x, const In &y, const Closeness &closeness) {
  return composed("isclose", x, y, key_of(closeness),
                  [&](const Array &a, const Array &b) { return close(a, b, closeness); });
}

Array allclose(const In &x, const In &y, const Closeness &closeness) {
  return composed("allclose", x, y, key_of(closeness),
                  [&](const Array &a, const Array &b) { return all(close(a, b, closeness)); });
}

Array array_equal(const In &x, const In &y, bool equal_nan) {
  return composed("array_equal", x, y, Key(equal_nan), [=](const Array &a, const Array &b) {
    return a.shape() == b.shape() ? all(equal(a, b, equal_nan)) : no();
  });
}

Array array_equiv(const In &x, const In &y) {
  return composed("array_equiv", x, y, Key(), [](const Array &a, const Array &b) {
    return can_broadcast(a.shape(), b.shape()) ? all(a == b) : no();
  });
}

} // namespace burin
