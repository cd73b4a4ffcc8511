// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/compile_log.h"

#include "burin/debug.h"
#include "frontend/trace/clock.h"
#include "frontend/trace/message.h"
#include "frontend/trace/place.h"

#include <cstdio>

namespace burin {

std::atomic<bool> debug::log_compiles{false};

namespace detail {
namespace {

constexpr std::size_t most_types_shown = 8;

std::string types_text(const ClosedTrace &closed) {
  std::string text;
  for (std::size_t i = 0; i < closed.num_arguments && i < most_types_shown; ++i) {
    const runtime::TensorType &type = closed.argument_types[i];
    text += (i ? ", " : "") + type_text(type.dtype, type.shape);
  }
  if (closed.num_arguments > most_types_shown)
    text += ", and " + std::to_string(closed.num_arguments - most_types_shown) + " more";
  return "(" + text + ")";
}

/// "jit of train_step at model.cpp:12, called at main.cpp:30"; library functions know the line of their call.
std::string function_text(const ClosedTrace &closed) {
  const std::string at = closed.line.known() ? " at " + text_of(closed.line) : "";
  if (closed.transform == Transform::library)
    return closed.name + at;
  const std::string site = place_of_caller();
  return std::string(name_of(closed.transform)) + " of " + closed.name + at +
         (site.empty() ? "" : ", called at " + site);
}

} // namespace

void log_compile(const ClosedTrace &closed, const TraceCost &cost) {
  const std::string line =
      "burin: " + function_text(closed) + ": " + types_text(closed) + ": traced in " +
      milliseconds_text(cost.trace_ms) +
      (cost.program == TraceCost::Program::found ? ", an equal program was found in " : ", compiled in ") +
      milliseconds_text(cost.compile_ms) + "\n";
  std::fputs(line.c_str(), stderr);
}

} // namespace detail
} // namespace burin
