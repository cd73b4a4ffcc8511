// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/entries.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Entries;
using detail::Ints;
using detail::Message;

/// x and indices with equal extents on all axes but one.
struct Aligned {
  Array x, indices;
  Ints others; ///< all axes but one
  Shape entries;
};

Shape with_extent(Shape shape, std::size_t axis, std::int64_t extent) {
  shape[axis] = extent;
  return shape;
}

Aligned align(std::string_view op, const Array &x, const Array &indices, std::size_t axis) {
  if (indices.ndim() != x.ndim())
    throw ShapeError(
        Message(op, "indices of shape " + indices.shape().str() + " for an array of shape " + x.shape().str())
            .expected("as many axes as the array has", std::to_string(indices.ndim()))
            .at_user_line()
            .cure("Insert axes of extent 1 with expand_dims(indices, axes), or use take(x, indices, axis).")
            .text("shapeerror"));
  const Shape common =
      detail::broadcast_shapes(op, {with_extent(x.shape(), axis, 1), with_extent(indices.shape(), axis, 1)});
  Aligned aligned;
  aligned.entries = with_extent(common, axis, indices.shape()[axis]);
  aligned.x = detail::broadcast(x, with_extent(common, axis, x.shape()[axis]));
  aligned.indices = detail::broadcast(detail::row_numbers(op, indices, x.shape()[axis]), aligned.entries);
  for (std::size_t i = 0; i < x.ndim(); ++i)
    if (i != axis)
      aligned.others.push_back(static_cast<std::int64_t>(i));
  return aligned;
}

void check_not_empty(std::string_view op, const Shape &shape, std::size_t axis) {
  if (shape[axis] == 0)
    throw ShapeError(Message(op, "axis " + std::to_string(axis) + " of shape " + shape.str() + " has no entries")
                         .expected("an axis with entries", shape.str())
                         .at_user_line()
                         .cure("Choose another axis.")
                         .text("shapeerror"));
}

Array taken_along(const Array &x, const Array &indices, std::size_t axis, IndexMode mode) {
  const Aligned aligned = align("take_along_axis", x, indices, axis);
  if (aligned.entries.num_elements() == 0)
    return detail::splat(detail::Scalar(0), x.dtype(), aligned.entries);
  check_not_empty("take_along_axis", x.shape(), axis);
  const Ints axes{static_cast<std::int64_t>(axis)}, sizes(x.ndim(), 1);
  return detail::record_gather(aligned.x, aligned.indices, static_cast<std::int64_t>(x.ndim()),
                               {.collapsed_slice_dims = axes,
                                .start_index_map = axes,
                                .operand_batching_dims = aligned.others,
                                .start_indices_batching_dims = aligned.others},
                               sizes, mode);
}

Array put_along(const Array &x, const Array &indices, const Array &values, std::size_t axis, IndexOptions options) {
  const Aligned aligned = align("put_along_axis", x, indices, axis);
  if (aligned.x.shape() != x.shape())
    throw ShapeError(
        Message("put_along_axis",
                "indices of shape " + indices.shape().str() + " do not fit an array of shape " + x.shape().str())
            .expected("the array's extents, or 1, on all axes but " + std::to_string(axis), indices.shape().str())
            .at_user_line()
            .cure("Broadcast the array first: broadcast_to(x, shape).")
            .text("shapeerror"));
  if (aligned.entries.num_elements() == 0)
    return x;
  check_not_empty("put_along_axis", x.shape(), axis);
  const Array updates = detail::convert_and_broadcast(values, detail::type_of(x), aligned.entries);
  const Ints axes{static_cast<std::int64_t>(axis)};
  return detail::record_scatter("set", x, aligned.indices, static_cast<std::int64_t>(x.ndim()), updates,
                                {.inserted_window_dims = axes,
                                 .scatter_dims_to_operand_dims = axes,
                                 .operand_batching_dims = aligned.others,
                                 .scatter_indices_batching_dims = aligned.others},
                                options);
}

} // namespace

Array take(const In &x, const In &indices, int axis, IndexMode mode) {
  const detail::Operand operand(x), index(indices);
  return detail::library("take", {operand.get(), index.get()}, {axis, static_cast<std::int64_t>(mode)}, x.where(),
                         [=](std::span<const Array> in) {
                           const int at = detail::normalize_axis("take", axis, in[0].ndim());
                           const Ints axes{at}, extents{in[0].shape()[static_cast<std::size_t>(at)]};
                           const Entries entries{axes, detail::index_vectors("take", in.subspan(1), extents),
                                                 static_cast<std::size_t>(at)};
                           return detail::gather_entries("take", in[0], entries, mode);
                         });
}

Array take_along_axis(const In &x, const In &indices, int axis, IndexMode mode) {
  const detail::Operand operand(x), index(indices);
  return detail::library("take_along_axis", {operand.get(), index.get()}, {axis, static_cast<std::int64_t>(mode)},
                         x.where(), [=](std::span<const Array> in) {
                           const int at = detail::normalize_axis("take_along_axis", axis, in[0].ndim());
                           return taken_along(in[0], in[1], static_cast<std::size_t>(at), mode);
                         });
}

Array put_along_axis(const In &x, const In &indices, const In &values, int axis, IndexOptions options) {
  const detail::Operand operand(x), index(indices), value(values, x);
  return detail::library("put_along_axis", {operand.get(), index.get(), value.get()},
                         {axis, static_cast<std::int64_t>(options.mode), options.unique_indices}, x.where(),
                         [=](std::span<const Array> in) {
                           const int at = detail::normalize_axis("put_along_axis", axis, in[0].ndim());
                           return put_along(in[0], in[1], in[2], static_cast<std::size_t>(at), options);
                         });
}

} // namespace burin
