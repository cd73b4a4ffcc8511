// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/entries.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <string>

namespace burin::detail {
namespace {

using IntSpan = std::span<const std::int64_t>;

/// True when there is nothing to read or write. Throws ShapeError when entries of an empty axis are asked for.
bool are_none(std::string_view op, const Shape &shape, const Entries &entries) {
  const auto empty = std::find_if(entries.axes.begin(), entries.axes.end(),
                                  [&](std::int64_t axis) { return shape[static_cast<std::size_t>(axis)] == 0; });
  if (empty == entries.axes.end())
    return false;
  const std::int64_t count = entries.vectors.batch.num_elements();
  if (count > 0)
    throw ShapeError(Message(op, "axis " + std::to_string(*empty) + " of shape " + shape.str() + " has no entries")
                         .expected("no indices", std::to_string(count))
                         .at_user_line()
                         .cure("Index another axis, or make the array larger with pad(x, widths).")
                         .text("shapeerror"));
  return true;
}

/// Extents of one entry.
Ints entry_sizes(const Shape &shape, const Entries &entries) {
  Ints sizes(shape.begin(), shape.end());
  for (std::int64_t axis : entries.axes)
    sizes[static_cast<std::size_t>(axis)] = 1;
  return sizes;
}

/// Axes of the result that run along the array's other axes.
Ints entry_axes(const Shape &shape, const Entries &entries) {
  Ints axes;
  for (std::size_t i = 0; i < shape.ndim() - entries.axes.size(); ++i)
    axes.push_back(static_cast<std::int64_t>(i < entries.before ? i : i + entries.vectors.batch.ndim()));
  return axes;
}

} // namespace

static bool is_array(const IndexItem &item) { return item.kind == IndexItem::Kind::array; }

bool has_arrays(const std::vector<IndexItem> &items) { return std::any_of(items.begin(), items.end(), is_array); }

std::vector<const Array *> operands_of(const Array &x, const std::vector<IndexItem> &items) {
  std::vector<const Array *> operands{&x};
  for (const IndexItem &item : items)
    if (is_array(item))
      operands.push_back(&item.array);
  return operands;
}

std::string_view name_of(IndexMode mode) { return mode == IndexMode::fill ? "fill" : "clip"; }

Vectors index_vectors(std::string_view op, std::span<const Array> arrays, IntSpan extents) {
  std::vector<Array> columns;
  std::vector<const Shape *> shapes;
  Vectors vectors;
  DType wide = i32;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    columns.push_back(row_numbers(op, arrays[i], extents[i]));
    vectors.batch = broadcast_shapes(op, {vectors.batch, arrays[i].shape()});
    wide = columns.back().dtype() == i64 ? i64 : wide;
  }
  vectors.vector_axis = static_cast<std::int64_t>(vectors.batch.ndim());
  if (arrays.size() == 1) {
    vectors.indices = columns[0];
    return vectors;
  }
  Shape column = vectors.batch;
  column.push_back(1);
  for (Array &entry : columns)
    entry = reshape_to(convert_and_broadcast(entry, {wide, false}, vectors.batch), column);
  vectors.indices = record_list("concatenate", columns, {{"dimension", vectors.vector_axis}});
  return vectors;
}

Entries rows_named(const Array &indices) {
  return {{0}, {indices, static_cast<std::int64_t>(indices.ndim()), indices.shape()}};
}

Shape shape_of(const Entries &entries, const Shape &shape) {
  Shape result;
  std::size_t others = 0;
  const auto put_batch = [&] {
    for (std::int64_t extent : entries.vectors.batch)
      result.push_back(extent);
  };
  for (std::size_t axis = 0; axis < shape.ndim(); ++axis) {
    if (std::find(entries.axes.begin(), entries.axes.end(), static_cast<std::int64_t>(axis)) != entries.axes.end())
      continue;
    if (others++ == entries.before)
      put_batch();
    result.push_back(shape[axis]);
  }
  if (others <= entries.before)
    put_batch();
  return result;
}

Array record_gather(const Array &x, const Array &indices, std::int64_t vector_axis, const lax::GatherDimensions &d,
                    const Ints &slice_sizes, IndexMode mode) {
  return record("gather", {&x, &indices},
                {{"offset_dims", IntSpan(d.offset_dims)},
                 {"collapsed_slice_dims", IntSpan(d.collapsed_slice_dims)},
                 {"operand_batching_dims", IntSpan(d.operand_batching_dims)},
                 {"start_indices_batching_dims", IntSpan(d.start_indices_batching_dims)},
                 {"start_index_map", IntSpan(d.start_index_map)},
                 {"index_vector_dim", vector_axis},
                 {"slice_sizes", IntSpan(slice_sizes)},
                 {"mode", name_of(mode)}},
                type_of(x).weak);
}

Array record_scatter(std::string_view kind, const Array &x, const Array &indices, std::int64_t vector_axis,
                     const Array &updates, const lax::ScatterDimensions &d, IndexOptions options) {
  return record("scatter", {&x, &indices, &updates},
                {{"update_window_dims", IntSpan(d.update_window_dims)},
                 {"inserted_window_dims", IntSpan(d.inserted_window_dims)},
                 {"input_batching_dims", IntSpan(d.operand_batching_dims)},
                 {"scatter_indices_batching_dims", IntSpan(d.scatter_indices_batching_dims)},
                 {"scatter_dims_to_operand_dims", IntSpan(d.scatter_dims_to_operand_dims)},
                 {"index_vector_dim", vector_axis},
                 {"kind", kind},
                 {"mode", name_of(options.mode)},
                 {"unique_indices", options.unique_indices}},
                type_of(x).weak);
}

Array gather_entries(std::string_view op, const Array &x, const Entries &entries, IndexMode mode) {
  if (are_none(op, x.shape(), entries))
    return splat(Scalar(0), x.dtype(), shape_of(entries, x.shape()));
  return record_gather(x, entries.vectors.indices, entries.vectors.vector_axis,
                       {.offset_dims = entry_axes(x.shape(), entries),
                        .collapsed_slice_dims = entries.axes,
                        .start_index_map = entries.axes},
                       entry_sizes(x.shape(), entries), mode);
}

Array scatter_entries(std::string_view op, const Array &x, const Entries &entries, const Array &updates,
                      std::string_view kind, IndexOptions options) {
  if (are_none(op, x.shape(), entries))
    return x;
  options.unique_indices |= entries.vectors.batch.num_elements() == 1;
  return record_scatter(kind, x, entries.vectors.indices, entries.vectors.vector_axis, updates,
                        {.update_window_dims = entry_axes(x.shape(), entries),
                         .inserted_window_dims = entries.axes,
                         .scatter_dims_to_operand_dims = entries.axes},
                        options);
}

Entries entries_of(std::string_view op, const Window &window, std::span<const Array> arrays) {
  Entries entries;
  Ints extents;
  for (std::int64_t axis : entries.axes = window.arrays)
    extents.push_back(window.shape[static_cast<std::size_t>(axis)]);
  entries.vectors = index_vectors(op, arrays, extents);
  entries.before = window.before;
  return entries;
}

void check_vectors(std::string_view op, const Array &indices) {
  if (indices.ndim() == 0)
    throw ShapeError(Message(op, "the indices are a scalar")
                         .expected("index vectors along the last axis", "shape ()")
                         .at_user_line()
                         .cure("Reshape them: reshape(indices, {1}).")
                         .text("shapeerror"));
}

} // namespace burin::detail
