// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Refusal.h"

#include "mlir/IR/Operation.h"

namespace burin::ir {

mlir::InFlightDiagnostic emitRefusal(mlir::Operation *op, Refusal kind) {
  mlir::InFlightDiagnostic diagnostic = op->emitError();
  if (mlir::Diagnostic *underlying = diagnostic.getUnderlyingDiagnostic())
    underlying->getMetadata().push_back(mlir::DiagnosticArgument(static_cast<std::int64_t>(kind)));
  return diagnostic;
}

std::optional<Refusal> refusalOf(mlir::Diagnostic &diagnostic) {
  for (const mlir::DiagnosticArgument &argument : diagnostic.getMetadata())
    if (argument.getKind() == mlir::DiagnosticArgument::DiagnosticArgumentKind::Integer)
      return static_cast<Refusal>(argument.getAsInteger());
  return std::nullopt;
}

} // namespace burin::ir
