// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/fault.h"

#include "burin/errors.h"

#include "mlir/IR/Location.h"
#include "llvm/Support/raw_ostream.h"

namespace burin::bridge {

namespace {

std::string place_of(mlir::Location loc) {
  if (auto line = loc->findInstanceOf<mlir::FileLineColLoc>())
    return line.getFilename().str() + ":" + std::to_string(line.getLine()) + ":" + std::to_string(line.getColumn());
  return "";
}

std::string with_place(std::string text, const std::string &place, const char *anchor) {
  if (!place.empty())
    text += "\n  at " + place;
  return text + "\n  See docs/errors.md#" + anchor;
}

} // namespace

void throw_fault(std::string_view op, const ir::Inference &inference, const SourceLine &line) {
  std::string text = "[" + std::string(op) + "] " + inference.problem;
  std::string place = line.known() ? std::string(line.file) + ":" + std::to_string(line.line) : "";
  switch (inference.fault) {
  case ir::Fault::shape: throw ShapeError(with_place(text, place, "shapeerror"));
  case ir::Fault::dtype: throw DTypeError(with_place(text, place, "dtypeerror"));
  case ir::Fault::unsupported: break;
  }
  throw UnsupportedError(with_place(text, place, "unsupportederror"));
}

DiagnosticCollector::DiagnosticCollector(mlir::MLIRContext &context)
    : handler_(&context, [this](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error && text_.empty()) {
          text_ = diagnostic.str();
          place_ = place_of(diagnostic.getLocation());
        }
        return mlir::success();
      }) {}

void throw_stage_failure(std::string_view stage, const DiagnosticCollector &diagnostics) {
  llvm::StringRef text = diagnostics.text();
  const std::string &place = diagnostics.place();
  if (text.contains("custom_vjp"))
    throw CustomRuleError(with_place(text.str(), place, "customruleerror"));
  if (text.contains("linearize is refused") || text.contains("transpose is refused"))
    throw NotDifferentiableError(with_place(text.str(), place, "notdifferentiableerror"));
  if (text.contains("is refused") || text.contains("not supported"))
    throw UnsupportedError(with_place(text.str(), place, "unsupportederror"));
  throw CompileError(
      with_place("[compile] stage " + std::string(stage) + " failed: " + (text.empty() ? "no diagnostic" : text.str()),
                 place, "compileerror"));
}

} // namespace burin::bridge
