// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

#include <functional>

namespace burin::passes {

/// The functions of a module while derivatives are made.
class FunctionTable : public mlir::SymbolTable {
public:
  using Straighten = std::function<llvm::LogicalResult(mlir::func::FuncOp)>;
  FunctionTable(mlir::Operation *module, Straighten straighten)
      : SymbolTable(module), straighten(std::move(straighten)) {}

  /// Makes straight-line code of a derivative that was just made: it holds backward passes of checkpoints, and calls.
  const Straighten straighten;
};

} // namespace burin::passes
