// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_scope.h"

#include <string>
#include <string_view>

namespace burin {

/// A function as it was recorded, before any pass; jit(f).trace(args...) makes one.
class Traced {
public:
  explicit Traced(detail::TracedFunction function) : function_(std::move(function)) {}

  /// Its text after a stage: traced, vjp, remat, clean, fused, planned, llvm or asm; "saved" is what save() writes.
  /// UnsupportedError for another name.
  std::string ir(std::string_view stage = "traced") const;
  /// Writes a file for ir-dump. IoError, with the path, when it cannot be written; then no file is left behind.
  void save(const std::string &path) const;

private:
  detail::TracedFunction function_;
};

} // namespace burin
