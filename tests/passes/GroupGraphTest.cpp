// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/GroupGraph.h"

#include <gtest/gtest.h>
#include <random>
#include <set>

using burin::passes::GroupGraph;

namespace {

/// The same graph, without an order.
struct PlainGraph {
  std::set<std::pair<int, int>> edges;

  bool reaches(int from, int to) const {
    std::set<int> seen;
    return reaches(from, to, seen);
  }

  bool reaches(int from, int to, std::set<int> &seen) const {
    for (auto [a, b] : edges)
      if (a == from && (b == to || (seen.insert(b).second && reaches(b, to, seen))))
        return true;
    return false;
  }

  void merge(int into, int from) {
    std::set<std::pair<int, int>> moved;
    for (auto [a, b] : edges)
      moved.insert({a == from ? into : a, b == from ? into : b});
    edges = moved;
  }
};

void expectEqual(const GroupGraph &graph, const PlainGraph &plain, const std::set<int> &alive) {
  for (int a : alive)
    for (int b : alive)
      if (a != b)
        ASSERT_EQ(graph.reaches(a, b), plain.reaches(a, b)) << a << " to " << b;
}

} // namespace

TEST(GroupGraph, knows_what_reaches_what_while_it_grows) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 engine(seed);
    GroupGraph graph;
    PlainGraph plain;
    std::set<int> alive;
    while (alive.size() < 12)
      alive.insert(graph.add());
    auto pick = [&] { return *std::next(alive.begin(), engine() % alive.size()); };
    for (int step = 0; step < 40 && alive.size() > 3; ++step) {
      int a = pick(), b = pick();
      if (a == b || plain.reaches(b, a))
        continue;
      if (engine() % 4 == 0 && !plain.reaches(a, b)) {
        graph.merge(a, b);
        plain.merge(a, b);
        alive.erase(b);
      } else {
        graph.connect(a, b);
        plain.edges.insert({a, b});
      }
      expectEqual(graph, plain, alive);
    }
  }
}
