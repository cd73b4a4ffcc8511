// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/window_padding.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace burin::detail {
namespace {

enum class Rule { valid, same, same_lower };

Rule rule_of(std::string_view op, const std::string &text) {
  std::string upper;
  for (char c : text)
    upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper == "VALID")
    return Rule::valid;
  if (upper == "SAME")
    return Rule::same;
  if (upper == "SAME_LOWER")
    return Rule::same_lower;
  throw UnsupportedError(Message(op, "there is no padding '" + text + "'")
                             .expected("'VALID', 'SAME' or 'SAME_LOWER'", "'" + text + "'")
                             .at_user_line()
                             .cure("Explicit padding is one {low, high} per axis: {{1, 1}, {0, 2}}.")
                             .text("unsupportederror"));
}

std::string text_of(const Ints &list) { return Shape(std::span<const std::int64_t>(list)).str(); }

[[noreturn]] void throw_count(std::string_view op, std::string_view what, std::size_t wanted, std::size_t got) {
  throw ShapeError(Message(op, std::string(what) + " is given for " + std::to_string(got) + " axes")
                       .expected(std::to_string(wanted), std::to_string(got))
                       .at_user_line()
                       .cure("Give one entry per axis that windows slide along, or none at all.")
                       .text("shapeerror"));
}

} // namespace

WindowWidths resolve_padding(std::string_view op, const lax::Padding &padding, const Ints &extents, const Ints &window,
                             const Ints &strides) {
  WindowWidths widths;
  if (padding.rule().empty()) {
    if (padding.widths().size() != extents.size())
      throw_count(op, "padding", extents.size(), padding.widths().size());
    for (const PadWidth &width : padding.widths()) {
      widths.low.push_back(width.low);
      widths.high.push_back(width.high);
    }
    return widths;
  }
  const Rule rule = rule_of(op, padding.rule());
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const std::int64_t windows = extents[i] / strides[i] + (extents[i] % strides[i] != 0);
    const std::int64_t missing = (windows - 1) * strides[i] + window[i] - extents[i];
    const std::int64_t total = rule == Rule::valid ? 0 : std::max<std::int64_t>(missing, 0);
    widths.low.push_back(rule == Rule::same ? total / 2 : total - total / 2);
    widths.high.push_back(total - widths.low.back());
  }
  return widths;
}

Ints per_axis(std::string_view op, std::string_view what, const Ints &list, std::size_t count) {
  if (list.empty())
    return Ints(count, 1);
  if (list.size() != count)
    throw_count(op, what, count, list.size());
  if (std::any_of(list.begin(), list.end(), [](std::int64_t number) { return number < 1; }))
    throw ShapeError(Message(op, std::string(what) + " is " + text_of(list))
                         .expected("positive numbers", text_of(list))
                         .at_user_line()
                         .text("shapeerror"));
  return list;
}

Ints dilated(const Ints &extents, const Ints &by) {
  Ints spans;
  for (std::size_t i = 0; i < extents.size(); ++i)
    spans.push_back(extents[i] == 0 ? 0 : (extents[i] - 1) * by[i] + 1);
  return spans;
}

WindowKey &WindowKey::add(std::span<const std::int64_t> list) {
  key_.push_back(static_cast<std::int64_t>(list.size()));
  key_.insert(key_.end(), list.begin(), list.end());
  return *this;
}

WindowKey &WindowKey::text(std::string_view text) { return add(Ints(text.begin(), text.end())); }

WindowKey &WindowKey::padding(const lax::Padding &padding) {
  text(padding.rule());
  Ints widths;
  for (const PadWidth &width : padding.widths())
    widths.insert(widths.end(), {width.low, width.high});
  return add(widths);
}

} // namespace burin::detail
