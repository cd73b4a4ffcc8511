// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/conv_layout.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace burin::detail {
namespace {

/// What a text that is no layout gets.
[[noreturn]] void throw_layout(std::string_view op, const std::string &problem, const std::string &expected,
                               const std::string &got) {
  throw ShapeError(Message(op, problem)
                       .expected(expected, "'" + got + "'")
                       .at_user_line()
                       .cure("For example {\"NHWC\", \"HWIO\", \"NHWC\"}: one letter per axis.")
                       .text("shapeerror"));
}

void check_text(std::string_view op, const std::string &text, char first, char second, std::size_t ndim) {
  const std::string name = "dimension numbers '" + text + "'";
  if (text.size() != ndim)
    throw_layout(op, name + " are for " + std::to_string(text.size()) + " axes", std::to_string(ndim) + " letters",
                 text);
  for (char letter : {first, second})
    if (std::count(text.begin(), text.end(), letter) != 1)
      throw_layout(op, name + " do not say which axis is " + letter, std::string("one ") + letter, text);
  for (char letter : text)
    if (std::count(text.begin(), text.end(), letter) != 1)
      throw_layout(op, name + " name an axis twice", "distinct letters", text);
}

std::string spatial_letters(const std::string &text, char first, char second) {
  std::string letters;
  for (char letter : text)
    if (letter != first && letter != second)
      letters += letter;
  return letters;
}

Ints axes_of(const std::string &text, char first, char second, const std::string &spatial) {
  Ints axes;
  for (char letter : std::string{first, second} + spatial)
    axes.push_back(static_cast<std::int64_t>(text.find(letter)));
  return axes;
}

std::string sorted(std::string text) {
  std::sort(text.begin(), text.end());
  return text;
}

} // namespace

ConvLayout resolve_layout(std::string_view op, const Array &lhs, const Array &rhs,
                          const lax::ConvDimensionNumbers &numbers) {
  if (lhs.ndim() != rhs.ndim() || lhs.ndim() < 2)
    throw ShapeError(
        Message(op, "operands of shapes " + lhs.shape().str() + " and " + rhs.shape().str() + " cannot be convolved")
            .expected("as many axes, two or more: batch, features and spatial ones",
                      std::to_string(lhs.ndim()) + " and " + std::to_string(rhs.ndim()))
            .operand("operand 0", lhs)
            .operand("operand 1", rhs)
            .at_user_line()
            .cure("expand_dims(x, 0) adds a batch axis.")
            .text("shapeerror"));
  if (numbers.lhs.empty() && numbers.rhs.empty() && numbers.out.empty()) {
    Ints iota(lhs.ndim());
    std::iota(iota.begin(), iota.end(), 0);
    return {iota, iota, iota};
  }
  check_text(op, numbers.lhs, 'N', 'C', lhs.ndim());
  check_text(op, numbers.rhs, 'O', 'I', lhs.ndim());
  check_text(op, numbers.out, 'N', 'C', lhs.ndim());
  const std::string spatial = spatial_letters(numbers.rhs, 'O', 'I');
  for (const std::string &text : {numbers.lhs, numbers.out})
    if (sorted(spatial_letters(text, 'N', 'C')) != sorted(spatial))
      throw_layout(op, "dimension numbers '" + text + "' and '" + numbers.rhs + "' have different spatial axes",
                   "the letters '" + spatial + "' in both", text);
  return {axes_of(numbers.lhs, 'N', 'C', spatial), axes_of(numbers.rhs, 'O', 'I', spatial),
          axes_of(numbers.out, 'N', 'C', spatial)};
}

Ints spatial_extents(const Array &x, const Ints &layout) {
  Ints extents;
  for (std::size_t i = 2; i < layout.size(); ++i)
    extents.push_back(x.shape()[static_cast<std::size_t>(layout[i])]);
  return extents;
}

} // namespace burin::detail
