// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/source_line.h"
#include "compiler/ir/Refusal.h"
#include "compiler/ir/Rules.h"

#include "mlir/IR/Diagnostics.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burin::bridge {

/// Throws the typed error of a violated constraint of operation `op`.
[[noreturn]] void throw_fault(std::string_view op, const ir::Inference &inference, const SourceLine &line);

enum class Warnings { printed, dropped };

/// Collects the errors of one context instead of printing them; warnings go to the standard error stream. Throwing from
/// a diagnostic handler would terminate, so callers look at what was collected after the failed call has returned.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext &context, Warnings warnings = Warnings::printed);
  /// "problem" of the first error.
  const std::string &text() const { return text_; }
  /// "file:line:column" of the first error, or empty.
  const std::string &place() const { return place_; }
  /// "file:line" of the first error, or empty.
  const std::string &line() const { return line_; }
  /// "problem at file:line" of its notes.
  const std::vector<std::string> &notes() const { return notes_; }
  /// The kind that the first error carries.
  std::optional<ir::Refusal> refusal() const { return refusal_; }

private:
  std::string text_, place_, line_;
  std::vector<std::string> notes_;
  std::optional<ir::Refusal> refusal_;
  mlir::ScopedDiagnosticHandler handler_;
};

/// Throws what a failed compiler stage reported: a refusal as the error of its kind, anything else as a CompileError
/// naming the stage.
[[noreturn]] void throw_stage_failure(std::string_view stage, const DiagnosticCollector &diagnostics);

} // namespace burin::bridge
