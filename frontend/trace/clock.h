// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

namespace burin::detail {

/// Of a steady clock.
inline double milliseconds() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// "0.41 ms".
inline std::string milliseconds_text(double ms) {
  char text[32];
  std::snprintf(text, sizeof text, ms < 9.995 ? "%.2f ms" : ms < 99.95 ? "%.1f ms" : "%.0f ms", ms);
  return text;
}

} // namespace burin::detail
