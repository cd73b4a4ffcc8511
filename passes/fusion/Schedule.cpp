// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Schedule.h"

#include <queue>

using namespace mlir;

namespace burin::passes {
namespace {

/// Kahn's algorithm; of the steps that are ready, the first of the program.
class Scheduler {
public:
  Scheduler(Block &body, const Groups &groups) : body(body), groups(groups) {
    for (auto [position, op] : llvm::enumerate(body))
      positions[&op] = position;
  }

  FailureOr<SmallVector<Step>> run() {
    addNodes();
    for (int n = 0, e = nodes.size(); n < e; ++n)
      connect(n);
    SmallVector<Step> steps = sorted();
    if (steps.size() != nodes.size())
      return body.getParentOp()->emitError("[fuse] kernels form a cycle");
    return steps;
  }

private:
  struct Node {
    Step step;
    int position = 0, waiting = 0;
    SmallVector<int> next;
  };

  void addNode(Step step, ArrayRef<Value> results) {
    Node node;
    node.step = step;
    for (Value result : results) {
      makers[result] = nodes.size();
      node.position = std::max(node.position, positions.lookup(result.getDefiningOp()));
    }
    nodes.push_back(std::move(node));
  }

  void addNodes() {
    for (auto [number, group] : llvm::enumerate(groups.all()))
      if (!group.merged)
        addNode({static_cast<int>(number), nullptr}, group.outputs.getArrayRef());
    for (Operation &op : body)
      if (groups.isRenaming(&op))
        addNode({-1, &op}, llvm::to_vector_of<Value>(op.getResults()));
  }

  void needs(int number, Value operand) {
    if (auto maker = makers.find(operand); maker != makers.end() && maker->second != number) {
      nodes[maker->second].next.push_back(number);
      ++nodes[number].waiting;
    }
  }

  void connect(int number) {
    Step step = nodes[number].step;
    if (step.renaming) {
      for (Value operand : step.renaming->getOperands())
        needs(number, operand);
      return;
    }
    const Group &group = groups[step.group];
    for (auto &[op, own] : group.members)
      for (Value operand : op->getOperands())
        if (!operand.getDefiningOp() || !group.members.contains(operand.getDefiningOp()))
          needs(number, operand);
  }

  SmallVector<Step> sorted() {
    auto later = [&](int a, int b) { return nodes[a].position > nodes[b].position; };
    std::priority_queue<int, std::vector<int>, decltype(later)> ready(later);
    for (int n = 0, e = nodes.size(); n < e; ++n)
      if (nodes[n].waiting == 0)
        ready.push(n);
    SmallVector<Step> steps;
    while (!ready.empty()) {
      int n = ready.top();
      ready.pop();
      steps.push_back(nodes[n].step);
      for (int follower : nodes[n].next)
        if (--nodes[follower].waiting == 0)
          ready.push(follower);
    }
    return steps;
  }

  Block &body;
  const Groups &groups;
  DenseMap<Operation *, int> positions;
  std::vector<Node> nodes;
  DenseMap<Value, int> makers;
};

} // namespace

FailureOr<SmallVector<Step>> schedule(Block &body, const Groups &groups) { return Scheduler(body, groups).run(); }

} // namespace burin::passes
