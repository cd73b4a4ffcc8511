// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <algorithm>

namespace burin {
namespace {

using detail::Ints;
using detail::Key;

/// x[first, end) along an axis, as a program of its own.
Array piece(const Array &x, std::size_t axis, std::int64_t first, std::int64_t end) {
  return detail::composed("split_piece", x, Key(axis, first, end),
                          [=](const Array &v) { return detail::slice_along(v, axis, first, end); });
}

/// The pieces between neighbouring boundaries.
std::vector<Array> pieces(const Array &x, std::size_t axis, const Ints &boundaries) {
  std::vector<Array> list;
  for (std::size_t i = 0; i + 1 < boundaries.size(); ++i)
    list.push_back(piece(x, axis, boundaries[i], boundaries[i + 1]));
  return list;
}

/// NumPy's meaning of a slice's end: negative ones count from the end, and none leaves the array.
std::int64_t resolved(std::int64_t index, std::int64_t extent) {
  return std::clamp<std::int64_t>(index < 0 ? index + extent : index, 0, extent);
}

[[noreturn]] void throw_parts(std::string_view op, const Array &x, std::size_t axis, int parts) {
  const std::string extent = std::to_string(x.shape()[axis]);
  detail::throw_shape_error(op, {"axis " + std::to_string(axis) + " of shape " + x.shape().str() +
                                     " cannot be split into " + std::to_string(parts) + " equal parts",
                                 "a divisor of " + extent, std::to_string(parts),
                                 "array_split(x, parts) gives parts of different lengths."});
}

/// The first `extent % parts` pieces are longer by one.
std::vector<Array> even_pieces(const Array &x, std::size_t axis, int parts) {
  const std::int64_t extent = x.shape()[axis];
  Ints boundaries{0};
  for (int i = 0; i < parts; ++i)
    boundaries.push_back(boundaries.back() + extent / parts + (i < extent % parts ? 1 : 0));
  return pieces(x, axis, boundaries);
}

std::vector<Array> equal_pieces(std::string_view op, const In &x, int parts, int axis) {
  const Array array = x.array();
  detail::UserLine line(x.where());
  const auto at = static_cast<std::size_t>(detail::normalize_axis(op, axis, array.ndim()));
  if (parts < 1 || array.shape()[at] % parts != 0)
    throw_parts(op, array, at, parts);
  return even_pieces(array, at, parts);
}

} // namespace

std::vector<Array> split_equally(const In &x, int parts, int axis) { return equal_pieces("split", x, parts, axis); }

std::vector<Array> split(const In &x, const std::vector<std::int64_t> &indices, int axis) {
  const Array array = x.array();
  detail::UserLine line(x.where());
  const auto at = static_cast<std::size_t>(detail::normalize_axis("split", axis, array.ndim()));
  const std::int64_t extent = array.shape()[at];
  std::vector<Array> list;
  std::int64_t first = 0;
  for (std::int64_t index : indices) {
    const std::int64_t end = resolved(index, extent);
    list.push_back(piece(array, at, std::min(first, end), end));
    first = end;
  }
  list.push_back(piece(array, at, first, extent));
  return list;
}

std::vector<Array> array_split(const In &x, int parts, int axis) {
  const Array array = x.array();
  detail::UserLine line(x.where());
  const auto at = static_cast<std::size_t>(detail::normalize_axis("array_split", axis, array.ndim()));
  if (parts < 1)
    detail::throw_shape_error("array_split", {"the number of parts is not positive", "1 or more", std::to_string(parts),
                                              "Give the number of parts."});
  return even_pieces(array, at, parts);
}

std::vector<Array> hsplit(const In &x, int parts) {
  return equal_pieces("hsplit", x, parts, !x.is_number() && x.array_ref().ndim() == 1 ? 0 : 1);
}
std::vector<Array> vsplit(const In &x, int parts) { return equal_pieces("vsplit", x, parts, 0); }
std::vector<Array> dsplit(const In &x, int parts) { return equal_pieces("dsplit", x, parts, 2); }

std::vector<Array> unstack(const In &x, int axis) {
  const Array array = x.array();
  detail::UserLine line(x.where());
  const int at = detail::normalize_axis("unstack", axis, array.ndim());
  std::vector<Array> list =
      even_pieces(array, static_cast<std::size_t>(at), static_cast<int>(array.shape()[static_cast<std::size_t>(at)]));
  for (Array &entry : list)
    entry = squeeze(entry, at);
  return list;
}

} // namespace burin
