// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/entries.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Ints;
using IntSpan = std::span<const std::int64_t>;

/// Lists and numbers as one key; each list after its length.
Ints key_of(std::initializer_list<const Ints *> lists, std::initializer_list<std::int64_t> numbers) {
  Ints key(numbers);
  for (const Ints *list : lists) {
    key.push_back(static_cast<std::int64_t>(list->size()));
    key.insert(key.end(), list->begin(), list->end());
  }
  return key;
}

std::int64_t vector_axis(const Array &indices) { return static_cast<std::int64_t>(indices.ndim()) - 1; }

Array scattered(std::string_view op, std::string_view kind, const In &operand, const In &indices, const In &updates,
                const lax::ScatterDimensions &d, IndexOptions options) {
  const detail::Operand x(operand), index(indices), values(updates, operand);
  const Ints key = key_of({&d.update_window_dims, &d.inserted_window_dims, &d.scatter_dims_to_operand_dims,
                           &d.operand_batching_dims, &d.scatter_indices_batching_dims},
                          {static_cast<std::int64_t>(options.mode), options.unique_indices});
  return detail::library(op, {x.get(), index.get(), values.get()}, IntSpan(key), operand.where(),
                         [&](std::span<const Array> in) {
                           detail::check_vectors(op, in[1]);
                           const Array update = detail::convert(in[2], detail::type_of(in[0]));
                           return detail::record_scatter(kind, in[0], in[1], vector_axis(in[1]), update, d, options);
                         });
}

/// Starts counted from the front, of one dtype.
std::vector<Array> starts_of(std::string_view op, const Shape &shape, std::span<const Array> starts) {
  if (starts.size() != shape.ndim())
    throw ShapeError(detail::Message(op, std::to_string(starts.size()) + " starts for an array of shape " + shape.str())
                         .expected("one scalar for each axis", std::to_string(starts.size()))
                         .at_user_line()
                         .cure("Start at 0 along axes that stay whole.")
                         .text("shapeerror"));
  std::vector<Array> rows;
  DType wide = i32;
  for (std::size_t axis = 0; axis < starts.size(); ++axis) {
    rows.push_back(detail::row_numbers(op, starts[axis], shape[axis]));
    wide = rows.back().dtype() == i64 ? i64 : wide;
  }
  for (Array &row : rows)
    row = detail::convert(row, {wide, false});
  return rows;
}

Array sliced(std::string_view op, const Array &x, std::span<const Array> starts, const Ints &sizes) {
  std::vector<Array> operands{x};
  for (const Array &start : starts_of(op, x.shape(), starts))
    operands.push_back(start);
  return detail::with_weakness(detail::record_list("dynamic_slice", operands, {{"slice_sizes", IntSpan(sizes)}}),
                               detail::type_of(x).weak);
}

Array overwritten(std::string_view op, const Array &x, const Array &update, std::span<const Array> starts) {
  std::vector<Array> operands{x, detail::convert(update, detail::type_of(x))};
  for (const Array &start : starts_of(op, x.shape(), starts))
    operands.push_back(start);
  return detail::with_weakness(detail::record_list("dynamic_update_slice", operands), detail::type_of(x).weak);
}

std::vector<const Array *> pointers(std::initializer_list<const Array *> first, const std::vector<Array> &rest) {
  std::vector<const Array *> all(first);
  for (const Array &array : rest)
    all.push_back(&array);
  return all;
}

/// Starts that are 0 along all axes but one.
std::vector<Array> starts_along(std::size_t ndim, std::size_t axis, const Array &start) {
  const Array zero = detail::splat(detail::Scalar(0), i32, {});
  std::vector<Array> starts;
  for (std::size_t i = 0; i < ndim; ++i)
    starts.push_back(i == axis ? start : zero);
  return starts;
}

} // namespace

Array lax::gather(const In &operand, const In &start_indices, const GatherDimensions &d,
                  const std::vector<std::int64_t> &slice_sizes, IndexMode mode) {
  const detail::Operand x(operand), index(start_indices);
  const Ints key = key_of({&d.offset_dims, &d.collapsed_slice_dims, &d.start_index_map, &d.operand_batching_dims,
                           &d.start_indices_batching_dims, &slice_sizes},
                          {static_cast<std::int64_t>(mode)});
  return detail::library("gather", {x.get(), index.get()}, IntSpan(key), operand.where(),
                         [&](std::span<const Array> in) {
                           detail::check_vectors("gather", in[1]);
                           return detail::record_gather(in[0], in[1], vector_axis(in[1]), d, slice_sizes, mode);
                         });
}

Array lax::scatter(const In &operand, const In &scatter_indices, const In &updates, const ScatterDimensions &dimensions,
                   IndexOptions options) {
  return scattered("scatter", "set", operand, scatter_indices, updates, dimensions, options);
}
Array lax::scatter_add(const In &operand, const In &scatter_indices, const In &updates,
                       const ScatterDimensions &dimensions, IndexOptions options) {
  return scattered("scatter_add", "add", operand, scatter_indices, updates, dimensions, options);
}
Array lax::scatter_mul(const In &operand, const In &scatter_indices, const In &updates,
                       const ScatterDimensions &dimensions, IndexOptions options) {
  return scattered("scatter_mul", "mul", operand, scatter_indices, updates, dimensions, options);
}
Array lax::scatter_min(const In &operand, const In &scatter_indices, const In &updates,
                       const ScatterDimensions &dimensions, IndexOptions options) {
  return scattered("scatter_min", "min", operand, scatter_indices, updates, dimensions, options);
}
Array lax::scatter_max(const In &operand, const In &scatter_indices, const In &updates,
                       const ScatterDimensions &dimensions, IndexOptions options) {
  return scattered("scatter_max", "max", operand, scatter_indices, updates, dimensions, options);
}

Array lax::dynamic_slice(const In &operand, const std::vector<Array> &starts, const std::vector<std::int64_t> &sizes) {
  const detail::Operand x(operand);
  return detail::library(
      "dynamic_slice", pointers({x.get()}, starts), IntSpan(sizes), operand.where(),
      [&](std::span<const Array> in) { return sliced("dynamic_slice", in[0], in.subspan(1), sizes); });
}

Array lax::dynamic_update_slice(const In &operand, const In &update, const std::vector<Array> &starts) {
  const detail::Operand x(operand), fresh(update, operand);
  return detail::library(
      "dynamic_update_slice", pointers({x.get(), fresh.get()}, starts), IntSpan(), operand.where(),
      [&](std::span<const Array> in) { return overwritten("dynamic_update_slice", in[0], in[1], in.subspan(2)); });
}

Array lax::dynamic_slice_in_dim(const In &operand, const In &start, std::int64_t size, int axis) {
  const detail::Operand x(operand), first(start);
  return detail::library(
      "dynamic_slice_in_dim", {x.get(), first.get()}, {size, axis}, operand.where(), [&](std::span<const Array> in) {
        const Shape &shape = in[0].shape();
        const auto at = static_cast<std::size_t>(detail::normalize_axis("dynamic_slice_in_dim", axis, shape.ndim()));
        Ints sizes(shape.begin(), shape.end());
        sizes[at] = size;
        return sliced("dynamic_slice_in_dim", in[0], starts_along(shape.ndim(), at, in[1]), sizes);
      });
}

Array lax::dynamic_update_slice_in_dim(const In &operand, const In &update, const In &start, int axis) {
  const detail::Operand x(operand), fresh(update, operand), first(start);
  return detail::library(
      "dynamic_update_slice_in_dim", {x.get(), fresh.get(), first.get()}, {axis}, operand.where(),
      [&](std::span<const Array> in) {
        const std::size_t ndim = in[0].ndim();
        const auto at = static_cast<std::size_t>(detail::normalize_axis("dynamic_update_slice_in_dim", axis, ndim));
        return overwritten("dynamic_update_slice_in_dim", in[0], in[1], starts_along(ndim, at, in[2]));
      });
}

Array lax::dynamic_index_in_dim(const In &operand, const In &index, int axis, bool keepdims) {
  const Array entry = dynamic_slice_in_dim(operand, index, 1, axis);
  return keepdims ? entry : squeeze(In(entry, operand.where()), axis);
}

Array lax::dynamic_update_index_in_dim(const In &operand, const In &update, const In &index, int axis) {
  const Array x = operand.array(), fresh = update.array();
  const std::source_location where = operand.where();
  return dynamic_update_slice_in_dim(
      operand, fresh.ndim() < x.ndim() ? In(expand_dims(In(fresh, where), axis), where) : In(fresh, where), index,
      axis);
}

} // namespace burin
