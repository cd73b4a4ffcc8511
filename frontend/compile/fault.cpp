// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/fault.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

#include "mlir/IR/Location.h"

#include <cstdio>

namespace burin::bridge {

using detail::Message;

namespace {

std::string line_of(mlir::Location loc) {
  if (auto line = loc->findInstanceOf<mlir::FileLineColLoc>())
    return line.getFilename().str() + ":" + std::to_string(line.getLine());
  return "";
}

std::string place_of(mlir::Location loc) {
  if (auto line = loc->findInstanceOf<mlir::FileLineColLoc>())
    return line_of(loc) + ":" + std::to_string(line.getColumn());
  return "";
}

/// "asked for by grad at model.cpp:12".
std::string note_text(mlir::Diagnostic &note) {
  const std::string line = line_of(note.getLocation());
  return note.str() + (line.empty() ? "" : " at " + line);
}

} // namespace

void throw_fault(std::string_view op, const ir::Inference &inference, const SourceLine &line) {
  Message message(op, inference.problem);
  if (line.known())
    message.at(line);
  switch (inference.fault) {
  case ir::Fault::shape: throw ShapeError(message.text("shapeerror"));
  case ir::Fault::dtype: throw DTypeError(message.text("dtypeerror"));
  case ir::Fault::unsupported: break;
  }
  throw UnsupportedError(message.text("unsupportederror"));
}

DiagnosticCollector::DiagnosticCollector(mlir::MLIRContext &context, Warnings warnings)
    : handler_(&context, [this, warnings](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error && text_.empty()) {
          text_ = diagnostic.str();
          place_ = place_of(diagnostic.getLocation());
          line_ = line_of(diagnostic.getLocation());
          for (mlir::Diagnostic &note : diagnostic.getNotes())
            notes_.push_back(note_text(note));
          refusal_ = ir::refusalOf(diagnostic);
        } else if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Warning && warnings == Warnings::printed) {
          std::fprintf(stderr, "burin: warning: %s\n  at %s\n", diagnostic.str().c_str(),
                       line_of(diagnostic.getLocation()).c_str());
        }
        return mlir::success();
      }) {}

void throw_stage_failure(std::string_view stage, const DiagnosticCollector &diagnostics) {
  const std::string where = diagnostics.line().empty() ? "" : "at " + diagnostics.line();
  if (!diagnostics.refusal())
    throw CompileError(Message("compile", "stage " + std::string(stage) + " failed: " +
                                              (diagnostics.text().empty() ? "no diagnostic" : diagnostics.text()))
                           .note(where)
                           .text("compileerror"));
  Message message(diagnostics.text());
  message.note(where);
  for (const std::string &note : diagnostics.notes())
    message.note(note);
  switch (*diagnostics.refusal()) {
  case ir::Refusal::customRule: throw CustomRuleError(message.text("customruleerror"));
  case ir::Refusal::notDifferentiable: throw NotDifferentiableError(message.text("notdifferentiableerror"));
  case ir::Refusal::unsupported: break;
  }
  throw UnsupportedError(message.text("unsupportederror"));
}

} // namespace burin::bridge
