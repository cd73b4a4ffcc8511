// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/counting.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/ordering.h"
#include "frontend/trace/message.h"
#include "frontend/trace/node.h"

namespace burin {

using detail::composed;
using detail::Key;

bool detail::is_known(const Array &x) { return known_value(ArrayAccess::node(x)) != nullptr; }

void detail::require_known(std::string_view op, const Array &x, std::source_location where, std::string_view cure) {
  if (is_known(x))
    return;
  Message message(op, "the shape of the result depends on the values of an array of type " + type_text(x));
  message.expected("a value that is known now", "one that is only known when the program runs").operand("x", x);
  UserLine line(where);
  throw ConcretizationError(message.at_user_line().cure(cure).text("concretizationerror"));
}

Array detail::marked_places(const Array &mask, std::int64_t size) {
  const Array unmarked = logical_not(mask);
  Array order = order_of({&unmarked, 1}, 0);
  const std::int64_t n = mask.size();
  if (size > n)
    order = concatenate({order, splat(Scalar(0), i32, {size - n})});
  return slice_along(order, 0, 0, size);
}

Array detail::first_places(std::int64_t size, const Array &count) { return iota(i32, {size}, 0) < count; }

namespace {

Array nonzero_mask(const Array &x) { return detail::reshape_to(detail::convert(x, {bool_, false}), {x.size()}); }

Array count_marked(const Array &mask) { return sum(mask); }

std::int64_t size_of(std::string_view op, const Array &x, std::source_location where, const SizeOptions &options) {
  if (options.size)
    return *options.size;
  detail::require_known(op, x, where,
                        "Give the greatest number of results: .size = n, or choose with where(mask, x, y).");
  return static_cast<std::int64_t>(count_nonzero(In(x, where)));
}

/// (size, axes): the coordinates of row-major places along each axis.
Array coordinates(const Array &places, const Shape &shape) {
  std::vector<Array> columns;
  for (std::size_t axis = 0; axis < shape.ndim(); ++axis) {
    std::int64_t below = 1;
    for (std::size_t inner = axis + 1; inner < shape.ndim(); ++inner)
      below *= shape[inner];
    const std::int64_t extent = std::max<std::int64_t>(shape[axis], 1);
    columns.push_back(
        detail::reshape_to(floor_divide(places, std::max<std::int64_t>(below, 1)) % extent, {places.size(), 1}));
  }
  return columns.empty() ? detail::splat(detail::Scalar(0), i32, {places.size(), 0}) : concatenate(columns, 1);
}

/// Indices of the marked places of an array, one row for each.
Array rows_of_indices(std::string_view op, const In &x, const SizeOptions &options, bool flat) {
  const Array array = x.array();
  const std::int64_t size = size_of(op, array, x.where(), options);
  return composed(flat ? "flatnonzero" : "argwhere", In(array, x.where()), Key(size, options.fill_value),
                  [&](const Array &value) {
                    const Array mask = nonzero_mask(value), places = detail::marked_places(mask, size);
                    const Array found = detail::first_places(size, count_marked(mask));
                    const Array filler = detail::splat(detail::Scalar(options.fill_value), i32, {});
                    if (flat)
                      return where(found, places, filler);
                    return where(expand_dims(found, 1), coordinates(places, value.shape()), filler);
                  });
}

} // namespace

Array flatnonzero(const In &x, const SizeOptions &options) { return rows_of_indices("flatnonzero", x, options, true); }

Array argwhere(const In &x, const SizeOptions &options) { return rows_of_indices("argwhere", x, options, false); }

std::vector<Array> nonzero(const In &x, const SizeOptions &options) {
  const Array rows = rows_of_indices("nonzero", x, options, false);
  std::vector<Array> columns;
  for (std::int64_t axis = 0; axis < rows.shape()[1]; ++axis)
    columns.push_back(composed("column", In(rows, x.where()), Key(axis), [=](const Array &value) {
      return detail::reshape_to(detail::slice_along(value, 1, axis, axis + 1), {value.shape()[0]});
    }));
  return columns;
}

} // namespace burin
