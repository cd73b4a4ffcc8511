// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"

#include <cstdint>
#include <optional>

namespace burin::ir {

/// What a program asks for in vain; the frontend throws the typed error of the same name. A diagnostic that carries
/// none of these is a fault of the compiler.
enum class Refusal : std::int64_t { unsupported, notDifferentiable, customRule };

/// An error at `op` that carries its kind.
mlir::InFlightDiagnostic emitRefusal(mlir::Operation *op, Refusal kind);

/// The kind that emitRefusal gave.
std::optional<Refusal> refusalOf(mlir::Diagnostic &diagnostic);

/// The location of a call that transforms its callee, with what the user calls the transformation: "value_and_grad".
mlir::Location namedLocation(mlir::Location location, llvm::StringRef transformation);

/// While it exists, refusals get a note at `call`: "asked for by value_and_grad". The innermost call with a named
/// location gives it.
class RefusalNote {
public:
  explicit RefusalNote(mlir::Operation *call);

private:
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace burin::ir
