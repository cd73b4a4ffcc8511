// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Schedule.h"

#include "compiler/ir/ControlFlow.h"

#include "llvm/ADT/SetVector.h"

#include <queue>

using namespace mlir;

namespace burin::passes {
namespace {

/// Kahn's algorithm; of the steps that are ready, the first of the program.
class Scheduler {
public:
  Scheduler(Block &body, const Groups &groups, unsigned carried) : body(body), groups(groups), carried(carried) {
    for (auto [position, op] : llvm::enumerate(body))
      positions[&op] = position;
  }

  FailureOr<SmallVector<Step>> run() {
    addNodes();
    for (int n = 0, e = nodes.size(); n < e; ++n)
      connect(n);
    for (unsigned number = 0; number < carried; ++number)
      findReaders(number);
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
    int openReaders = 0;       ///< others that read an argument which this node may write a result over
    SmallVector<int> releases; ///< nodes of which this is such a reader
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
      if (groups.isKept(&op))
        addNode({-1, &op}, llvm::to_vector_of<Value>(op.getResults()));
  }

  void needs(int number, Value operand) {
    if (auto maker = makers.find(operand); maker != makers.end() && maker->second != number) {
      nodes[maker->second].next.push_back(number);
      ++nodes[number].waiting;
    }
  }

  void forEachOperand(Step step, function_ref<void(Value)> body) {
    if (step.kept) {
      for (Value operand : step.kept->getOperands())
        body(operand);
      return;
    }
    const Group &group = groups[step.group];
    for (auto &[op, own] : group.members)
      for (Value operand : op->getOperands())
        if (!operand.getDefiningOp() || !group.members.contains(operand.getDefiningOp()))
          body(operand);
  }

  /// What a value is another name of.
  Value inMemory(Value value) const {
    for (auto result = dyn_cast<OpResult>(value); result; result = dyn_cast<OpResult>(value)) {
      Operation *op = result.getOwner();
      if (!groups.isKept(op) || isa<ir::ControlFlow>(op))
        break;
      value = op->getOperand(result.getResultNumber());
    }
    return value;
  }

  void connect(int number) {
    forEachOperand(nodes[number].step, [&](Value operand) {
      if (Value array = inMemory(operand); isa<BlockArgument>(array))
        readers[array].insert(number);
      needs(number, operand);
    });
  }

  void findReaders(unsigned carry) {
    auto writer = makers.find(inMemory(body.getTerminator()->getOperand(carry)));
    if (writer == makers.end())
      return;
    for (int reader : readers[body.getArgument(carry)])
      if (reader != writer->second) {
        nodes[reader].releases.push_back(writer->second);
        ++nodes[writer->second].openReaders;
      }
  }

  SmallVector<Step> sorted() {
    auto later = [&](int a, int b) { return nodes[a].position > nodes[b].position; };
    using Queue = std::priority_queue<int, std::vector<int>, decltype(later)>;
    Queue ready(later), held(later); // held: those that had better wait for readers
    DenseSet<int> run;
    auto offer = [&](int n) { (nodes[n].openReaders ? held : ready).push(n); };
    for (int n = 0, e = nodes.size(); n < e; ++n)
      if (nodes[n].waiting == 0)
        offer(n);
    SmallVector<Step> steps;
    while (!ready.empty() || !held.empty()) {
      Queue &queue = ready.empty() ? held : ready;
      int n = queue.top();
      queue.pop();
      if (!run.insert(n).second)
        continue;
      steps.push_back(nodes[n].step);
      for (int writer : nodes[n].releases)
        if (--nodes[writer].openReaders == 0 && nodes[writer].waiting == 0)
          ready.push(writer); // also held
      for (int follower : nodes[n].next)
        if (--nodes[follower].waiting == 0)
          offer(follower);
    }
    return steps;
  }

  Block &body;
  const Groups &groups;
  unsigned carried;
  DenseMap<Operation *, int> positions;
  std::vector<Node> nodes;
  DenseMap<Value, int> makers;
  DenseMap<Value, llvm::SmallSetVector<int, 2>> readers; ///< of arguments
};

} // namespace

FailureOr<SmallVector<Step>> schedule(Block &body, const Groups &groups, unsigned carried) {
  return Scheduler(body, groups, carried).run();
}

} // namespace burin::passes
