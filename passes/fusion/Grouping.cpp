// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Grouping.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/ir/Emit.h"
#include "compiler/ir/UpdatesInPlace.h"

using namespace mlir;

namespace burin::passes {

// Recomputing up to this many instructions costs less than writing and reading an array.
static constexpr unsigned cheapInstructions = 10;
// Producers above this are not computed again for every element of a larger array.
static constexpr unsigned broadcastableInstructions = 6;
// A shared value looks for its kernel among so many users; each costs a search of the graph for every user.
static constexpr size_t maxHosts = 16;
// Shorter rows leave vectors empty; longer ones leave the first levels of the cache.
static constexpr int64_t minColumns = 8, maxColumns = 32 << 10;
// A row is computed by one thread: few rows are fused only if there is little to do.
static constexpr int64_t fewRows = 16, manyElements = 64 << 10;

/// The rows of a reduction that may be one phase of a kernel.
static std::optional<lowering::RowSpace> fusibleRows(Operation *op) {
  std::optional<lowering::RowSpace> space = lowering::RowSpace::ofReduction(op);
  if (!space || space->rows == 0 || space->columns < minColumns || space->columns > maxColumns)
    return std::nullopt;
  if (space->rows < fewRows && space->rows * space->columns > manyElements)
    return std::nullopt;
  return space;
}

LogicalResult Grouping::run() {
  for (Operation &op : body) { // in order, so that the recursion stays shallow
    if (isa<ir::ElementOp>(op))
      recomputeCost(&op);
    noteRows(&op);
  }
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body.without_terminator())))
    if (failed(place(&op)))
      return failure();
  return success();
}

void Grouping::noteRows(Operation *op) {
  if (std::optional<lowering::RowSpace> space = fusibleRows(op))
    rowSpaces.insert({op->getResult(0), *space});
  if (!isa<ir::ElementOp>(op))
    return;
  for (auto [operand, stride] : llvm::zip_equal(op->getOperands(), groups.profiles.of(op).strides))
    if (auto found = rowSpaces.find(operand); found != rowSpaces.end() && stride == 1) {
      lowering::RowSpace space = found->second;
      for (Value result : op->getResults())
        rowSpaces.insert({result, space});
    }
}

/// Kernels that need the operation for each of their rows, after a reduction of the rows, are kernels of rows.
void Grouping::goThroughRows(Operation *op, const Demand &demand) {
  auto found = rowSpaces.find(op->getResult(0));
  if (found == rowSpaces.end())
    return;
  lowering::RowSpace space = found->second;
  for (auto &[number, pull] : demand.pullers)
    if (pull.stride == space.columns && groups.scaleToRows(number, space) == 1)
      groups.becomeRows(number, space);
}

LogicalResult Grouping::place(Operation *op) {
  Demand demand = groups.demandFor(op);
  if (demand.pullers.empty() && !demand.inMemory)
    return success();
  if (isa<ir::KernelOp>(op)) {
    if (std::optional<lowering::RowSpace> space = fusibleRows(op))
      placeReduction(op, *space, demand);
    else
      placeKernelOp(op, demand);
    return success();
  }
  if (!isa<ir::ElementOp>(op)) {
    if (!isa<ir::ControlFlow>(op) && (op->getOperandTypes() != op->getResultTypes() || isa<ir::CallLike>(op)))
      return ir::refuse(op, "fusion", "the operation is expanded before lowering");
    groups.keep(op);
    return success();
  }
  if (groups.profiles.of(op).failed)
    return failure();
  if (staysAsRenaming(op, demand))
    groups.keep(op);
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
  for (auto &[op, stride] : group.members)
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
        group.kind == Group::elementwise && group.shape == shape && pull.stride == 1 && groups.canWrite(number, demand))
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
  goThroughRows(op, demand);
  bool single = demand.pullers.size() == 1 && !demand.inMemory;
  if (single || recomputeCost(op) <= cheapInstructions)
    if (pullWhereCheap(op, demand))
      return;
  SmallVector<int> hosts = hostsOf(demand, [&](int number, Pull pull) { return mayHost(number, pull, op); });
  if (hosts.empty())
    groups.add(Group::elementwise, op);
  else
    joinHost(groups.merge(hosts), op);
}

void Grouping::placeReduction(Operation *op, lowering::RowSpace space, const Demand &demand) {
  SmallVector<int> hosts = hostsOf(demand, [&](int number, Pull pull) {
    std::optional<int64_t> scale = groups.scaleToRows(number, space);
    return scale && pull.stride * *scale == space.columns && groups.fits(number, op);
  });
  if (hosts.empty()) {
    groups.addRows(space, op);
    return;
  }
  groups.becomeRows(hosts[0], space);
  joinHost(groups.merge(hosts), op);
}

/// Groups that could compute an operation, and write it when others need it too.
SmallVector<int> Grouping::hostsOf(const Demand &demand, MayHost mayHost) const {
  SmallVector<int> hosts;
  for (auto &[number, pull] : demand.pullers)
    if (hosts.size() < maxHosts && mayHost(number, pull) && groups.canWrite(number, demand))
      hosts.push_back(number);
  llvm::sort(hosts);
  return hosts;
}

bool Grouping::mayHost(int number, Pull pull, Operation *op) {
  const Group &group = groups[number];
  ArrayRef<int64_t> shape = ir::Emit::shapeOf(op->getResult(0));
  if (!group.members.contains(op) && !canPull(number, op, pull))
    return false;
  if (group.kind == Group::rows)
    return pull.stride == group.space.columns || (pull.stride == 1 && group.space.rowAxes(shape));
  return group.kind == Group::elementwise && pull.stride == 1 && group.shape == shape;
}

void Grouping::joinHost(int host, Operation *op) {
  Demand demand = groups.demandFor(op); // hosts have merged
  groups.join(host, op, demand.pullers.lookup(host).stride);
  auto readsMemory = [&](int puller) { return puller != host && !groups[puller].members.contains(op); };
  if (demand.inMemory || llvm::any_of(llvm::make_first_range(demand.pullers), readsMemory))
    groups.write(host, op);
}

/// True when no user is left that reads the operation from memory.
bool Grouping::pullWhereCheap(Operation *op, const Demand &demand) {
  bool everywhere = !demand.inMemory;
  for (auto &[puller, pull] : demand.pullers)
    if (!llvm::is_contained(demand.fromMemory, puller) && canPull(puller, op, pull))
      groups.join(puller, op, pull.stride);
    else
      everywhere = false;
  return everywhere;
}

/// What reads the array that a kernel updates runs before it: then the kernel can work in the array's memory.
static bool readsUpdated(const Group &group, Operation *op) {
  return group.kind == Group::kernelOp && llvm::any_of(group.members, [&](auto &member) {
           Operation *update = member.first;
           return update->hasTrait<ir::UpdatesInPlace>() &&
                  llvm::is_contained(op->getOperands(), update->getOperand(0));
         });
}

bool Grouping::canPull(int number, Operation *op, Pull pull) {
  if (!groups.fits(number, op) || readsUpdated(groups[number], op))
    return false;
  if (groups.profiles.of(op).instructions <= broadcastableInstructions)
    return true;
  const Group &group = groups[number];
  if (group.kind == Group::rows && pull.stride == group.space.columns) // once for each row
    return true;
  int64_t elements = ir::Emit::typeOf(op->getResult(0)).getNumElements();
  if (elements != 1 && group.iterations > 2 * elements)
    return false;
  return pull.reads == 1 || pull.stride == 1;
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
