// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/fault.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

#include "mlir/IR/Location.h"

namespace burin::bridge {

using detail::Message;

namespace {

std::string place_of(mlir::Location loc) {
  if (auto line = loc->findInstanceOf<mlir::FileLineColLoc>())
    return line.getFilename().str() + ":" + std::to_string(line.getLine()) + ":" + std::to_string(line.getColumn());
  return "";
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

DiagnosticCollector::DiagnosticCollector(mlir::MLIRContext &context)
    : handler_(&context, [this](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error && text_.empty()) {
          text_ = diagnostic.str();
          place_ = place_of(diagnostic.getLocation());
          refusal_ = ir::refusalOf(diagnostic);
        }
        return mlir::success();
      }) {}

void throw_stage_failure(std::string_view stage, const DiagnosticCollector &diagnostics) {
  const std::string where = diagnostics.place().empty() ? "" : "at " + diagnostics.place();
  if (!diagnostics.refusal())
    throw CompileError(Message("compile", "stage " + std::string(stage) + " failed: " +
                                              (diagnostics.text().empty() ? "no diagnostic" : diagnostics.text()))
                           .note(where)
                           .text("compileerror"));
  Message message(diagnostics.text());
  message.note(where);
  switch (*diagnostics.refusal()) {
  case ir::Refusal::customRule: throw CustomRuleError(message.text("customruleerror"));
  case ir::Refusal::notDifferentiable: throw NotDifferentiableError(message.text("notdifferentiableerror"));
  case ir::Refusal::unsupported: break;
  }
  throw UnsupportedError(message.text("unsupportederror"));
}

} // namespace burin::bridge
