// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Rules.h"

#include "mlir/IR/OpDefinition.h"

namespace burin::ir {

/// As createInferred (Rules.h), of an operation with computations. They are copied, from functions of one block or
/// other operations.
mlir::Operation *createInferred(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::ValueRange operands,
                                llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned numResults,
                                llvm::ArrayRef<mlir::Region *> computations, Inference &inference);

} // namespace burin::ir

#include "compiler/ir/Computation.h.inc"
