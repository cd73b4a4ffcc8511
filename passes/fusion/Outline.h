// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/fusion/Grouping.h"

#include <map>

namespace burin::passes {

/// Makes private functions of groups; groups of one structure (operations, attributes, types, wiring) share a function.
class Outliner {
public:
  Outliner(mlir::ModuleOp module, const Grouping &grouping) : module(module), grouping(grouping) {}

  struct Outlined {
    mlir::func::FuncOp kernel;
    llvm::SmallVector<mlir::Value> arguments; ///< values of the program
  };
  Outlined outline(const Group &group);

private:
  using Structure = std::vector<uintptr_t>;
  llvm::SmallVector<mlir::Operation *> orderedMembers(const Group &group) const;
  Structure structureOf(llvm::ArrayRef<mlir::Operation *> members, const Group &group,
                        llvm::SmallVectorImpl<mlir::Value> &arguments) const;
  mlir::func::FuncOp build(llvm::ArrayRef<mlir::Operation *> members, const Group &group, mlir::ValueRange arguments);

  mlir::ModuleOp module;
  const Grouping &grouping;
  std::map<Structure, mlir::func::FuncOp> kernels;
};

} // namespace burin::passes
