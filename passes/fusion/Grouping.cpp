// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Grouping.h"

using namespace mlir;

namespace burin::passes {

// Recomputing up to this many instructions costs less than writing and reading an array.
static constexpr unsigned cheapInstructions = 10;
// Producers above this are not computed again for every element of a larger array.
static constexpr unsigned broadcastableInstructions = 6;
// A shared value looks for its kernel among so many users; each costs a search of the graph for every user.
static constexpr size_t maxHosts = 16;

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
  Demand demand = groups.demandFor(op);
  if (demand.pullers.empty() && !demand.inMemory)
    return success();
  if (isa<ir::KernelOp>(op)) {
    placeKernelOp(op, demand);
    return success();
  }
  if (!isa<ir::ElementOp>(op)) {
    if (op->getOperandTypes() != op->getResultTypes() || isa<ir::CallLike>(op))
      return ir::refuse(op, "fusion", "the operation is expanded before lowering");
    groups.keepAsRenaming(op);
    return success();
  }
  if (groups.profiles.of(op).failed)
    return failure();
  if (staysAsRenaming(op, demand))
    groups.keepAsRenaming(op);
  else
    placeShared(op, demand);
  return success();
}

void Grouping::placeKernelOp(Operation *op, const Demand &demand) {
  int host = finisherOf(op, demand);
  if (host < 0) {
    groups.add(Group::kernelOp, op);
    return;
  }
  groups.lead(host, op);
  auto reads = [&](int puller) { return puller != host; };
  bool elsewhere = demand.inMemory || llvm::any_of(llvm::make_first_range(demand.pullers), reads);
  auto hasType = [&](Value output) { return output.getType() == op->getResult(0).getType(); };
  if (elsewhere || llvm::none_of(groups[host].outputs, hasType) || mayUpdateArgument(groups[host]))
    groups.write(host, op);
}

/// True when a result of the program may take over an argument that the group reads: then it has no memory for
/// unfinished elements.
bool Grouping::mayUpdateArgument(const Group &group) const {
  auto isReturned = [&](Value output) { return llvm::is_contained(output.getUsers(), body.getTerminator()); };
  for (auto &[op, own] : group.members)
    for (Value operand : op->getOperands())
      if (isa<BlockArgument>(operand) && isa<ir::ElementOp>(op))
        for (Value output : group.outputs)
          if (output.getType() == operand.getType() && isReturned(output))
            return true;
  return false;
}

/// The elementwise kernel that is computed element by element inside the loop nest of `op`; -1 if there is none.
int Grouping::finisherOf(Operation *op, const Demand &demand) {
  if (!cast<ir::KernelOp>(op).finishesElements() || op->getNumResults() != 1)
    return -1;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  for (auto &[number, pull] : demand.pullers)
    if (const Group &group = groups[number];
        group.kind == Group::elementwise && group.shape == shape && pull.ownIndex && groups.canWrite(number, demand))
      return number;
  return -1;
}

bool Grouping::staysAsRenaming(Operation *op, const Demand &demand) {
  if (!groups.profiles.of(op).renames)
    return false;
  Operation *producer = op->getOperand(0).getDefiningOp();
  return demand.inMemory || !producer || !isa<ir::ElementOp>(producer);
}

void Grouping::placeShared(Operation *op, const Demand &demand) {
  bool single = demand.pullers.size() == 1 && !demand.inMemory;
  if (single || recomputeCost(op) <= cheapInstructions)
    if (pullWhereCheap(op, demand))
      return;
  int host = hostOf(op, demand);
  if (host < 0) {
    groups.add(Group::elementwise, op);
    return;
  }
  groups.join(host, op, true);
  bool elsewhere = demand.inMemory;
  for (auto &[puller, pull] : demand.pullers)
    elsewhere |= puller != host && !groups[puller].merged && !groups[puller].members.contains(op);
  if (elsewhere)
    groups.write(host, op);
}

/// True when no user is left that reads the operation from memory.
bool Grouping::pullWhereCheap(Operation *op, const Demand &demand) {
  bool everywhere = !demand.inMemory;
  for (auto &[puller, pull] : demand.pullers)
    if (!llvm::is_contained(demand.fromMemory, puller) && canPull(puller, op, pull))
      groups.join(puller, op, pull.ownIndex);
    else
      everywhere = false;
  return everywhere;
}

/// The kernel that computes the operation at its results' index and may write it; -1 if there is none.
int Grouping::hostOf(Operation *op, const Demand &demand) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  SmallVector<int> hosts;
  for (auto &[number, pull] : demand.pullers)
    if (const Group &group = groups[number];
        group.kind == Group::elementwise && group.shape == shape && pull.ownIndex && hosts.size() < maxHosts &&
        (group.members.contains(op) || canPull(number, op, pull)) && groups.canWrite(number, demand))
      hosts.push_back(number);
  if (hosts.empty())
    return -1;
  llvm::sort(hosts);
  for (int other : ArrayRef(hosts).drop_front())
    groups.mergeIfIndependent(hosts[0], other);
  return hosts[0];
}

bool Grouping::canPull(int number, Operation *op, Pull pull) {
  if (!groups.fits(number, op))
    return false;
  if (groups.profiles.of(op).instructions <= broadcastableInstructions)
    return true;
  int64_t elements = elementsOf(op->getResult(0));
  if (elements != 1 && groups[number].iterations > 2 * elements)
    return false;
  return pull.reads == 1 || pull.ownIndex;
}

/// Instructions to compute the op from arrays that are in memory anyway; a load counts as one.
unsigned Grouping::recomputeCost(Operation *op) {
  if (auto found = recomputeCosts.find(op); found != recomputeCosts.end())
    return found->second;
  const OpProfile &profile = groups.profiles.of(op);
  unsigned cost = profile.failed ? cheapInstructions + 1 : profile.instructions;
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    unsigned inner = producer && isa<ir::ElementOp>(producer) ? recomputeCost(producer) : 1;
    cost += inner <= cheapInstructions ? inner : 1;
  }
  return recomputeCosts[op] = cost;
}

} // namespace burin::passes
