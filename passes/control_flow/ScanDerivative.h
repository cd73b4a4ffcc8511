// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/ControlFlowOps.h"

#include "mlir/IR/SymbolTable.h"

namespace burin::passes {

/// Forward mode: one scan of the body's jvp. Reverse mode: ScanTransposer.
void attachScanDerivative(mlir::MLIRContext &context);

/// A scan of as many rows, with another body.
mlir::ResultRange emitScan(mlir::OpBuilder &b, ir::ScanOp like, mlir::func::FuncOp body, mlir::ValueRange operands,
                           llvm::ArrayRef<int64_t> counts, bool reverse);

} // namespace burin::passes
