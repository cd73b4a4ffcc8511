// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/source_line.h"
#include "compiler/ir/Rules.h"

#include "mlir/IR/Diagnostics.h"

#include <string>
#include <string_view>

namespace burin::bridge {

/// Throws the typed error of a violated constraint of operation `op`.
[[noreturn]] void throw_fault(std::string_view op, const ir::Inference &inference, const SourceLine &line);

/// Collects the errors of one context instead of printing them. Throwing from a diagnostic handler would terminate, so
/// callers look at what was collected after the failed call has returned.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext &context);
  bool empty() const { return text_.empty(); }
  /// "problem" of the first error.
  const std::string &text() const { return text_; }
  /// "file:line:column" of the first error, or empty.
  const std::string &place() const { return place_; }

private:
  std::string text_, place_;
  mlir::ScopedDiagnosticHandler handler_;
};

/// Throws what a failed compiler stage reported: a rule's refusal is UnsupportedError or NotDifferentiableError, a
/// custom rule's fault CustomRuleError, anything else a CompileError naming the stage.
[[noreturn]] void throw_stage_failure(std::string_view stage, const DiagnosticCollector &diagnostics);

} // namespace burin::bridge
