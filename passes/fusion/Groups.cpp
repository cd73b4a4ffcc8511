// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Groups.h"

#include "compiler/ir/Emit.h"

using namespace mlir;

namespace burin::passes {

// LLVM's time grows faster than linearly with the body of a loop.
static constexpr unsigned maxInstructions = 2500;
static constexpr size_t maxMembers = 200;

Demand Groups::demandFor(Operation *op) {
  Demand demand;
  for (OpOperand &use : op->getUses()) {
    Operation *user = use.getOwner();
    auto kernel = dyn_cast<ir::KernelOp>(user);
    if (user->hasTrait<OpTrait::IsTerminator>() || kept.contains(user)) {
      demand.inMemory = true;
      for (Value further : user->getResults())
        llvm::append_range(demand.fromMemory, readersOf(further));
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
    for (int number : users) {
      int64_t stride =
          kernel ? 1 : groups[number].members.lookup(user) * profiles.of(user).strides[use.getOperandNumber()];
      Pull &pull = demand.pullers[number];
      pull.stride = pull.reads++ == 0 || pull.stride == stride ? stride : 0;
    }
  }
  return demand;
}

/// Groups that read a value, or what kept operations make of it.
SmallVector<int> Groups::readersOf(Value value) const {
  SmallVector<int> readers;
  SmallVector<Value> values{value};
  DenseSet<Operation *> seen;
  while (!values.empty())
    for (Operation *user : values.pop_back_val().getUsers()) {
      if (kept.contains(user) && seen.insert(user).second)
        llvm::append_range(values, user->getResults());
      else if (auto found = groupsOf.find(user); found != groupsOf.end())
        llvm::append_range(readers, found->second);
    }
  return readers;
}

unsigned Groups::instructionsOf(Operation *op) { return isa<ir::ElementOp>(op) ? profiles.of(op).instructions : 0; }

int Groups::add(Group group, Operation *root, int64_t stride) {
  groups.push_back(std::move(group));
  int number = graph.add();
  join(number, root, stride);
  write(number, root);
  return number;
}

int Groups::add(Group::Kind kind, Operation *root) {
  Group group;
  group.kind = kind;
  if (kind == Group::kernelOp) {
    for (Value array : llvm::concat<Value>(llvm::to_vector(root->getOperands()), llvm::to_vector(root->getResults())))
      group.iterations = std::max(group.iterations, ir::Emit::typeOf(array).getNumElements());
  } else {
    group.shape = ir::Emit::shapeOf(root->getResult(0));
    group.iterations = ir::Emit::typeOf(root->getResult(0)).getNumElements();
  }
  return add(std::move(group), root, 1);
}

int Groups::addRows(lowering::RowSpace space, Operation *reduction) {
  Group group;
  group.kind = Group::rows;
  group.space = space;
  group.iterations = space.rows * space.columns;
  return add(std::move(group), reduction, space.columns);
}

void Groups::join(int number, Operation *op, int64_t stride) {
  Group &group = groups[number];
  if (!group.members.insert({op, stride}).second)
    return;
  group.instructions += instructionsOf(op);
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
  join(number, op, 1);
  groups[number].kind = Group::kernelOp;
}

bool Groups::fits(int number, Operation *op) {
  const Group &group = groups[number];
  return group.members.size() < maxMembers && group.instructions + instructionsOf(op) <= maxInstructions;
}

bool Groups::canWrite(int number, const Demand &demand) const {
  auto comesFirst = [&](int reader) { return reader != number && graph.reaches(reader, number); };
  return !llvm::is_contained(demand.fromMemory, number) && llvm::none_of(demand.fromMemory, comesFirst) &&
         llvm::none_of(llvm::make_first_range(demand.pullers), comesFirst);
}

std::optional<int64_t> Groups::scaleToRows(int number, lowering::RowSpace space) const {
  const Group &group = groups[number];
  if (group.kind == Group::rows && group.space == space)
    return 1;
  if (group.kind != Group::elementwise)
    return std::nullopt;
  if (group.iterations == space.rows)
    return space.columns;
  if (group.iterations == space.rows * space.columns && space.rowAxes(group.shape))
    return 1;
  return std::nullopt;
}

void Groups::becomeRows(int number, lowering::RowSpace space) {
  Group &group = groups[number];
  for (auto &[op, stride] : group.members)
    stride *= *scaleToRows(number, space);
  group.kind = Group::rows;
  group.space = space;
  group.iterations = space.rows * space.columns;
}

/// Makes one kind of two groups.
bool Groups::unify(int into, int from) {
  const Group &a = groups[into], &b = groups[from];
  if (a.kind == Group::elementwise && b.kind == Group::elementwise)
    return a.shape == b.shape;
  lowering::RowSpace space = a.kind == Group::rows ? a.space : b.space;
  if (!scaleToRows(into, space) || !scaleToRows(from, space))
    return false;
  becomeRows(into, space);
  becomeRows(from, space);
  return true;
}

int Groups::merge(ArrayRef<int> numbers) {
  for (int other : numbers.drop_front())
    mergeIfIndependent(numbers[0], other);
  return numbers[0];
}

bool Groups::mergeIfIndependent(int into, int from) {
  Group &a = groups[into], &b = groups[from];
  if (a.instructions + b.instructions > maxInstructions || a.members.size() + b.members.size() > maxMembers ||
      graph.reaches(into, from) || graph.reaches(from, into) || !unify(into, from))
    return false;
  graph.merge(into, from);
  for (auto &[op, stride] : b.members) {
    auto &list = groupsOf[op];
    llvm::erase(list, from);
    if (auto [it, fresh] = a.members.insert({op, stride}); fresh) {
      a.instructions += instructionsOf(op);
      list.push_back(into);
    } else if (it->second != stride) {
      it->second = 0;
    }
  }
  a.outputs.insert_range(b.outputs);
  b = Group();
  b.merged = true;
  return true;
}

} // namespace burin::passes
