// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/message.h"
#include "frontend/trace/place.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

namespace burin::detail {

Message::Message(std::string_view op, std::string_view problem) {
  first_.append("[").append(op).append("] ").append(problem);
}

Message &Message::expected(std::string_view wanted, std::string_view got) {
  first_.append("; expected ").append(wanted).append(", got ").append(got);
  return *this;
}

Message &Message::operand(std::string_view name, const Array &array) {
  const std::string path = path_of_argument(ArrayAccess::node(array));
  return path.empty() ? *this : note(std::string(name) + " is " + path);
}

Message &Message::note(std::string_view line) {
  if (!line.empty())
    rest_.append("\n  ").append(line);
  return *this;
}

Message &Message::at(const SourceLine &line) {
  const std::string place = line.known() ? text_of(line) : place_of_caller();
  return place.empty() ? *this : note("at " + place);
}
Message &Message::at_user_line() { return at(user_line()); }
Message &Message::cure(std::string_view line) { return note(line); }

std::string Message::text(std::string_view anchor) const {
  return first_ + rest_ + "\n  See docs/errors.md#" + std::string(anchor);
}

std::string text_of(const SourceLine &line) {
  return line.known() ? std::string(line.file) + ":" + std::to_string(line.line) : "an unknown line";
}

std::string type_text(DType dtype, const Shape &shape) {
  std::string text(burin::name_of(dtype));
  text += "[";
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    text += (i ? "," : "") + std::to_string(shape[i]);
  return text + "]";
}

std::string type_text(const Array &array) { return array.is_none() ? "none" : type_text(array.dtype(), array.shape()); }

std::string_view name_of(Transform transform) {
  constexpr std::string_view names[] = {
      "jit",    "grad",    "value_and_grad", "vjp",        "jvp",        "linearize",
      "jacfwd", "jacrev",  "check_grads",    "checkpoint", "custom_vjp", "custom_jvp",
      "vmap",   "scan",    "while_loop",     "fori_loop",  "map",        "associative_scan",
      "cond",   "switch_", "computation",    "library",    "tabulate"};
  return names[static_cast<int>(transform)];
}

SourceLine user_line() { return thread_state.user_line ? *thread_state.user_line : SourceLine(); }

} // namespace burin::detail
