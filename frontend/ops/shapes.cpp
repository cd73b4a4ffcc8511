// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/key.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::Message;
using detail::record;

Shape resolve_reshape(const Shape &from, const Shape &to) {
  Shape result = to;
  Shape knowns;
  int unknown = -1, unknowns = 0;
  for (std::size_t i = 0; i < to.ndim(); ++i)
    if (to[i] == -1)
      unknown = static_cast<int>(i), ++unknowns;
    else
      knowns.push_back(to[i]);
  const std::int64_t have = from.num_elements(), known = knowns.num_elements();
  if (unknowns == 1 && known > 0 && have % known == 0)
    result[static_cast<std::size_t>(unknown)] = have / known;
  if (unknowns > 1 || result.num_elements() != have ||
      std::any_of(result.begin(), result.end(), [](auto d) { return d < 0; }))
    throw ShapeError(Message("reshape", "an array of shape " + from.str() + " cannot be reshaped to " + to.str())
                         .expected("a shape of " + std::to_string(have) + " elements, with at most one -1", to.str())
                         .at_user_line()
                         .cure("Write -1 for the one extent that follows from the others.")
                         .text("shapeerror"));
  return result;
}

Ints reversed(std::size_t ndim) {
  Ints permutation(ndim);
  std::iota(permutation.rbegin(), permutation.rend(), 0);
  return permutation;
}

Ints permutation_of(const Axes &axes, std::size_t ndim) {
  if (axes.all())
    return reversed(ndim);
  Ints permutation;
  for (std::int64_t axis : axes.list())
    permutation.push_back(detail::normalize_axis("transpose", axis, ndim));
  Ints sorted = permutation;
  std::sort(sorted.begin(), sorted.end());
  bool complete = sorted.size() == ndim;
  for (std::size_t i = 0; complete && i < ndim; ++i)
    complete = sorted[i] == static_cast<std::int64_t>(i);
  if (!complete)
    throw ShapeError(Message("transpose", axes.list().str() + " is not a permutation of the axes")
                         .expected("each of " + std::to_string(ndim) + " axes once", axes.list().str())
                         .at_user_line()
                         .cure("Without axes, transpose(x) reverses them.")
                         .text("shapeerror"));
  return permutation;
}

[[noreturn]] void throw_no_broadcast(const Shape &from, const Shape &to) {
  throw ShapeError(Message("broadcast_to", "an array of shape " + from.str() + " cannot be broadcast to " + to.str())
                       .expected("trailing extents equal to the target's, or 1", from.str())
                       .at_user_line()
                       .cure("Insert axes of extent 1 with expand_dims(x, axis).")
                       .text("shapeerror"));
}

void check_broadcast(const Shape &from, const Shape &to) {
  if (from.ndim() > to.ndim())
    throw_no_broadcast(from, to);
  const std::size_t missing = to.ndim() - from.ndim();
  for (std::size_t i = 0; i < from.ndim(); ++i)
    if (from[i] != 1 && from[i] != to[i + missing])
      throw_no_broadcast(from, to);
}

Shape without_axes(const Shape &shape, const Ints &axes) {
  Shape rest;
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    if (!std::binary_search(axes.begin(), axes.end(), static_cast<std::int64_t>(i)))
      rest.push_back(shape[i]);
  return rest;
}

Ints axes_of_extent_one(const Shape &shape) {
  Ints axes;
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    if (shape[i] == 1)
      axes.push_back(static_cast<std::int64_t>(i));
  return axes;
}

Ints squeezed_axes(const Axes &axes, const Shape &shape) {
  if (axes.all())
    return axes_of_extent_one(shape);
  Ints list = detail::normalize_axes("squeeze", axes, shape.ndim());
  for (std::int64_t axis : list)
    if (shape[static_cast<std::size_t>(axis)] != 1)
      throw ShapeError(
          Message("squeeze", "axis " + std::to_string(axis) + " of shape " + shape.str() + " is not removable")
              .expected("extent 1", std::to_string(shape[static_cast<std::size_t>(axis)]))
              .at_user_line()
              .cure("Reduce over the axis, or pick one entry of it.")
              .text("shapeerror"));
  return list;
}

Shape expanded(const Shape &shape, const Axes &axes) {
  const std::size_t ndim = shape.ndim() + axes.list().size();
  const Ints list = detail::normalize_axes("expand_dims", axes, ndim);
  Shape result;
  std::size_t next = 0;
  for (std::size_t i = 0; i < ndim; ++i)
    result.push_back(std::binary_search(list.begin(), list.end(), static_cast<std::int64_t>(i)) ? 1 : shape[next++]);
  return result;
}

} // namespace

Array reshape(const In &x, const Shape &shape) {
  const detail::Operand operand(x);
  return detail::library(
      "reshape", {operand.get()}, std::span<const std::int64_t>(shape), x.where(),
      [&](std::span<const Array> in) { return detail::reshape_to(in[0], resolve_reshape(in[0].shape(), shape)); });
}

Array ravel(const In &x) { return reshape(x, {-1}); }

Array transpose(const In &x, const Axes &permutation) {
  const detail::Operand operand(x);
  return detail::library("transpose", {operand.get()}, detail::Key(permutation), x.where(),
                         [&](std::span<const Array> in) {
                           return detail::transpose_by(in[0], permutation_of(permutation, in[0].ndim()));
                         });
}

Array swapaxes(const In &x, int axis1, int axis2) {
  const detail::Operand operand(x);
  return detail::library("swapaxes", {operand.get()}, {axis1, axis2}, x.where(), [=](std::span<const Array> in) {
    Ints permutation = reversed(in[0].ndim());
    std::reverse(permutation.begin(), permutation.end());
    std::swap(permutation[static_cast<std::size_t>(detail::normalize_axis("swapaxes", axis1, in[0].ndim()))],
              permutation[static_cast<std::size_t>(detail::normalize_axis("swapaxes", axis2, in[0].ndim()))]);
    return detail::transpose_by(in[0], permutation);
  });
}

Array broadcast_to(const In &x, const Shape &shape) {
  const detail::Operand operand(x);
  return detail::library("broadcast_to", {operand.get()}, std::span<const std::int64_t>(shape), x.where(),
                         [&](std::span<const Array> in) {
                           check_broadcast(in[0].shape(), shape);
                           return detail::broadcast(in[0], shape);
                         });
}

Array expand_dims(const In &x, const Axes &axes) {
  const detail::Operand operand(x);
  return detail::library("expand_dims", {operand.get()}, detail::Key(axes), x.where(), [&](std::span<const Array> in) {
    return detail::reshape_to(in[0], expanded(in[0].shape(), axes));
  });
}

Array squeeze(const In &x, const Axes &axes) {
  const detail::Operand operand(x);
  return detail::library("squeeze", {operand.get()}, detail::Key(axes), x.where(), [&](std::span<const Array> in) {
    return detail::reshape_to(in[0], without_axes(in[0].shape(), squeezed_axes(axes, in[0].shape())));
  });
}

Array flip(const In &x, const Axes &axes) {
  const detail::Operand operand(x);
  return detail::library("flip", {operand.get()}, detail::Key(axes), x.where(), [&](std::span<const Array> in) {
    const Ints list = detail::normalize_axes("flip", axes, in[0].ndim());
    return record("reverse", {&in[0]}, {{"dimensions", std::span<const std::int64_t>(list)}},
                  detail::type_of(in[0]).weak);
  });
}

} // namespace burin
