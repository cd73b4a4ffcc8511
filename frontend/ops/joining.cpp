// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/joining.h"
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <algorithm>

namespace burin {
namespace {

using detail::composed;
using detail::Key;

void check_some(std::string_view op, std::size_t count) {
  if (count == 0)
    detail::throw_shape_error(
        op, {"there is nothing to join", "at least one array", "an empty list", "Check the list before joining."});
}

/// Each array goes through `form`, then all are joined along an axis.
Array formed_and_joined(std::string_view op, const std::vector<Array> &arrays, Array (*form)(const In &),
                        int (*axis_of)(const Array &), std::source_location where) {
  detail::UserLine line(where);
  check_some(op, arrays.size());
  return composed(op, arrays, Key(), where, [=](std::span<const Array> in) {
    std::vector<Array> parts;
    for (const Array &array : in)
      parts.push_back(form(array));
    return concatenate(parts, axis_of(parts[0]));
  });
}

Array as_column(const In &x) {
  const Array array = x.array();
  return array.ndim() < 2 ? reshape(array, {array.size(), 1}) : array;
}

Array flat(const Array &x) { return detail::reshape_to(x, {x.size()}); }

Array tiled(const Array &x, const std::vector<std::int64_t> &repetitions) {
  const std::size_t ndim = std::max(x.ndim(), repetitions.size());
  Shape shape, spread, result;
  detail::Ints places;
  for (std::size_t i = 0; i < ndim; ++i) {
    const std::size_t no_extent = ndim - x.ndim(), no_count = ndim - repetitions.size();
    const std::int64_t extent = i < no_extent ? 1 : x.shape()[i - no_extent];
    const std::int64_t count = i < no_count ? 1 : repetitions[i - no_count];
    if (count < 0)
      detail::throw_shape_error("tile", {"a number of repetitions is negative", "0 or more", std::to_string(count),
                                         "Give one number per axis."});
    shape.push_back(extent);
    spread.push_back(count);
    places.push_back(static_cast<std::int64_t>(spread.ndim()));
    spread.push_back(extent);
    result.push_back(extent * count);
  }
  return detail::reshape_to(detail::broadcast_in_dim(detail::reshape_to(x, shape), spread, places), result);
}

Array repeated(const Array &x, std::int64_t count, std::size_t axis) {
  if (count < 0)
    detail::throw_shape_error(
        "repeat", {"the number of repetitions is negative", "0 or more", std::to_string(count), "Check the count."});
  Shape spread, result = x.shape();
  detail::Ints places;
  for (std::size_t i = 0; i < x.ndim(); ++i) {
    places.push_back(static_cast<std::int64_t>(spread.ndim()));
    spread.push_back(x.shape()[i]);
    if (i == axis)
      spread.push_back(count);
  }
  result[axis] *= count;
  return detail::reshape_to(detail::broadcast_in_dim(x, spread, places), result);
}

void check_counts(const std::vector<std::int64_t> &counts, std::int64_t extent) {
  if (static_cast<std::int64_t>(counts.size()) != extent)
    detail::throw_shape_error("repeat",
                              {"there are not as many counts as entries", std::to_string(extent) + " counts",
                               std::to_string(counts.size()), "One count for all entries is a plain number."});
  for (std::int64_t count : counts)
    if (count < 0)
      detail::throw_shape_error(
          "repeat", {"a number of repetitions is negative", "0 or more", std::to_string(count), "Check the counts."});
}

/// Runs of equal counts at once.
Array repeated_each(const Array &x, const std::vector<std::int64_t> &counts, int axis) {
  const auto at = static_cast<std::size_t>(axis);
  check_counts(counts, x.shape()[at]);
  std::vector<Array> runs;
  for (std::size_t first = 0, end; first < counts.size(); first = end) {
    for (end = first + 1; end < counts.size() && counts[end] == counts[first];)
      ++end;
    if (counts[first] > 0)
      runs.push_back(
          repeated(detail::slice_along(x, at, static_cast<std::int64_t>(first), static_cast<std::int64_t>(end)),
                   counts[first], at));
  }
  return runs.empty() ? detail::slice_along(x, at, 0, 0) : concatenate(runs, axis);
}

} // namespace

Array hstack(const std::vector<Array> &arrays, std::source_location where) {
  return formed_and_joined(
      "hstack", arrays, atleast_1d, [](const Array &first) { return first.ndim() == 1 ? 0 : 1; }, where);
}

Array vstack(const std::vector<Array> &arrays, std::source_location where) {
  return formed_and_joined("vstack", arrays, atleast_2d, [](const Array &) { return 0; }, where);
}

Array dstack(const std::vector<Array> &arrays, std::source_location where) {
  return formed_and_joined("dstack", arrays, atleast_3d, [](const Array &) { return 2; }, where);
}

Array column_stack(const std::vector<Array> &arrays, std::source_location where) {
  return formed_and_joined("column_stack", arrays, as_column, [](const Array &) { return 1; }, where);
}

Array block(const std::vector<std::vector<Array>> &rows, std::source_location where) {
  detail::UserLine line(where);
  std::vector<Array> blocks;
  Key key;
  for (const std::vector<Array> &row : rows) {
    check_some("block", row.size());
    key.add(row.size());
    blocks.insert(blocks.end(), row.begin(), row.end());
  }
  check_some("block", rows.size());
  return composed("block", blocks, key, where, [&](std::span<const Array> in) {
    std::vector<Array> joined;
    for (const std::vector<Array> &row : rows) {
      std::vector<Array> parts;
      for (const Array &array : in.first(row.size()))
        parts.push_back(rows.size() > 1 ? atleast_2d(array) : atleast_1d(array));
      joined.push_back(concatenate(parts, -1));
      in = in.subspan(row.size());
    }
    return joined.size() == 1 ? joined[0] : concatenate(joined, -2);
  });
}

Array append(const In &x, const In &values) {
  return composed("append", x, values, Key(),
                  [](const Array &a, const Array &b) { return concatenate({flat(a), flat(b)}); });
}

Array append(const In &x, const In &values, int axis) {
  return composed("append_along", x, values, Key(axis),
                  [=](const Array &a, const Array &b) { return concatenate({a, b}, axis); });
}

Array tile(const In &x, const std::vector<std::int64_t> &repetitions) {
  return composed("tile", x, Key(std::span(repetitions)), [&](const Array &v) { return tiled(v, repetitions); });
}

Array repeat(const In &x, std::int64_t count) {
  return composed("repeat_flat", x, Key(count), [=](const Array &v) { return repeated(flat(v), count, 0); });
}

Array repeat(const In &x, std::int64_t count, int axis) {
  return composed("repeat", x, Key(count, axis), [=](const Array &v) {
    return repeated(v, count, static_cast<std::size_t>(detail::normalize_axis("repeat", axis, v.ndim())));
  });
}

Array repeat(const In &x, const std::vector<std::int64_t> &counts, int axis) {
  return composed("repeat_each", x, Key(std::span(counts), axis), [&](const Array &v) {
    return repeated_each(v, counts, detail::normalize_axis("repeat", axis, v.ndim()));
  });
}

Array repeat(const In &x, const Array &counts, int axis, std::int64_t total) {
  return composed("repeat_total", x, In(counts, x.where()), Key(axis, total), [=](const Array &v, const Array &c) {
    const int at = detail::normalize_axis("repeat", axis, v.ndim());
    const std::int64_t extent = v.shape()[static_cast<std::size_t>(at)];
    if (!(c.shape() == Shape{extent}) || !is_integer(c.dtype()))
      detail::throw_shape_error("repeat",
                                {"the counts do not fit the entries", "integers of shape " + Shape{extent}.str(),
                                 std::string(name_of(c.dtype())) + " of shape " + c.shape().str(),
                                 "One count per entry along the axis."});
    const Array ends = cumsum(c.astype(i32)), places = searchsorted(ends, arange(total), Side::right);
    return take(v, minimum(places, extent - 1), at);
  });
}

} // namespace burin
