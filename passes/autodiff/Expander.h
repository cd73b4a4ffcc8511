// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/CallOps.h"
#include "passes/autodiff/FunctionTable.h"
#include "passes/batching/Batcher.h"
#include "passes/remat/Recompute.h"

#include <map>
#include <tuple>
#include <vector>

namespace burin::passes {

/// Expands vjp_call, jvp_call and vmap_call, innermost first: a function is free of them, of rematerialize and of calls
/// before it is differentiated or batched.
class Expander {
public:
  explicit Expander(mlir::ModuleOp module);

  /// Every function of the module, those made on the way included.
  llvm::LogicalResult expandAll();
  /// The backward passes of all checkpoints.
  llvm::LogicalResult rematerializeAll();

private:
  enum class Mode { vjp, jvp };
  using Key = std::tuple<mlir::Operation *, Mode, std::vector<int64_t>, std::vector<bool>>;

  llvm::LogicalResult expand(mlir::func::FuncOp function);
  llvm::LogicalResult prepare(mlir::func::FuncOp function);
  llvm::LogicalResult straighten(mlir::func::FuncOp function);
  llvm::FailureOr<bool> rematerialize(mlir::func::FuncOp function);
  llvm::LogicalResult prepareCallees(mlir::func::FuncOp function);
  llvm::LogicalResult replace(ir::VjpCallOp op);
  llvm::LogicalResult replace(ir::JvpCallOp op);
  llvm::LogicalResult replaceAny(mlir::Operation *op);
  llvm::FailureOr<mlir::func::FuncOp> callee(mlir::Operation *op, llvm::StringRef name);
  llvm::FailureOr<mlir::func::FuncOp> derivative(mlir::Operation *call, const Key &key);
  llvm::FailureOr<mlir::func::FuncOp> straightVjp(mlir::Operation *call, mlir::func::FuncOp function,
                                                  llvm::ArrayRef<int64_t> wrt, std::vector<bool> zero);
  void replaceByCall(mlir::Operation *op, mlir::func::FuncOp target);

  mlir::ModuleOp module;
  FunctionTable symbols;
  Batcher batcher;
  Recomputer recomputer;
  std::map<Key, mlir::func::FuncOp> made;
  llvm::DenseSet<mlir::Operation *> prepared, underWay;
};

} // namespace burin::passes
