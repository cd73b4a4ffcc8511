// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "frontend/ops/entries.h"
#include "frontend/trace/message.h"
#include "frontend/trace/node.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

#include <algorithm>
#include <string>

namespace burin::detail {
namespace {

using Kind = IndexItem::Kind;

bool is_mask(const IndexItem &item) { return item.kind == Kind::array && item.array.dtype() == bool_; }

std::size_t axes_of(const IndexItem &item) {
  if (item.kind == Kind::newaxis || item.kind == Kind::ellipsis)
    return 0;
  return is_mask(item) ? item.array.ndim() : 1;
}

[[noreturn]] void throw_unknown(const Array &mask) {
  Message message("index", "a boolean array whose values are not known gives a shape that depends on them");
  message.expected("integers, slices or integer arrays", type_text(mask)).operand("the index", mask).at_user_line();
  message.cure("Choose elements with where(mask, x, other), which keeps the shape.");
  throw NonConcreteIndexError(message.text("nonconcreteindexerror"));
}

const std::uint8_t *values_of(const Array &mask) {
  const Concrete *known = known_value(ArrayAccess::node(mask));
  if (!known)
    throw_unknown(mask);
  if (thread_state.trace)
    thread_state.trace->note_concrete(*known);
  return static_cast<const std::uint8_t *>(known->data());
}

void check_mask(const Array &mask, const Shape &shape, std::size_t axis) {
  bool fits = mask.ndim() > 0 && axis + mask.ndim() <= shape.ndim();
  for (std::size_t i = 0; fits && i < mask.ndim(); ++i)
    fits = mask.shape()[i] == shape[axis + i];
  if (!fits)
    throw_index("a mask of shape " + mask.shape().str() + " does not fit shape " + shape.str() + " from axis " +
                    std::to_string(axis) + " on",
                "a mask with the extents of the axes that it stands for", mask.shape().str(),
                "Index one axis by a mask of one axis: x[{slice(none, none), mask}].");
}

/// Indices of what is true, one array for each axis, in row-major order.
std::vector<Array> nonzero(const Array &mask) {
  const std::uint8_t *values = values_of(mask);
  std::vector<std::vector<std::int64_t>> columns(mask.ndim());
  for (std::int64_t i = 0; i < mask.size(); ++i) {
    std::int64_t rest = i;
    for (std::size_t axis = mask.ndim(); values[i] != 0 && axis-- > 0; rest /= mask.shape()[axis])
      columns[axis].push_back(rest % mask.shape()[axis]);
  }
  std::vector<Array> arrays;
  for (const std::vector<std::int64_t> &column : columns)
    arrays.push_back(Array::from_buffer(column, Shape{static_cast<std::int64_t>(column.size())}));
  return arrays;
}

} // namespace

std::vector<IndexItem> without_masks(const Array &x, const std::vector<IndexItem> &items, std::source_location where) {
  UserLine line(where);
  std::size_t used = 0, axis = 0;
  for (const IndexItem &item : items)
    used += axes_of(item);
  std::vector<IndexItem> plain;
  for (const IndexItem &item : items) {
    if (is_mask(item)) {
      check_mask(item.array, x.shape(), axis);
      for (const Array &column : nonzero(item.array))
        plain.emplace_back(column);
    } else {
      plain.push_back(item);
    }
    axis += item.kind == Kind::ellipsis ? x.ndim() - std::min(used, x.ndim()) : axes_of(item);
  }
  return plain;
}

} // namespace burin::detail
