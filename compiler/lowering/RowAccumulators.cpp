// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/RowAccumulators.h"

#include "compiler/lowering/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace burin::lowering {

RowAccumulators::RowAccumulators(FusedReader &reader, Operation *reduction, int64_t lanes)
    : b(reader.b), loc(reader.loc), rule(cast<ir::ReductionOp>(reduction)), lanes(lanes),
      identity(rule.identity(b, loc)) {}

Value RowAccumulators::start() const {
  if (lanes == 1)
    return identity;
  return vector::BroadcastOp::create(b, loc, VectorType::get({lanes}, identity.getType()), identity);
}

Value RowAccumulators::addElement(Value accumulator, Value element) const {
  return rule.combine(b, loc, accumulator, element);
}

Value RowAccumulators::addBlock(Value accumulators, Value memory, Value position, int64_t count) const {
  Type stored = cast<MemRefType>(memory.getType()).getElementType();
  Type scalar = ir::scalarType(cast<RankedTensorType>(operand().getType()).getElementType());
  Value block = vector::LoadOp::create(b, loc, VectorType::get({lanes}, stored), memory, position);
  if (stored != scalar)
    block = arith::TruncIOp::create(b, loc, VectorType::get({lanes}, scalar), block);
  Value sum = addElement(accumulators, block);
  if (count == lanes)
    return sum;
  SmallVector<bool> used;
  for (int64_t lane = 0; lane < lanes; ++lane)
    used.push_back(lane < count);
  auto type = VectorType::get({lanes}, b.getI1Type());
  Value mask = arith::ConstantOp::create(b, loc, DenseElementsAttr::get(type, used));
  return arith::SelectOp::create(b, loc, mask, sum, accumulators);
}

Value RowAccumulators::finish(Value accumulators) const {
  if (lanes > 1) {
    for (int64_t half = lanes / 2; half > 0; half /= 2)
      accumulators = rule.combine(b, loc, part(accumulators, 0, half), part(accumulators, half, half));
    accumulators = vector::ExtractOp::create(b, loc, accumulators, 0);
  }
  return rule.finish(b, loc, accumulators);
}

Value RowAccumulators::part(Value vector, int64_t start, int64_t count) const {
  SmallVector<int64_t> chosen;
  for (int64_t i = 0; i < count; ++i)
    chosen.push_back(start + i);
  return vector::ShuffleOp::create(b, loc, vector, vector, chosen);
}

} // namespace burin::lowering
