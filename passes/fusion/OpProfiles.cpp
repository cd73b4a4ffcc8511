// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/OpProfiles.h"

#include "compiler/lowering/Probe.h"

#include "mlir/IR/OperationSupport.h"

using namespace mlir;

namespace burin::passes {

static OpProfile profileOf(ir::ElementOp op) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  lowering::Probe probe(op->getLoc(), shape, op->getOperands(), [&](lowering::FusedReader &reader, ValueRange index) {
    SmallVector<Value> elements;
    for (Value result : op->getResults())
      elements.push_back(reader.element(result, index));
    return elements;
  });
  OpProfile profile;
  profile.failed = probe.failed();
  profile.instructions = op.cheapToRecompute() ? 0 : probe.instructions();
  for (Value operand : op->getOperands())
    profile.strides.push_back(probe.strideOf(operand));
  if (op->getNumResults() == 1 && op->getNumOperands() == 1)
    profile.renames = probe.forwards(op->getOperand(0));
  return profile;
}

const OpProfile *OpProfiles::known(Operation *op, size_t hash) {
  auto anyValues = [](Value, Value) { return success(); };
  auto [begin, end] = byKind.equal_range(hash);
  for (auto it = begin; it != end; ++it)
    if (OperationEquivalence::isEquivalentTo(op, it->second.first, anyValues, nullptr,
                                             OperationEquivalence::Flags::IgnoreLocations))
      return it->second.second.get();
  return nullptr;
}

const OpProfile &OpProfiles::of(Operation *op) {
  const OpProfile *&profile = byOp[op];
  if (profile)
    return *profile;
  size_t hash = OperationEquivalence::computeHash(op, OperationEquivalence::ignoreHashValue,
                                                  OperationEquivalence::ignoreHashValue,
                                                  OperationEquivalence::Flags::IgnoreLocations);
  profile = known(op, hash);
  if (!profile) {
    auto fresh = std::make_unique<OpProfile>(profileOf(cast<ir::ElementOp>(op)));
    profile = fresh.get();
    byKind.emplace(hash, std::pair(op, std::move(fresh)));
  }
  return *profile;
}

} // namespace burin::passes
