// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/indexing.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/counting.h"
#include "frontend/ops/ordering.h"

namespace burin {
namespace {

using detail::Key;
using detail::Scalar;

/// The elements in order, and where each stood.
struct Sorted {
  Array values, order;
  Array is_first; ///< of its equals
};

Sorted sorted_of(const Array &x) {
  const Array flat = detail::reshape_to(x, {x.size()});
  const Array arrays[] = {flat, detail::iota(i32, flat.shape(), 0)};
  std::vector<Array> sorted = detail::sort_arrays(arrays, 0, 1);
  Sorted result{sorted[0], sorted[1], detail::splat(Scalar(true), bool_, {std::min<std::int64_t>(flat.size(), 1)})};
  if (flat.size() > 1) {
    const Array before = detail::slice_along(result.values, 0, 0, flat.size() - 1);
    const Array behind = detail::slice_along(result.values, 0, 1, flat.size());
    result.is_first = concatenate({result.is_first, detail::precedes(before, behind)});
  }
  return result;
}

Array filler_of(const Sorted &sorted, const UniqueOptions &options) {
  const DType dtype = sorted.values.dtype();
  if (options.fill_value || sorted.values.size() == 0)
    return detail::splat(Scalar(options.fill_value.value_or(0)), dtype, {});
  return detail::reshape_to(detail::slice_along(sorted.values, 0, 0, 1), {});
}

/// Rows at indices of which those that are not found may be anything.
Array rows_where(const Array &found, const Array &rows, const Array &indices, const Array &filler) {
  if (rows.size() == 0)
    return detail::broadcast(filler, indices.shape());
  return where(found, detail::rows_at(rows, indices), filler);
}

/// How far it is from each first place to the next, or to the end.
Array runs(const Array &places, const Array &found, std::int64_t n) {
  const Array ends = where(found, places, detail::splat(Scalar(n), i32, places.shape()));
  const Array next = concatenate({detail::slice_along(ends, 0, std::min<std::int64_t>(1, ends.size()), ends.size()),
                                  detail::splat(Scalar(n), i32, {std::min<std::int64_t>(1, ends.size())})});
  return next - ends;
}

void find_unique(const Array &x, std::int64_t size, const UniqueOptions &options, std::span<Array> out) {
  const Sorted sorted = sorted_of(x);
  const Array places = detail::marked_places(sorted.is_first, size);
  const Array found = detail::first_places(size, sum(sorted.is_first));
  const Array first = detail::splat(Scalar(0), i32, {});
  out[0] = rows_where(found, sorted.values, places, filler_of(sorted, options));
  out[1] = rows_where(found, sorted.order, places, x.size() > 0 ? sorted.order[0] : first);
  // Sorting by where elements stood brings the numbers of their values back.
  const Array numbers = detail::cumulate("cumsum", detail::convert(sorted.is_first, {i32, false}), 0) - 1;
  const Array back[] = {sorted.order, numbers};
  out[2] = detail::reshape_to(detail::sort_arrays(back, 0, 1)[1], x.shape());
  out[3] = runs(places, found, x.size());
}

std::int64_t size_of(const Array &x, std::source_location where, const UniqueOptions &options) {
  if (options.size)
    return *options.size;
  detail::require_known("unique", x, where, "Give the greatest number of distinct elements: .size = n.");
  const Array count = detail::composed("count_unique", In(x, where), Key(),
                                       [](const Array &value) { return sum(sorted_of(value).is_first); });
  return static_cast<std::int64_t>(count);
}

} // namespace

Unique unique_all(const In &x, const UniqueOptions &options) {
  const Array array = x.array();
  const std::int64_t size = size_of(array, x.where(), options);
  const Key key(size, options.fill_value.has_value(), options.fill_value.value_or(0));
  const Array *const operands[] = {&array};
  Array results[4];
  auto body = [&](std::span<const Array> in, std::span<Array> out) { find_unique(in[0], size, options, out); };
  detail::run_library(
      {"unique", key, operands, x.where()}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        (*static_cast<decltype(body) *>(context))(in, out);
      },
      &body);
  return {results[0], results[1], results[2], results[3]};
}

Array unique(const In &x, const UniqueOptions &options) { return unique_all(x, options).values; }

} // namespace burin
