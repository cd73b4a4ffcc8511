// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Groups.h"

using namespace mlir;

namespace burin::passes {

// LLVM's time grows faster than linearly with the body of a loop.
static constexpr unsigned maxInstructions = 2500;
static constexpr size_t maxMembers = 200;

int64_t elementsOf(Value array) { return cast<RankedTensorType>(array.getType()).getNumElements(); }

Demand Groups::demandFor(Operation *op) {
  Demand demand;
  for (OpOperand &use : op->getUses()) {
    Operation *user = use.getOwner();
    auto kernel = dyn_cast<ir::KernelOp>(user);
    if (user->hasTrait<OpTrait::IsTerminator>() || renamings.contains(user)) {
      demand.inMemory = true;
      for (Value renamed : user->getResults())
        llvm::append_range(demand.fromMemory, readersOf(renamed));
      continue;
    }
    ArrayRef<int> users = groupsOf[user];
    if (users.empty()) // dead
      continue;
    if (kernel && kernel.readsMemory(use.getOperandNumber())) {
      demand.inMemory = true;
      llvm::append_range(demand.fromMemory, users);
      continue;
    }
    bool ownIndex = kernel || profiles.of(user).ownIndex[use.getOperandNumber()];
    for (int number : users) {
      Pull &pull = demand.pullers[number];
      ++pull.reads;
      pull.ownIndex &= ownIndex && groups[number].members.lookup(user);
    }
  }
  return demand;
}

/// Groups that read a value, also under other names.
SmallVector<int> Groups::readersOf(Value value) const {
  SmallVector<int> readers;
  SmallVector<Value> names{value};
  while (!names.empty())
    for (Operation *user : names.pop_back_val().getUsers()) {
      if (renamings.contains(user))
        llvm::append_range(names, user->getResults());
      else if (auto found = groupsOf.find(user); found != groupsOf.end())
        llvm::append_range(readers, found->second);
    }
  return readers;
}

int Groups::add(Group::Kind kind, Operation *root) {
  Group group;
  group.kind = kind;
  if (kind == Group::kernelOp) {
    for (Value array : llvm::concat<Value>(llvm::to_vector(root->getOperands()), llvm::to_vector(root->getResults())))
      group.iterations = std::max(group.iterations, elementsOf(array));
  } else {
    group.shape = cast<RankedTensorType>(root->getResult(0).getType()).getShape();
    group.iterations = elementsOf(root->getResult(0));
  }
  groups.push_back(std::move(group));
  int number = graph.add();
  join(number, root, true);
  write(number, root);
  return number;
}

void Groups::join(int number, Operation *op, bool ownIndex) {
  Group &group = groups[number];
  if (!group.members.insert({op, ownIndex}).second)
    return;
  group.instructions += isa<ir::ElementOp>(op) ? profiles.of(op).instructions : 0;
  groupsOf[op].push_back(number);
}

void Groups::write(int number, Operation *op) {
  for (Value result : op->getResults()) {
    groups[number].outputs.insert(result);
    for (int reader : readersOf(result))
      if (reader != number)
        graph.connect(number, reader);
  }
}

void Groups::lead(int number, Operation *op) {
  join(number, op, true);
  groups[number].kind = Group::kernelOp;
}

bool Groups::fits(int number, Operation *op) {
  const Group &group = groups[number];
  return group.members.size() < maxMembers && group.instructions + profiles.of(op).instructions <= maxInstructions;
}

bool Groups::canWrite(int number, const Demand &demand) const {
  auto comesFirst = [&](int reader) { return reader != number && graph.reaches(reader, number); };
  return !llvm::is_contained(demand.fromMemory, number) && llvm::none_of(demand.fromMemory, comesFirst) &&
         llvm::none_of(llvm::make_first_range(demand.pullers), comesFirst);
}

bool Groups::mergeIfIndependent(int into, int from) {
  Group &a = groups[into], &b = groups[from];
  if (a.instructions + b.instructions > maxInstructions || a.members.size() + b.members.size() > maxMembers ||
      graph.reaches(into, from) || graph.reaches(from, into))
    return false;
  graph.merge(into, from);
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
  return true;
}

} // namespace burin::passes
