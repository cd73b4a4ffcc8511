// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Outline.h"

#include "compiler/lowering/KernelEmission.h"
#include "compiler/lowering/RowPlan.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace burin::passes {

static SmallVector<Operation *> orderedMembers(const Group &group) {
  SmallVector<Operation *> members;
  for (auto &[op, own] : group.members)
    members.push_back(op);
  llvm::sort(members, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  return members;
}

Outliner::Structure Outliner::structureOf(ArrayRef<Operation *> members, const Group &group,
                                          SmallVectorImpl<Value> &arguments) const {
  Structure structure;
  DenseMap<Value, uintptr_t> numbers;
  auto number = [&](Value value) {
    auto [it, fresh] = numbers.insert({value, numbers.size()});
    if (fresh) {
      arguments.push_back(value);
      structure.push_back(reinterpret_cast<uintptr_t>(value.getType().getAsOpaquePointer()));
    }
    return it->second;
  };
  auto define = [&](Value value) {
    numbers.insert({value, numbers.size()});
    structure.push_back(reinterpret_cast<uintptr_t>(value.getType().getAsOpaquePointer()));
  };
  auto append = [&](auto &self, Operation *op) -> void {
    structure.push_back(reinterpret_cast<uintptr_t>(op->getName().getAsOpaquePointer()));
    structure.push_back(reinterpret_cast<uintptr_t>(op->getAttrDictionary().getAsOpaquePointer()));
    for (Value operand : op->getOperands()) {
      uintptr_t wire = number(operand);
      structure.push_back(wire);
    }
    for (Region &computation : op->getRegions()) {
      llvm::for_each(computation.getArguments(), define);
      for (Operation &step : computation.getOps())
        self(self, &step);
    }
    llvm::for_each(op->getResults(), define);
  };
  for (Operation *op : members)
    append(append, op);
  for (Value output : group.outputs)
    structure.push_back(numbers.lookup(output));
  structure.push_back(group.kind == Group::rows);
  return structure;
}

func::FuncOp Outliner::build(ArrayRef<Operation *> members, const Group &group, ValueRange arguments) {
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  SmallVector<Type> results;
  for (Value output : group.outputs)
    results.push_back(output.getType());
  Operation *last = members.back();
  std::string name = ("k" + Twine(kernels.size()) + "_" + last->getName().stripDialect()).str();
  auto kernel = func::FuncOp::create(b, last->getLoc(), name, b.getFunctionType(arguments.getTypes(), results));
  kernel.setPrivate();
  kernel->setAttr(lowering::kernelAttr, b.getUnitAttr());
  if (group.kind == Group::rows)
    kernel->setAttr(lowering::rowsAttr, b.getDenseI64ArrayAttr({group.space.rows, group.space.columns}));
  IRMapping map;
  map.map(arguments, kernel.addEntryBlock()->getArguments());
  b.setInsertionPointToEnd(&kernel.front());
  for (Operation *op : members)
    b.clone(*op, map);
  SmallVector<Value> returned;
  for (Value output : group.outputs)
    returned.push_back(map.lookup(output));
  func::ReturnOp::create(b, last->getLoc(), returned);
  return kernel;
}

Outliner::Outlined Outliner::outline(const Group &group) {
  Outlined outlined;
  SmallVector<Operation *> members = orderedMembers(group);
  func::FuncOp &kernel = kernels[structureOf(members, group, outlined.arguments)];
  if (!kernel)
    kernel = build(members, group, outlined.arguments);
  outlined.kernel = kernel;
  return outlined;
}

} // namespace burin::passes
