// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/CallOps.h"

#include <functional>
#include <map>
#include <tuple>
#include <vector>

namespace burin::passes {

/// Makes functions over a new leading axis from straight-line ones, each once. What does not depend on a batched
/// argument is computed once for all rows.
class Batcher : public ir::FunctionBatcher {
public:
  /// `prepare` makes a function straight-line.
  Batcher(mlir::SymbolTable &symbols, std::function<llvm::LogicalResult(mlir::func::FuncOp)> prepare)
      : symbols(symbols), prepare(std::move(prepare)) {}

  llvm::FailureOr<ir::BatchedFunction> batch(mlir::Operation *call, mlir::FlatSymbolRefAttr function,
                                             llvm::ArrayRef<bool> arguments, int64_t size,
                                             llvm::ArrayRef<ir::ResultAxis> results) override;
  mlir::FlatSymbolRefAttr outline(mlir::Operation *op, llvm::ArrayRef<unsigned> order) override;

private:
  using Key = std::tuple<mlir::Operation *, std::vector<bool>, int64_t, std::vector<ir::ResultAxis>>;

  mlir::SymbolTable &symbols;
  std::function<llvm::LogicalResult(mlir::func::FuncOp)> prepare;
  std::map<Key, ir::BatchedFunction> made;
};

/// Replaces a vmap_call by a call of a batched function, with the rows' axes moved to the front and back.
llvm::LogicalResult expandVmapCall(ir::VmapCallOp op, Batcher &batcher);

} // namespace burin::passes
