// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/rearranging.h"
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <algorithm>

namespace burin {
namespace {

using detail::composed;
using detail::Ints;
using detail::Key;

/// Every axis of the list, counted from the front, in the order given.
Ints axes_in_order(std::string_view op, const Axes &axes, std::size_t ndim) {
  Ints list;
  for (std::int64_t axis : axes.list()) {
    list.push_back(detail::normalize_axis(op, axis, ndim));
    if (std::count(list.begin(), list.end(), list.back()) > 1)
      detail::throw_shape_error(op, {"axis " + std::to_string(list.back()) + " is given twice", "distinct axes",
                                     axes.list().str(), "Name each axis once; -1 and the last axis are the same."});
  }
  return list;
}

Ints moved_axes(const Axes &source, const Axes &destination, std::size_t ndim) {
  const Ints from = axes_in_order("moveaxis", source, ndim), to = axes_in_order("moveaxis", destination, ndim);
  if (from.size() != to.size())
    detail::throw_shape_error("moveaxis", {"as many axes come from somewhere as go somewhere",
                                           std::to_string(from.size()) + " destinations", std::to_string(to.size()),
                                           "source[i] becomes destination[i]."});
  Ints permutation(ndim, -1);
  for (std::size_t i = 0; i < from.size(); ++i)
    permutation[static_cast<std::size_t>(to[i])] = from[i];
  std::int64_t next = 0;
  for (std::int64_t &axis : permutation)
    if (axis < 0) {
      while (std::find(from.begin(), from.end(), next) != from.end())
        ++next;
      axis = next++;
    }
  return permutation;
}

Array rolled(const Array &x, std::int64_t shift, std::size_t axis) {
  const std::int64_t extent = x.shape()[axis];
  if (extent == 0)
    return x;
  const std::int64_t places = (shift % extent + extent) % extent;
  if (places == 0)
    return x;
  return concatenate(
      {detail::slice_along(x, axis, extent - places, extent), detail::slice_along(x, axis, 0, extent - places)},
      static_cast<int>(axis));
}

Array flat_rolled(const Array &x, std::int64_t shift) {
  return detail::reshape_to(rolled(detail::reshape_to(x, {x.size()}), shift, 0), x.shape());
}

void check_at_least(std::string_view op, const Array &x, std::size_t axes) {
  if (x.ndim() < axes)
    detail::throw_shape_error(op, {"an array of shape " + x.shape().str() + " has too few axes",
                                   std::to_string(axes) + " axes or more", std::to_string(x.ndim()),
                                   "Insert axes with expand_dims(x, axis)."});
}

Array turned(const Array &x, int quarters, const Ints &plane) {
  const int first = static_cast<int>(plane[0]), second = static_cast<int>(plane[1]);
  switch ((quarters % 4 + 4) % 4) {
  case 1: return swapaxes(flip(x, second), first, second);
  case 2: return flip(flip(x, first), second);
  case 3: return flip(swapaxes(x, first, second), second);
  default: return x;
  }
}

/// Axes of extent 1 before and behind.
Array enclosed(const Array &x, std::size_t before, std::size_t behind) {
  Shape shape;
  for (std::size_t i = 0; i < before; ++i)
    shape.push_back(1);
  for (std::int64_t extent : x.shape())
    shape.push_back(extent);
  for (std::size_t i = 0; i < behind; ++i)
    shape.push_back(1);
  return detail::reshape_to(x, shape);
}

} // namespace

Array moveaxis(const In &x, const Axes &source, const Axes &destination) {
  return composed("moveaxis", x, Key(source, destination),
                  [&](const Array &v) { return detail::transpose_by(v, moved_axes(source, destination, v.ndim())); });
}

Array rollaxis(const In &x, int axis, int start) {
  return composed("rollaxis", x, Key(axis, start), [=](const Array &v) {
    const int from = detail::normalize_axis("rollaxis", axis, v.ndim());
    const int before = detail::normalize_axis("rollaxis", start, v.ndim() + 1);
    return moveaxis(v, from, before > from ? before - 1 : before);
  });
}

Array matrix_transpose(const In &x) {
  return composed("matrix_transpose", x, Key(), [](const Array &v) {
    check_at_least("matrix_transpose", v, 2);
    return swapaxes(v, -1, -2);
  });
}

Array roll(const In &x, std::int64_t shift) {
  return composed("roll", x, Key(shift), [=](const Array &v) { return flat_rolled(v, shift); });
}

Array roll(const In &x, std::int64_t shift, const Axes &axes) {
  return composed("roll_axes", x, Key(shift, axes), [&](const Array &v) {
    if (axes.all())
      return flat_rolled(v, shift);
    Array result = v;
    for (std::int64_t axis : axes.list())
      result = rolled(result, shift, static_cast<std::size_t>(detail::normalize_axis("roll", axis, v.ndim())));
    return result;
  });
}

Array roll(const In &x, const std::vector<std::int64_t> &shifts, const std::vector<int> &axes) {
  return composed("roll_each", x, Key(std::span(shifts), Axes(axes)), [&](const Array &v) {
    if (shifts.size() != axes.size())
      detail::throw_shape_error("roll",
                                {"there are not as many shifts as axes", std::to_string(axes.size()) + " shifts",
                                 std::to_string(shifts.size()), "One shift for all axes is a plain number."});
    Array result = v;
    for (std::size_t i = 0; i < axes.size(); ++i)
      result = rolled(result, shifts[i], static_cast<std::size_t>(detail::normalize_axis("roll", axes[i], v.ndim())));
    return result;
  });
}

Array roll_by(const In &x, const Array &shift, int axis) {
  return composed("roll_by", x, In(shift, x.where()), Key(axis), [=](const Array &v, const Array &by) {
    const int along = detail::normalize_axis("roll", axis, v.ndim());
    const std::int64_t extent = v.shape()[static_cast<std::size_t>(along)];
    if (!is_integer(by.dtype()) || by.ndim() != 0)
      detail::throw_dtype_error("roll", {"the shift is not an integer", "an integer scalar",
                                         std::string(name_of(by.dtype())), "Convert it: shift.astype(i32)."});
    return extent == 0 ? v : take(v, (arange(extent) - by) % extent, along);
  });
}

Array fliplr(const In &x) {
  return composed("fliplr", x, Key(), [](const Array &v) {
    check_at_least("fliplr", v, 2);
    return flip(v, 1);
  });
}

Array flipud(const In &x) {
  return composed("flipud", x, Key(), [](const Array &v) {
    check_at_least("flipud", v, 1);
    return flip(v, 0);
  });
}

Array rot90(const In &x, int k, const std::vector<int> &axes) {
  return composed("rot90", x, Key(k, Axes(axes)), [&](const Array &v) {
    const Ints plane = axes_in_order("rot90", Axes(axes), v.ndim());
    if (plane.size() != 2)
      detail::throw_shape_error("rot90", {"a turn needs a plane", "two axes", std::to_string(plane.size()),
                                          "Give the two axes of the plane."});
    return turned(v, k, plane);
  });
}

Array atleast_1d(const In &x) {
  return composed("atleast_1d", x, Key(), [](const Array &v) { return v.ndim() == 0 ? enclosed(v, 1, 0) : v; });
}

Array atleast_2d(const In &x) {
  return composed("atleast_2d", x, Key(),
                  [](const Array &v) { return v.ndim() < 2 ? enclosed(v, 2 - v.ndim(), 0) : v; });
}

Array atleast_3d(const In &x) {
  return composed("atleast_3d", x, Key(), [](const Array &v) {
    return v.ndim() >= 3 ? v : v.ndim() == 2 ? enclosed(v, 0, 1) : enclosed(v, v.ndim() == 1 ? 1 : 2, 1);
  });
}

std::vector<Array> broadcast_arrays(const std::vector<Array> &arrays, std::source_location where) {
  detail::UserLine line(where);
  std::vector<const Array *> operands;
  for (const Array &array : arrays)
    operands.push_back(&array);
  const Shape shape = detail::broadcast_shapes("broadcast_arrays", operands);
  std::vector<Array> result;
  for (const Array &array : arrays)
    result.push_back(broadcast_to(array, shape));
  return result;
}

} // namespace burin
