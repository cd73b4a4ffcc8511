// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/window.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {

using Kind = IndexItem::Kind;

void throw_index(const std::string &problem, const std::string &expected, const std::string &got,
                 std::string_view cure) {
  throw ShapeError(Message("index", problem).expected(expected, got).at_user_line().cure(cure).text("shapeerror"));
}

namespace {

void take_one(Window &window, std::int64_t index, std::int64_t extent) {
  if (index < -extent || index >= extent)
    throw_index("index " + std::to_string(index) + " is out of bounds on axis " + std::to_string(window.start.size()),
                "an index from " + std::to_string(-extent) + " to " + std::to_string(extent - 1), std::to_string(index),
                "Negative indices count from the end.");
  const std::int64_t at = index < 0 ? index + extent : index;
  window.start.push_back(at);
  window.limit.push_back(at + 1);
  window.strides.push_back(1);
}

std::int64_t clamp_bound(Bound bound, std::int64_t otherwise, std::int64_t extent, std::int64_t low,
                         std::int64_t high) {
  if (!bound.given)
    return otherwise;
  return std::clamp(bound.value < 0 ? bound.value + extent : bound.value, low, high);
}

void take_slice(Window &window, const Slice &slice, std::int64_t extent) {
  if (slice.step == 0)
    throw_index("a slice has step 0", "a step other than 0", "0", "Write slice(start, stop, step).");
  const bool forward = slice.step > 0;
  const std::int64_t step = forward ? slice.step : -slice.step;
  std::int64_t first, count;
  if (forward) {
    first = clamp_bound(slice.start, 0, extent, 0, extent);
    const std::int64_t stop = clamp_bound(slice.stop, extent, extent, 0, extent);
    count = stop > first ? (stop - first + step - 1) / step : 0;
  } else {
    first = clamp_bound(slice.start, extent - 1, extent, -1, extent - 1);
    const std::int64_t stop = clamp_bound(slice.stop, -1, extent, -1, extent - 1);
    count = first > stop ? (first - stop + step - 1) / step : 0;
    window.reversed.push_back(static_cast<std::int64_t>(window.start.size()));
    first -= count > 0 ? (count - 1) * step : first;
  }
  window.start.push_back(first);
  window.limit.push_back(count == 0 ? first : first + (count - 1) * step + 1);
  window.strides.push_back(step);
  window.shape.push_back(count);
}

std::size_t axes_used(const std::vector<IndexItem> &items) {
  std::size_t used = 0;
  for (const IndexItem &item : items)
    used += item.kind != Kind::newaxis && item.kind != Kind::ellipsis;
  return used;
}

/// Where NumPy puts the arrays' axes: at the first of neighbouring arrays and integers, or at the front.
class Neighbours {
public:
  void see(const IndexItem &item, const Window &window) {
    const bool joins = item.kind == Kind::array || item.kind == Kind::integer;
    if (joins && !seen_)
      first_ = window.shape.ndim() - window.arrays.size();
    separated_ |= joins && seen_ && gap_;
    seen_ |= joins;
    gap_ = !joins;
  }
  std::size_t place() const { return separated_ ? 0 : first_; }

private:
  bool seen_ = false, gap_ = false, separated_ = false;
  std::size_t first_ = 0;
};

void check_items(const std::vector<IndexItem> &items, const Shape &shape) {
  const auto ellipses = std::count_if(items.begin(), items.end(), [](auto &i) { return i.kind == Kind::ellipsis; });
  if (ellipses > 1)
    throw_index("an index has more than one ellipsis", "at most one", std::to_string(ellipses),
                "Write slice(none, none) for a single whole axis.");
  if (axes_used(items) > shape.ndim())
    throw_index("an array of shape " + shape.str() + " has too many indices", "at most " + std::to_string(shape.ndim()),
                std::to_string(axes_used(items)), "newaxis and ellipsis use up no axis.");
}

} // namespace

Window resolve(const std::vector<IndexItem> &items, const Shape &shape) {
  check_items(items, shape);
  Window window;
  const auto take_whole = [&](std::size_t count) {
    for (; count > 0; --count)
      take_slice(window, {none, none, 1}, shape[window.start.size()]);
  };
  Neighbours neighbours;
  for (const IndexItem &item : items) {
    const bool is_nothing = item.kind == Kind::ellipsis && axes_used(items) == shape.ndim();
    if (!is_nothing)
      neighbours.see(item, window);
    switch (item.kind) {
    case Kind::integer: take_one(window, item.integer, shape[window.start.size()]); break;
    case Kind::slice: take_slice(window, item.slice, shape[window.start.size()]); break;
    case Kind::newaxis: window.shape.push_back(1); break;
    case Kind::ellipsis: take_whole(shape.ndim() - axes_used(items)); break;
    case Kind::array: window.arrays.push_back(static_cast<std::int64_t>(window.shape.ndim())); take_whole(1);
    }
  }
  window.before = neighbours.place();
  take_whole(shape.ndim() - window.start.size());
  return window;
}

bool is_whole(const Window &window, const Shape &shape) {
  bool whole = window.reversed.empty();
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    whole &= window.start[i] == 0 && window.limit[i] == shape[i] && window.strides[i] == 1;
  return whole;
}

Array look_through(const Window &window, const Array &x) {
  using IntSpan = std::span<const std::int64_t>;
  const bool weak = type_of(x).weak;
  Window direct = window;
  direct.reversed.clear();
  Array part = is_whole(direct, x.shape()) ? x
                                           : record("slice", {&x},
                                                    {{"start", IntSpan(window.start)},
                                                     {"limit", IntSpan(window.limit)},
                                                     {"strides", IntSpan(window.strides)}},
                                                    weak);
  if (!window.reversed.empty())
    part = record("reverse", {&part}, {{"dimensions", IntSpan(window.reversed)}}, weak);
  return reshape_to(part, window.shape);
}

std::vector<std::int64_t> key_of(const std::vector<IndexItem> &items) {
  std::vector<std::int64_t> key;
  for (const IndexItem &item : items) {
    key.push_back(static_cast<std::int64_t>(item.kind) | item.slice.start.given << 8 | item.slice.stop.given << 9);
    for (std::int64_t word : {item.integer, item.slice.start.value, item.slice.stop.value, item.slice.step})
      key.push_back(word);
  }
  return key;
}

Array row_numbers(std::string_view op, const Array &indices, std::int64_t extent) {
  const DType dtype = indices.dtype();
  if (!is_integer(dtype))
    throw DTypeError(Message(op, "indices must be integers")
                         .expected("an integer dtype", name_of(dtype))
                         .operand("the index", indices)
                         .at_user_line()
                         .cure("Convert them: indices.astype(i32).")
                         .text("dtypeerror"));
  const DType wide = dtype == i64 || dtype == u32 || dtype == u64 ? i64 : i32;
  const Array numbers = convert(indices, {wide, false});
  if (is_unsigned(dtype))
    return numbers;
  const Array zero = splat(Scalar(0), wide, numbers.shape()), count = splat(Scalar(extent), wide, numbers.shape()),
              negative = compare("lt", numbers, zero), wrapped = record("add", {&numbers, &count});
  return record("select", {&negative, &wrapped, &numbers});
}

} // namespace burin::detail
