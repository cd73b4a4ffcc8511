// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/ControlFlowOps.h"

namespace burin::passes {

/// Forward mode: one case of the branches' jvps. Reverse mode: CaseTransposer.
void attachCaseDerivative(mlir::MLIRContext &context);

/// A case on the same index. counts: operands, captures of each branch.
mlir::ResultRange emitCase(mlir::OpBuilder &b, ir::CaseOp like, llvm::ArrayRef<mlir::func::FuncOp> branches,
                           llvm::ArrayRef<mlir::Value> operands, llvm::ArrayRef<int64_t> counts);

} // namespace burin::passes
