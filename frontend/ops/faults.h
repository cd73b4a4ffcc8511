// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>
#include <string_view>

namespace burin::detail {

/// "[op] problem; expected X, got Y", the user's line, and what to type instead.
struct Fault {
  std::string problem, expected, got;
  std::string_view cure;
};

[[noreturn]] void throw_shape_error(std::string_view op, const Fault &fault);
[[noreturn]] void throw_dtype_error(std::string_view op, const Fault &fault);
[[noreturn]] void throw_unsupported(std::string_view op, const Fault &fault);

} // namespace burin::detail
