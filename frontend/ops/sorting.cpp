// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/sorting.h"
#include "burin/indexing.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/ordering.h"

#include <algorithm>
#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;
using detail::normalize_axis;
using detail::Promoted;
using detail::throw_shape_error;

/// `body` takes the array, flattened without an axis, and the axis.
template <class Body>
Array along(std::string_view name, const In &x, std::optional<int> axis, const Key &key, Body body) {
  return composed(name, x, key, [&](const Array &value) {
    const detail::AxisOf line(name, value, axis);
    return body(line.array, line.axis);
  });
}

Array order_along(const Array &x, int axis, bool descending) {
  if (!descending)
    return detail::order_of({&x, 1}, axis);
  // From the back, so that equal elements keep their order once the result is turned.
  const Array arrays[] = {detail::reversed(x, axis), detail::reversed(detail::iota(i32, x.shape(), axis), axis)};
  return detail::reversed(detail::sort_arrays(arrays, axis, 1)[1], axis);
}

void check_rank(std::string_view op, const Array &x, int kth, int axis) {
  const std::int64_t n = x.shape()[static_cast<std::size_t>(axis)];
  if (kth < -n || kth >= n)
    throw_shape_error(op, {"element " + std::to_string(kth) + " does not exist",
                           "-" + std::to_string(n) + " to " + std::to_string(n - 1), std::to_string(kth),
                           "Negative numbers count from the end: -1 is the last element."});
}

void check_line(std::string_view op, const Array &x, std::string_view cure) {
  if (x.ndim() != 1)
    throw_shape_error(op, {"elements are looked for in one sorted line", "a 1-D array", x.shape().str(), cure});
}

/// Both in their common dtype.
std::pair<Array, Array> together(const Array &x, const Array &y) {
  const Promoted type = detail::promote(detail::type_of(x), detail::type_of(y));
  return {detail::convert(x, type), detail::convert(y, type)};
}

Array bins_of(const Array &x, const Array &bins, bool right) {
  check_line("digitize", bins, "Give the edges of the bins as one line.");
  const auto [edges, values] = together(bins, x);
  const std::int64_t n = edges.size();
  const Array up = detail::insertion_points(edges, values, !right);
  if (n == 0)
    return up;
  const Array down = n - detail::insertion_points(detail::reversed(edges, 0), values, !right);
  const Array ascends = edges[n - 1] >= edges[0];
  return where(ascends, up, down);
}

} // namespace

Array sort(const In &x, std::optional<int> axis, bool descending) {
  return along("sort", x, axis, Key(axis.has_value(), axis.value_or(0), descending), [=](const Array &line, int at) {
    const Array sorted = detail::sort_array(line, at);
    return descending ? detail::reversed(sorted, at) : sorted;
  });
}

Array argsort(const In &x, std::optional<int> axis, bool descending) {
  return along("argsort", x, axis, Key(axis.has_value(), axis.value_or(0), descending),
               [=](const Array &line, int at) { return order_along(line, at, descending); });
}

Array lexsort(const std::vector<Array> &keys, int axis, std::source_location where) {
  if (keys.empty() || keys.size() > 7) {
    detail::UserLine line(where);
    throw_shape_error("lexsort", {"one call sorts by 7 keys at most", "1 to 7 keys", std::to_string(keys.size()),
                                  "Sort by the less important keys first, and take the others at those indices."});
  }
  return composed("lexsort", keys, Key(axis), where, [=](std::span<const Array> in) {
    std::vector<Array> ordered(in.rbegin(), in.rend());
    return detail::order_of(ordered, normalize_axis("lexsort", axis, in[0].ndim()));
  });
}

Array partition(const In &x, int kth, int axis) {
  return along("partition", x, axis, Key(kth, axis), [=](const Array &line, int at) {
    check_rank("partition", line, kth, at);
    return detail::sort_array(line, at);
  });
}

Array argpartition(const In &x, int kth, int axis) {
  return along("argpartition", x, axis, Key(kth, axis), [=](const Array &line, int at) {
    check_rank("argpartition", line, kth, at);
    return detail::order_of({&line, 1}, at);
  });
}

Array searchsorted(const In &sorted, const In &values, Side side) {
  return composed("searchsorted", sorted, values, Key(static_cast<int>(side)), [=](const Array &a, const Array &v) {
    check_line("searchsorted", a, "Search each line by itself.");
    const auto [line, looked_for] = together(a, v);
    return detail::insertion_points(line, looked_for, side == Side::right);
  });
}

Array digitize(const In &x, const In &bins, bool right) {
  return composed("digitize", x, bins, Key(right),
                  [=](const Array &value, const Array &edges) { return bins_of(value, edges, right); });
}

} // namespace burin
