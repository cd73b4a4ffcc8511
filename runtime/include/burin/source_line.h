// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <source_location>

namespace burin {

/// A line of the user's program. The texts live as long as the process.
struct SourceLine {
  const char *file = "";
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  const char *function = "";

  constexpr SourceLine() = default;
  constexpr SourceLine(const char *file_, std::uint32_t line_, std::uint32_t column_, const char *function_)
      : file(file_), line(line_), column(column_), function(function_) {}
  constexpr SourceLine(const std::source_location &where)
      : file(where.file_name()), line(where.line()), column(where.column()), function(where.function_name()) {}

  static constexpr SourceLine current(std::source_location where = std::source_location::current()) { return where; }
  constexpr bool known() const { return line != 0; }
};

} // namespace burin
