// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Grouping.h"

#include <queue>

using namespace mlir;

namespace burin::passes {

// Recomputing up to this many instructions costs less than writing and reading an array.
static constexpr unsigned cheapInstructions = 10;
// Producers above this are not computed again for every element of a larger array.
static constexpr unsigned broadcastableInstructions = 6;
// LLVM's time grows faster than linearly with the body of a loop.
static constexpr unsigned maxInstructions = 2500;
static constexpr size_t maxMembers = 200;

static ArrayRef<int64_t> shapeOf(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType()).getShape();
}

static int64_t elementsOf(Value array) { return cast<RankedTensorType>(array.getType()).getNumElements(); }

Grouping::Grouping(func::FuncOp function) : function(function), body(function.front()) {
  for (auto [position, op] : llvm::enumerate(body))
    positions[&op] = position;
}

LogicalResult Grouping::run() {
  for (Operation &op : body) // in order, so that the recursion stays shallow
    if (isa<ir::ElementOp>(op))
      recomputeCost(&op);
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body.without_terminator())))
    if (failed(place(&op)))
      return failure();
  return success();
}

LogicalResult Grouping::place(Operation *op) {
  Demand demand = demandFor(op);
  if (demand.pullers.empty() && !demand.inMemory)
    return success();
  if (isa<ir::KernelOp>(op)) {
    addOutputs(newGroup(op), op);
    return success();
  }
  if (!isa<ir::ElementOp>(op)) {
    if (op->getOperandTypes() != op->getResultTypes() || isa<ir::CallLike>(op))
      return ir::refuse(op, "fusion", "the operation is expanded before lowering");
    renamings.insert(op);
    return success();
  }
  if (profiles.of(op).failed)
    return failure();
  if (staysAsRenaming(op, demand))
    renamings.insert(op);
  else if (demand.pullers.size() == 1 && !demand.inMemory && canPull(demand.pullers[0], op))
    join(demand.pullers[0], op);
  else
    placeShared(op, std::move(demand));
  return success();
}

Grouping::Demand Grouping::demandFor(Operation *op) const {
  Demand demand;
  for (OpOperand &use : op->getUses()) {
    Operation *user = use.getOwner();
    auto kernel = dyn_cast<ir::KernelOp>(user);
    bool reads = user->hasTrait<OpTrait::IsTerminator>() || renamings.contains(user) ||
                 (kernel && kernel.readsMemory(use.getOperandNumber()));
    demand.inMemory |= reads;
    if (reads)
      continue;
    if (auto found = groupsOf.find(user); found != groupsOf.end())
      for (int group : found->second)
        if (!llvm::is_contained(demand.pullers, group))
          demand.pullers.push_back(group);
  }
  return demand;
}

bool Grouping::isInMemory(Value value) const {
  Operation *op = value.getDefiningOp();
  return !op || !isa<ir::ElementOp>(op);
}

bool Grouping::staysAsRenaming(Operation *op, const Demand &demand) {
  return profiles.of(op).renames && (demand.inMemory || isInMemory(op->getOperand(0)));
}

void Grouping::placeShared(Operation *op, Demand demand) {
  if (recomputeCost(op) <= cheapInstructions) {
    llvm::erase_if(demand.pullers, [&](int group) {
      bool pulled = canPull(group, op);
      if (pulled)
        join(group, op);
      return pulled;
    });
    if (!demand.inMemory && demand.pullers.empty())
      return;
  }
  SmallVector<int> hosts;
  for (auto [number, group] : llvm::enumerate(groups))
    if (!group.merged && !group.kernelOp && group.shape == shapeOf(op) && readAtOwnIndex(number, op) &&
        (group.members.contains(op) || canPull(number, op)) && canOutput(number, op))
      hosts.push_back(number);
  int host = hosts.empty() ? newGroup(op) : mergeHosts(hosts);
  if (!hosts.empty())
    join(host, op);
  bool elsewhere = demand.inMemory || hosts.empty();
  for (int puller : demand.pullers)
    elsewhere |= puller != host && !groups[puller].merged;
  if (elsewhere)
    addOutputs(host, op);
}

int Grouping::newGroup(Operation *root) {
  Group group;
  if (isa<ir::KernelOp>(root)) {
    group.kernelOp = root;
    for (Value array : llvm::concat<Value>(llvm::to_vector(root->getOperands()), llvm::to_vector(root->getResults())))
      group.iterations = std::max(group.iterations, elementsOf(array));
  } else {
    group.shape = shapeOf(root);
    group.iterations = elementsOf(root->getResult(0));
  }
  groups.push_back(std::move(group));
  join(groups.size() - 1, root);
  return groups.size() - 1;
}

void Grouping::join(int number, Operation *op) {
  Group &group = groups[number];
  if (group.members.contains(op))
    return;
  bool own = readAtOwnIndex(number, op);
  group.members.insert({op, own});
  group.instructions += isa<ir::ElementOp>(op) ? profiles.of(op).instructions : 0;
  groupsOf[op].push_back(number);
}

void Grouping::addOutputs(int number, Operation *op) {
  groups[number].outputs.insert(op->getResults().begin(), op->getResults().end());
}

bool Grouping::canPull(int number, Operation *op) {
  const Group &group = groups[number];
  const OpProfile &profile = profiles.of(op);
  if (group.members.size() >= maxMembers || group.instructions + profile.instructions > maxInstructions)
    return false;
  if (profile.instructions <= broadcastableInstructions)
    return true;
  int64_t elements = elementsOf(op->getResult(0));
  if (elements != 1 && group.iterations > 2 * elements)
    return false;
  auto reads = llvm::count_if(op->getUses(), [&](OpOperand &use) { return group.members.contains(use.getOwner()); });
  return reads == 1 || readAtOwnIndex(number, op);
}

/// True when every member that reads the op is computed at the results' own index and reads it there. True
/// for a new root.
bool Grouping::readAtOwnIndex(int number, Operation *op) {
  const Group &group = groups[number];
  for (OpOperand &use : op->getUses()) {
    const auto *member = group.members.find(use.getOwner());
    if (member == group.members.end())
      continue;
    auto element = isa<ir::ElementOp>(use.getOwner());
    if (!member->second || (element && !profiles.of(use.getOwner()).ownIndex[use.getOperandNumber()]))
      return false;
  }
  return true;
}

/// An output of `number` is written when the whole kernel has run: no other reader may have to run before it.
bool Grouping::canOutput(int number, Operation *op) {
  SmallVector<int> readers, renamedReaders;
  for (Operation *user : op->getUsers())
    if (renamings.contains(user))
      for (Value renamed : user->getResults())
        consumersOf(renamed, renamedReaders);
    else if (auto found = groupsOf.find(user); found != groupsOf.end())
      llvm::append_range(readers, found->second);
  if (!llvm::is_contained(readers, number) || llvm::is_contained(renamedReaders, number))
    return false;
  llvm::append_range(readers, renamedReaders);
  return llvm::none_of(readers, [&](int reader) { return reader != number && reaches(reader, number); });
}

int Grouping::mergeHosts(ArrayRef<int> hosts) {
  int host = hosts[0];
  for (int other : hosts.drop_front()) {
    const Group &a = groups[host], &b = groups[other];
    if (a.instructions + b.instructions <= maxInstructions && a.members.size() + b.members.size() <= maxMembers &&
        !reaches(host, other) && !reaches(other, host))
      merge(host, other);
  }
  return host;
}

void Grouping::merge(int into, int from) {
  Group &a = groups[into], &b = groups[from];
  for (auto &[op, own] : b.members) {
    auto &list = groupsOf[op];
    llvm::erase(list, from);
    if (auto [it, fresh] = a.members.insert({op, own}); fresh) {
      a.instructions += profiles.of(op).instructions;
      list.push_back(into);
    } else {
      it->second &= own;
    }
  }
  a.outputs.insert_range(b.outputs);
  b = Group();
  b.merged = true;
}

/// Groups that read the value from memory or pull it, also through renamings.
void Grouping::consumersOf(Value value, SmallVectorImpl<int> &result) const {
  for (Operation *user : value.getUsers()) {
    if (renamings.contains(user)) {
      for (Value renamed : user->getResults())
        consumersOf(renamed, result);
    } else if (auto found = groupsOf.find(user); found != groupsOf.end()) {
      llvm::append_range(result, found->second);
    }
  }
}

bool Grouping::reaches(int from, int to) const {
  SmallVector<int> work{from};
  llvm::DenseSet<int> seen{from};
  while (!work.empty()) {
    int number = work.pop_back_val();
    SmallVector<int> next;
    for (Value output : groups[number].outputs)
      consumersOf(output, next);
    for (int consumer : next) {
      if (consumer == to && consumer != number)
        return true;
      if (seen.insert(consumer).second)
        work.push_back(consumer);
    }
  }
  return false;
}

/// Instructions to compute the op from arrays that are in memory anyway; a load counts as one.
unsigned Grouping::recomputeCost(Operation *op) {
  if (auto found = recomputeCosts.find(op); found != recomputeCosts.end())
    return found->second;
  unsigned cost = profiles.of(op).failed ? cheapInstructions + 1 : profiles.of(op).instructions;
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    unsigned inner = producer && isa<ir::ElementOp>(producer) ? recomputeCost(producer) : 1;
    cost += inner <= cheapInstructions ? inner : 1;
  }
  return recomputeCosts[op] = cost;
}

FailureOr<SmallVector<Grouping::Step>> Grouping::order() const {
  // Kahn's algorithm over groups and renamings; ready ones in the order of the program.
  struct Node {
    Step step;
    int position = 0, waiting = 0;
    SmallVector<int> next;
  };
  SmallVector<Node> nodes;
  DenseMap<Value, int> makers;
  for (auto [number, group] : llvm::enumerate(groups)) {
    if (group.merged)
      continue;
    Node node;
    node.step.group = number;
    for (Value output : group.outputs) {
      makers[output] = nodes.size();
      node.position = std::max(node.position, position(output.getDefiningOp()));
    }
    nodes.push_back(node);
  }
  for (Operation &op : body)
    if (renamings.contains(&op)) {
      for (Value result : op.getResults())
        makers[result] = nodes.size();
      Node node;
      node.step.renaming = &op;
      node.position = position(&op);
      nodes.push_back(node);
    }
  auto needs = [&](int number, Value operand) {
    if (auto maker = makers.find(operand); maker != makers.end() && maker->second != number) {
      nodes[maker->second].next.push_back(number);
      ++nodes[number].waiting;
    }
  };
  for (int n = 0, e = nodes.size(); n < e; ++n) {
    if (nodes[n].step.renaming) {
      for (Value operand : nodes[n].step.renaming->getOperands())
        needs(n, operand);
      continue;
    }
    const Group &group = groups[nodes[n].step.group];
    for (auto &[op, own] : group.members)
      for (Value operand : op->getOperands())
        if (!operand.getDefiningOp() || !group.members.contains(operand.getDefiningOp()))
          needs(n, operand);
  }
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
  if (steps.size() != nodes.size())
    return function->emitError("[fuse] kernels form a cycle");
  return steps;
}

} // namespace burin::passes
