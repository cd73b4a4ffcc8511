// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/CallOps.h"
#include "passes/remat/Policy.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace burin::passes {

/// What Recomputer asks of differentiation.
struct Differentiation {
  /// Expands what stands in a function, so that it is straight-line.
  std::function<llvm::LogicalResult(mlir::func::FuncOp)> prepare;
  /// The straight-line vjp of a function, for a call; `zero` marks cotangents that are zero.
  std::function<llvm::FailureOr<mlir::func::FuncOp>(mlir::Operation *call, mlir::func::FuncOp,
                                                    llvm::ArrayRef<int64_t> wrt, std::vector<bool> zero)>
      vjp;
};

/// Makes the backward passes of checkpoints.
class Recomputer {
public:
  Recomputer(mlir::SymbolTable &symbols, Differentiation differentiation)
      : symbols(symbols), differentiation(std::move(differentiation)) {}

  /// Replaces each `rematerialize @f(args, cotangents)` of a function by the backward part of @f's derivative on values
  /// behind an optimization_barrier. Where the policy keeps values, the checkpoint of the forward pass gives them.
  /// Tells whether there was one: the caller expands derivatives again until there is none.
  llvm::FailureOr<bool> expandIn(mlir::func::FuncOp function);

private:
  llvm::LogicalResult expand(ir::RematerializeOp op);
  llvm::LogicalResult keepSome(ir::RematerializeOp op, ir::CheckpointOp forward, const Policy &policy);
  llvm::FailureOr<mlir::func::FuncOp> withPolicyInside(mlir::func::FuncOp body, llvm::StringRef policy);

  mlir::SymbolTable &symbols;
  Differentiation differentiation;
  std::map<std::pair<mlir::Operation *, std::string>, mlir::func::FuncOp> inside;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *>
      forwardOf; ///< the function that keeps no values, of one that does
};

} // namespace burin::passes
