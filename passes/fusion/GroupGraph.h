// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace burin::passes {

/// An acyclic graph that grows, with a topological order that is kept up to date: an edge that agrees with the
/// order costs nothing, another one a search between its ends (Pearce, Kelly: A dynamic topological sort
/// algorithm for directed acyclic graphs, 2006).
class GroupGraph {
public:
  /// A node without edges, before all others.
  int add();

  /// True when a path leads from one node to another one, or when the search for it takes too long.
  bool reaches(int from, int to) const;

  /// There must be no path from `to` to `from`.
  void connect(int from, int to);

  /// Moves the edges of `from` to `into`. There must be no path between them.
  void merge(int into, int from);

private:
  using Nodes = llvm::SmallVector<int>;
  using Edges = llvm::SmallDenseSet<int, 4>;
  struct Node {
    int64_t rank; ///< smaller than those of all successors
    Edges successors, predecessors;
  };

  void putBefore(int first, int second);
  Nodes between(int start, Edges Node::*edges, llvm::function_ref<bool(int64_t)> inside) const;

  std::vector<Node> nodes;
};

} // namespace burin::passes
