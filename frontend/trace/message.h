// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/detail/trace_scope.h"
#include "burin/source_line.h"

#include <string>
#include <string_view>
#include <utility>

namespace burin::detail {

/// The text of an error:
///   [op] problem; expected X, got Y
///     argument 0: .layers[1].kernel
///     at file:line
///     what to type instead
///     See docs/errors.md#anchor
class Message {
public:
  Message(std::string_view op, std::string_view problem);
  /// From "[op] problem".
  explicit Message(std::string first) : first_(std::move(first)) {}
  Message &expected(std::string_view wanted, std::string_view got);
  /// Names the operand's path when it is an argument of the trace in progress.
  Message &operand(std::string_view name, const Array &array);
  Message &note(std::string_view line);
  /// Without a line: where Burin was called, if the program has debug information.
  Message &at(const SourceLine &line);
  Message &at_user_line();
  Message &cure(std::string_view line);
  std::string text(std::string_view anchor) const;

private:
  std::string first_;
  std::string rest_;
};

/// "model.cpp:12".
std::string text_of(const SourceLine &line);
/// "float32[2,3]".
std::string type_text(DType dtype, const Shape &shape);
std::string type_text(const Array &array);
/// "jit", "value_and_grad".
std::string_view name_of(Transform transform);
/// The user's line of the library call in progress, if there is one.
SourceLine user_line();

} // namespace burin::detail
