// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/indexing.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/ops/window.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::Message;
using detail::record;
using detail::resolve;
using detail::Window;
using Kind = IndexItem::Kind;
using IntSpan = std::span<const std::int64_t>;

Array sliced(const Array &x, const Ints &start, const Ints &limit, const Ints &strides) {
  bool whole = true;
  for (std::size_t i = 0; i < x.ndim(); ++i)
    whole &= start[i] == 0 && limit[i] == x.shape()[i] && strides[i] == 1;
  if (whole)
    return x;
  return record("slice", {&x}, {{"start", IntSpan(start)}, {"limit", IntSpan(limit)}, {"strides", IntSpan(strides)}},
                detail::type_of(x).weak);
}

Array look_through(const Window &window, const Array &x) {
  Array part = sliced(x, window.start, window.limit, window.strides);
  if (!window.reversed.empty())
    part = record("reverse", {&part}, {{"dimensions", IntSpan(window.reversed)}}, detail::type_of(x).weak);
  return detail::reshape_to(part, window.shape);
}

Array take_rows(std::string_view op, const Array &x, const Array &indices) {
  const Array rows = detail::row_numbers(op, indices, x.shape()[0]);
  return record("gather_rows", {&x, &rows}, {}, detail::type_of(x).weak);
}

/// Brings `axis` to the front, or (inverse) the first `moved` axes behind `axis` others.
Ints axis_to_front(std::size_t ndim, int axis) {
  Ints permutation{axis};
  for (int i = 0; i < static_cast<int>(ndim); ++i)
    if (i != axis)
      permutation.push_back(i);
  return permutation;
}

Ints front_to_axis(std::size_t ndim, std::size_t moved, int axis) {
  Ints permutation;
  for (std::size_t i = 0; i < ndim; ++i) {
    const auto place = static_cast<std::size_t>(axis);
    permutation.push_back(static_cast<std::int64_t>(i < place ? moved + i : i < place + moved ? i - place : i));
  }
  return permutation;
}

Array take_along(const Array &x, const Array &indices, int axis) {
  if (axis == 0)
    return take_rows("take", x, indices);
  const Array rows = take_rows("take", detail::transpose_by(x, axis_to_front(x.ndim(), axis)), indices);
  return detail::transpose_by(rows, front_to_axis(rows.ndim(), indices.ndim(), axis));
}

[[noreturn]] void throw_mask(const Array &index) {
  Message message("index", "a boolean array as index gives a shape that depends on its values");
  message.expected("integers, slices or an integer array", detail::type_text(index))
      .operand("the index", index)
      .at_user_line();
  message.cure("Choose elements with where(mask, x, other), which keeps the shape.");
  throw NonConcreteIndexError(message.text("nonconcreteindexerror"));
}

Array rows_of(const Array &x, const IndexItem &item, std::source_location where) {
  detail::UserLine line(where);
  if (item.array.dtype() == bool_)
    throw_mask(item.array);
  return take(In(x, where), In(item.array, where));
}

} // namespace

Array Array::operator[](const Index &index) const {
  const std::vector<IndexItem> &items = index.items();
  if (items.size() == 1 && items[0].kind == Kind::array)
    return rows_of(*this, items[0], index.where());
  for (const IndexItem &item : items)
    if (item.kind == Kind::array)
      throw UnsupportedError(Message("index", "an array among other indices is not supported")
                                 .expected("an integer array alone, x[rows]", std::to_string(items.size()) + " indices")
                                 .at(index.where())
                                 .cure("Index in two steps, or use take(x, indices, axis).")
                                 .text("unsupportederror"));
  return detail::library("index", {this}, std::span<const std::int64_t>(detail::key_of(items)), index.where(),
                         [&](std::span<const Array> in) { return look_through(resolve(items, in[0].shape()), in[0]); });
}

Array take(const In &x, const In &indices, int axis) {
  const detail::Operand operand(x), index(indices);
  return detail::library("take", {operand.get(), index.get()}, {axis}, x.where(), [=](std::span<const Array> in) {
    return take_along(in[0], in[1], detail::normalize_axis("take", axis, in[0].ndim()));
  });
}

Array lax::gather_rows(const In &operand, const In &indices) {
  const detail::Operand rows(operand), index(indices);
  return detail::library("gather_rows", {rows.get(), index.get()}, {}, operand.where(), [](std::span<const Array> in) {
    return record("gather_rows", {&in[0], &in[1]}, {}, detail::type_of(in[0]).weak);
  });
}

Array lax::scatter_add_rows(const In &operand, const In &indices, const In &updates) {
  const detail::Operand rows(operand), index(indices), values(updates, operand);
  return detail::library("scatter_add_rows", {rows.get(), index.get(), values.get()}, {}, operand.where(),
                         [](std::span<const Array> in) {
                           const Array update = detail::convert(in[2], detail::type_of(in[0]));
                           return record("scatter_add_rows", {&in[0], &in[1], &update});
                         });
}

Array lax::slice(const In &x, const std::vector<std::int64_t> &start, const std::vector<std::int64_t> &limit,
                 const std::vector<std::int64_t> &strides) {
  const detail::Operand operand(x);
  std::vector<std::int64_t> key{static_cast<std::int64_t>(start.size()), static_cast<std::int64_t>(limit.size())};
  for (const auto *list : {&start, &limit, &strides})
    key.insert(key.end(), list->begin(), list->end());
  return detail::library(
      "slice", {operand.get()}, std::span<const std::int64_t>(key), x.where(), [&](std::span<const Array> in) {
        const Ints steps = strides.empty() ? Ints(start.size(), 1) : strides;
        return record("slice", {&in[0]},
                      {{"start", IntSpan(start)}, {"limit", IntSpan(limit)}, {"strides", IntSpan(steps)}},
                      detail::type_of(in[0]).weak);
      });
}

} // namespace burin
