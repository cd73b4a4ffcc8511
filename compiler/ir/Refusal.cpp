// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Refusal.h"

#include "mlir/IR/Operation.h"

namespace burin::ir {

mlir::InFlightDiagnostic emitRefusal(mlir::Operation *op, Refusal kind) {
  mlir::InFlightDiagnostic diagnostic = mlir::emitError(op->getLoc()); // without the text of the operation
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

mlir::Location namedLocation(mlir::Location location, llvm::StringRef transformation) {
  return mlir::NameLoc::get(mlir::StringAttr::get(location.getContext(), transformation), location);
}

static constexpr llvm::StringLiteral askedBy = "asked for by ";

static bool hasNote(mlir::Diagnostic &refusal) {
  return llvm::any_of(refusal.getNotes(),
                      [](mlir::Diagnostic &note) { return llvm::StringRef(note.str()).starts_with(askedBy); });
}

RefusalNote::RefusalNote(mlir::Operation *call)
    : handler(call->getContext(), [location = call->getLoc()](mlir::Diagnostic &diagnostic) {
        auto name = llvm::dyn_cast<mlir::NameLoc>(location);
        if (name && refusalOf(diagnostic) && !hasNote(diagnostic))
          diagnostic.attachNote(name.getChildLoc()) << askedBy << name.getName().getValue();
        return mlir::failure(); // for the next handler
      }) {}

} // namespace burin::ir
