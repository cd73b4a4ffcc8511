// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/GroupGraph.h"

#include "llvm/ADT/STLExtras.h"

namespace burin::passes {

// A search visits at most this many nodes; it bounds the time of fusion by the number of operations.
static constexpr size_t maxVisited = 2000;

int GroupGraph::add() {
  int number = nodes.size();
  nodes.push_back({-int64_t(number), {}, {}});
  return number;
}

bool GroupGraph::reaches(int from, int to) const {
  int64_t end = nodes[to].rank;
  if (nodes[from].rank >= end)
    return false;
  Nodes work{from};
  llvm::DenseSet<int> seen;
  while (!work.empty())
    for (int next : nodes[work.pop_back_val()].successors) {
      if (next == to || seen.size() > maxVisited)
        return true;
      if (nodes[next].rank < end && seen.insert(next).second)
        work.push_back(next);
    }
  return false;
}

/// `start` and what `edges` lead to from there through ranks that are `inside`, by rank.
GroupGraph::Nodes GroupGraph::between(int start, Edges Node::*edges, llvm::function_ref<bool(int64_t)> inside) const {
  Nodes found{start};
  llvm::DenseSet<int> seen{start};
  for (size_t i = 0; i < found.size(); ++i)
    for (int next : nodes[found[i]].*edges)
      if (inside(nodes[next].rank) && seen.insert(next).second)
        found.push_back(next);
  llvm::sort(found, [&](int a, int b) { return nodes[a].rank < nodes[b].rank; });
  return found;
}

/// What leads to `first` goes before what `second` leads to; together they keep their ranks.
void GroupGraph::putBefore(int first, int second) {
  int64_t least = nodes[second].rank, greatest = nodes[first].rank;
  if (greatest < least)
    return;
  Nodes moved = between(first, &Node::predecessors, [&](int64_t rank) { return rank > least; });
  llvm::append_range(moved, between(second, &Node::successors, [&](int64_t rank) { return rank < greatest; }));
  llvm::SmallVector<int64_t> ranks;
  for (int node : moved)
    ranks.push_back(nodes[node].rank);
  llvm::sort(ranks);
  for (auto [node, rank] : llvm::zip_equal(moved, ranks))
    nodes[node].rank = rank;
}

void GroupGraph::connect(int from, int to) {
  if (!nodes[from].successors.insert(to).second)
    return;
  nodes[to].predecessors.insert(from);
  putBefore(from, to);
}

void GroupGraph::merge(int into, int from) {
  bool later = nodes[into].rank < nodes[from].rank;
  int first = later ? from : into, second = later ? into : from;
  putBefore(first, second); // afterwards nothing between the two is a neighbour of either
  nodes[into].rank = nodes[first].rank;
  for (int next : nodes[from].successors) {
    nodes[next].predecessors.erase(from);
    nodes[next].predecessors.insert(into);
    nodes[into].successors.insert(next);
  }
  for (int previous : nodes[from].predecessors) {
    nodes[previous].successors.erase(from);
    nodes[previous].successors.insert(into);
    nodes[into].predecessors.insert(previous);
  }
  nodes[from].successors.clear();
  nodes[from].predecessors.clear();
}

} // namespace burin::passes
