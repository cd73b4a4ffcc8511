// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::Message;
using detail::Promoted;

[[noreturn]] void throw_unlike(std::string_view op, const Shape &first, const Shape &other, std::size_t number,
                               std::string_view expected) {
  throw ShapeError(Message(op, "array " + std::to_string(number) + " of shape " + other.str() +
                                   " does not fit the first, of shape " + first.str())
                       .expected(expected, other.str())
                       .at_user_line()
                       .cure("Reshape or slice it first.")
                       .text("shapeerror"));
}

void check_joinable(std::string_view op, std::span<const Array> arrays, int axis, bool stacked) {
  const Shape &first = arrays[0].shape();
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    const Shape &other = arrays[i].shape();
    bool fits = other.ndim() == first.ndim();
    for (std::size_t k = 0; fits && k < first.ndim(); ++k)
      fits = (!stacked && static_cast<int>(k) == axis) || other[k] == first[k];
    if (!fits)
      throw_unlike(op, first, other, i,
                   stacked ? "equal shapes" : "equal extents on all axes but " + std::to_string(axis));
  }
}

Array join(std::span<const Array> arrays, int axis) {
  return arrays.size() == 1
             ? arrays[0]
             : detail::record_list("concatenate", arrays, {{"dimension", static_cast<std::int64_t>(axis)}});
}

std::vector<Array> in_one_dtype(std::span<const Array> arrays) {
  Promoted type = detail::type_of(arrays[0]);
  for (const Array &array : arrays)
    type = promote(type, detail::type_of(array));
  std::vector<Array> converted;
  for (const Array &array : arrays)
    converted.push_back(detail::convert(array, type));
  return converted;
}

Array concatenate_along(std::string_view op, std::span<const Array> arrays, int axis) {
  const int resolved = detail::normalize_axis(op, axis, arrays[0].ndim());
  check_joinable(op, arrays, resolved, false);
  return join(in_one_dtype(arrays), resolved);
}

Array stack_along(std::string_view op, std::span<const Array> arrays, int axis) {
  const int resolved = detail::normalize_axis(op, axis, arrays[0].ndim() + 1);
  check_joinable(op, arrays, resolved, true);
  Shape single;
  for (int i = 0, next = 0; i <= static_cast<int>(arrays[0].ndim()); ++i)
    single.push_back(i == resolved ? 1 : arrays[0].shape()[static_cast<std::size_t>(next++)]);
  std::vector<Array> parts;
  for (const Array &array : in_one_dtype(arrays))
    parts.push_back(detail::reshape_to(array, single));
  return join(parts, resolved);
}

using Join = Array (*)(std::string_view, std::span<const Array>, int);

struct JoinCall {
  std::string_view name;
  int axis;
  Join along;
};

Array join_all(const JoinCall &call, const std::vector<Array> &arrays, std::source_location where) {
  if (arrays.empty())
    throw ShapeError(Message(call.name, "there is nothing to join")
                         .expected("at least one array", "an empty list")
                         .at(where)
                         .cure("Check the list before joining.")
                         .text("shapeerror"));
  std::vector<const Array *> operands;
  for (const Array &array : arrays)
    operands.push_back(&array);
  const std::int64_t attributes[] = {call.axis};
  Array result;
  detail::run_library(
      {call.name, attributes, operands, where}, {&result, 1},
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        const auto &c = *static_cast<const JoinCall *>(context);
        out[0] = c.along(c.name, in, c.axis);
      },
      const_cast<JoinCall *>(&call));
  return result;
}

} // namespace

Array concatenate(const std::vector<Array> &arrays, int axis, std::source_location where) {
  return join_all({"concatenate", axis, concatenate_along}, arrays, where);
}

Array stack(const std::vector<Array> &arrays, int axis, std::source_location where) {
  return join_all({"stack", axis, stack_along}, arrays, where);
}

} // namespace burin
