// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/RowPlan.h"

#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

// A row that is kept stays in the first levels of the cache, and on the stack of any thread.
static constexpr int64_t maxKeptBytes = 128 << 10;
// Instructions that cost as much as writing and reading an element of a kept row.
static constexpr double cheapInstructions = 8;
static constexpr double transcendentalInstructions = 20;

static RankedTensorType typeOf(Value array) { return cast<RankedTensorType>(array.getType()); }

std::optional<RowPlan> RowPlan::of(func::FuncOp kernel) {
  std::optional<RowSpace> space;
  if (auto rows = kernel->getAttrOfType<DenseI64ArrayAttr>(rowsAttr))
    space = {rows[0], rows[1]};
  for (Operation &op : kernel.front())
    if (isa<ir::KernelOp>(op) && !space)
      space = RowSpace::ofReduction(&op);
  if (!space)
    return std::nullopt;
  RowPlan plan(*space);
  if (!plan.sortIntoPhases(kernel.front()))
    return std::nullopt;
  plan.chooseKept(kernel.front());
  return plan;
}

bool RowPlan::sortIntoPhases(Block &body) {
  for (Operation &op : body.without_terminator()) {
    unsigned level = 0;
    for (Value operand : op.getOperands())
      level = std::max(level, levelOf(operand));
    if (isa<ir::KernelOp>(op)) {
      if (RowSpace::ofReduction(&op) != space)
        return false;
      phases.resize(std::max<size_t>(phases.size(), level + 1));
      phases[level++].push_back(&op);
    }
    for (Value result : op.getResults())
      levels[result] = level;
  }
  return true;
}

bool RowPlan::hasColumns(Value value) const {
  ArrayRef<int64_t> shape = typeOf(value).getShape();
  return !space.isOnePerRow(shape) && space.rowAxes(shape);
}

double RowPlan::costPerElement(Operation *op) const {
  ir::Cost cost = cast<ir::ArrayOp>(op).cost();
  return (cost.flops + transcendentalInstructions * cost.transcendentals) /
         std::max<double>(typeOf(op->getResult(0)).getNumElements(), 1);
}

bool RowPlan::keeps(Value value, const Phases &phases, int64_t &freeBytes) const {
  int64_t bytes = ir::bytesOf(typeOf(value)) / std::max<int64_t>(space.rows, 1);
  if (phases.count() < 2 || !hasColumns(value) || recomputeCosts.lookup(value) <= cheapInstructions ||
      bytes > freeBytes)
    return false;
  freeBytes -= bytes;
  return true;
}

void RowPlan::chooseKept(Block &body) {
  for (Operation &op : body.without_terminator())
    if (isa<ir::ElementOp>(op)) {
      double cost = costPerElement(&op);
      for (Value operand : op.getOperands())
        cost += hasColumns(operand) ? recomputeCosts.lookup(operand) : 0;
      for (Value result : op.getResults())
        recomputeCosts[result] = std::min(cost, 1e6);
    }
  Needs needs;
  auto need = [&](Value value, const Phases &phases) {
    Phases &known = needs.try_emplace(value, this->phases.size() + 1).first->second;
    known |= phases;
  };
  auto only = [&](unsigned phase) { return Phases(phases.size() + 1).set(phase); };
  for (Value result : body.getTerminator()->getOperands())
    need(result, only(phases.size()));
  int64_t freeBytes = maxKeptBytes;
  for (Operation &op : llvm::reverse(body.without_terminator())) {
    if (isa<ir::KernelOp>(op)) {
      need(op.getOperand(0), only(levelOf(op.getOperand(0))));
      continue;
    }
    Phases phases = only(0).reset(0);
    for (Value result : op.getResults())
      if (auto found = needs.find(result); found != needs.end()) {
        unsigned first = found->second.find_first();
        if (keeps(result, found->second, freeBytes)) {
          kept.push_back({result, first});
          found->second = only(first);
        }
        phases |= found->second;
      }
    if (hasColumns(op.getResult(0)))
      instructions += costPerElement(&op) * phases.count();
    for (Value operand : op.getOperands())
      need(operand, phases);
  }
  std::reverse(kept.begin(), kept.end()); // producers first
}

} // namespace burin::lowering
