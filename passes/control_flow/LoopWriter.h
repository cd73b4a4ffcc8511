// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Emit.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace burin::passes {

/// Writes loops whose functions are given as what they emit.
class LoopWriter {
public:
  using Values = llvm::SmallVector<mlir::Value>;
  /// What a function of a loop returns.
  using Body = llvm::function_ref<Values(ir::Emit &, mlir::ValueRange carry, mlir::ValueRange captures)>;

  /// The functions are named after one and stand behind it.
  LoopWriter(mlir::func::FuncOp origin, mlir::SymbolTable &symbols, int64_t checkpoints)
      : origin(origin), symbols(symbols), checkpoints(checkpoints) {}

  /// carry = turn(carry) as long as test(carry); the last carry. Reverse mode keeps `checkpoints` carries of it.
  Values loop(ir::Emit &emit, mlir::ValueRange carry, mlir::ValueRange captures, Body test, Body turn);

private:
  mlir::FlatSymbolRefAttr define(llvm::StringRef suffix, mlir::Location loc, mlir::ValueRange carry,
                                 mlir::ValueRange captures, Body write);

  mlir::func::FuncOp origin;
  mlir::SymbolTable &symbols;
  int64_t checkpoints;
};

} // namespace burin::passes
