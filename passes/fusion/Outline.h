// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/fusion/Groups.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <map>

namespace burin::passes {

/// Makes private functions of groups; groups of one structure (operations, attributes, types, wiring) share a
/// function.
class Outliner {
public:
  explicit Outliner(mlir::ModuleOp module) : module(module) {}

  struct Outlined {
    mlir::func::FuncOp kernel;
    llvm::SmallVector<mlir::Value> arguments; ///< values of the program
  };
  Outlined outline(const Group &group);

private:
  using Structure = std::vector<uintptr_t>;
  Structure structureOf(llvm::ArrayRef<mlir::Operation *> members, const Group &group,
                        llvm::SmallVectorImpl<mlir::Value> &arguments) const;
  mlir::func::FuncOp build(llvm::ArrayRef<mlir::Operation *> members, const Group &group, mlir::ValueRange arguments);

  mlir::ModuleOp module;
  std::map<Structure, mlir::func::FuncOp> kernels;
};

} // namespace burin::passes
