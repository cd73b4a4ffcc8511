// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/RowSpace.h"
#include "passes/fusion/GroupGraph.h"
#include "passes/fusion/OpProfiles.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace burin::passes {

/// One kernel to be, with the producers that are computed inside.
struct Group {
  enum Kind {
    elementwise, ///< results of one shape
    kernelOp,    ///< a KernelOp, with what it pulls or what finishes its elements
    rows,        ///< reductions over trailing axes, and results with one element for each row or each column
  };
  Kind kind = elementwise;
  llvm::ArrayRef<int64_t> shape; ///< of elementwise results
  lowering::RowSpace space;      ///< of rows
  int64_t iterations = 0;        ///< elements that each pulled producer is computed for
  unsigned instructions = 0;
  /// The value says where: at the position of the iteration divided by it; 0 is elsewhere.
  llvm::MapVector<mlir::Operation *, int64_t> members;
  llvm::SetVector<mlir::Value> outputs; ///< written to memory
  bool merged = false;                  ///< into another group
};

/// How the members of one group read an operation.
struct Pull {
  unsigned reads = 0;
  int64_t stride = 1; ///< at the position of the iteration divided by this; 0 is elsewhere
};

/// Who needs the results of an operation, apart from itself.
struct Demand {
  llvm::MapVector<int, Pull> pullers; ///< groups with a member that may compute them
  llvm::SmallVector<int> fromMemory;  ///< groups that read them from memory, or what kept operations make of them
  bool inMemory = false;              ///< some user reads them from memory
};

/// The groups of a program while it is divided from the last operation to the first. The graph of groups (who
/// reads what another one writes) has no cycle.
class Groups {
public:
  Demand demandFor(mlir::Operation *op);

  int add(Group::Kind kind, mlir::Operation *root);
  int addRows(lowering::RowSpace space, mlir::Operation *reduction);
  void join(int number, mlir::Operation *op, int64_t stride);
  void write(int number, mlir::Operation *op);
  /// Makes an elementwise group finish the elements of a KernelOp.
  void lead(int number, mlir::Operation *op);
  /// One more member and one more result stay within what a kernel may be.
  bool fits(int number, mlir::Operation *op);
  /// An output is written when the whole kernel has run: no other reader may have to run before it.
  bool canWrite(int number, const Demand &demand) const;
  /// What the strides of a group are multiplied with when it becomes one of rows; none if it cannot.
  std::optional<int64_t> scaleToRows(int number, lowering::RowSpace space) const;
  void becomeRows(int number, lowering::RowSpace space);
  /// The first of the groups, with those of the others that may run together with it.
  int merge(llvm::ArrayRef<int> numbers);
  /// The operation stays a step of the program, from memory to memory: it only gives an array another type, or is
  /// ControlFlow.
  void keep(mlir::Operation *op) { kept.insert(op); }

  const Group &operator[](int number) const { return groups[number]; }
  llvm::ArrayRef<Group> all() const { return groups; }
  bool isKept(mlir::Operation *op) const { return kept.contains(op); }

  OpProfiles profiles;

private:
  llvm::SmallVector<int> readersOf(mlir::Value value) const;
  unsigned instructionsOf(mlir::Operation *op);
  int add(Group group, mlir::Operation *root, int64_t stride);
  bool unify(int into, int from);
  bool mergeIfIndependent(int into, int from);

  std::vector<Group> groups;
  GroupGraph graph;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<int, 2>> groupsOf;
  llvm::DenseSet<mlir::Operation *> kept;
};

} // namespace burin::passes
