// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/fusion/OpProfiles.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace burin::passes {

/// One kernel to be: a KernelOp or results of one shape, with the producers that are computed inside.
struct Group {
  mlir::Operation *kernelOp = nullptr;
  llvm::ArrayRef<int64_t> shape; ///< of the results, without kernelOp
  int64_t iterations = 0;        ///< elements that each pulled producer is computed for
  unsigned instructions = 0;
  llvm::MapVector<mlir::Operation *, bool> members; ///< value: computed at the results' own index
  llvm::SetVector<mlir::Value> outputs;             ///< written to memory
  bool merged = false;                              ///< into another group
};

/// Assigns the operations of a function to kernels, from the last to the first. A producer joins the kernel
/// that uses it. With several users it is recomputed in each when that is cheap; else it becomes a further
/// result of a user that runs over the same elements, or a kernel of its own. The graph of kernels stays free
/// of cycles.
class Grouping {
public:
  explicit Grouping(mlir::func::FuncOp function);

  llvm::LogicalResult run();

  /// Groups and operations that stay (renamings), in an order in which they can run.
  struct Step {
    int group = -1;
    mlir::Operation *renaming = nullptr;
  };
  mlir::FailureOr<llvm::SmallVector<Step>> order() const;
  const Group &group(int number) const { return groups[number]; }
  int position(mlir::Operation *op) const { return positions.lookup(op); }

private:
  struct Demand {
    llvm::SmallVector<int> pullers; ///< groups with a member that reads it
    bool inMemory = false;          ///< some user reads it from memory
  };

  llvm::LogicalResult place(mlir::Operation *op);
  Demand demandFor(mlir::Operation *op) const;
  bool staysAsRenaming(mlir::Operation *op, const Demand &demand);
  bool isInMemory(mlir::Value value) const;
  void placeShared(mlir::Operation *op, Demand demand);

  int newGroup(mlir::Operation *root);
  void join(int group, mlir::Operation *op);
  void addOutputs(int group, mlir::Operation *op);
  bool canPull(int group, mlir::Operation *op);
  bool readAtOwnIndex(int group, mlir::Operation *op);
  bool canOutput(int group, mlir::Operation *op);
  int mergeHosts(llvm::ArrayRef<int> hosts);
  void merge(int into, int from);

  bool reaches(int from, int to) const;
  void consumersOf(mlir::Value value, llvm::SmallVectorImpl<int> &result) const;

  unsigned recomputeCost(mlir::Operation *op);

  mlir::func::FuncOp function;
  mlir::Block &body;
  OpProfiles profiles;
  std::vector<Group> groups;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<int, 2>> groupsOf;
  llvm::DenseSet<mlir::Operation *> renamings;
  llvm::DenseMap<mlir::Operation *, int> positions;
  llvm::DenseMap<mlir::Operation *, unsigned> recomputeCosts;
};

} // namespace burin::passes
