// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Movement.h"

using namespace mlir;

namespace burin::ir {

LogicalResult linearizeMovement(Operation *op, OpBuilder &b, ArrayRef<Value> tangents,
                                SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  results.push_back(tangents[0] ? e.value(op->getName().stripDialect(), tangents[0], op->getAttrDictionary().getValue())
                                : nullptr);
  return success();
}

LogicalResult transposeMovement(Operation *op, OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                MutableArrayRef<Value> results, function_ref<Value(Emit &e, Value cotangent)> rule) {
  Emit e(b, op->getLoc());
  if (linear[0] && cotangents[0])
    results[0] = rule(e, cotangents[0]);
  return success();
}

Value withLeading(Emit &e, Value x, bool batched, int64_t size) { return batched ? x : e.broadcastLeading(x, size); }

SmallVector<Value> allWithLeading(Emit &e, ArrayRef<Value> values, ArrayRef<bool> batched, int64_t size) {
  SmallVector<Value> all;
  for (auto [value, has] : llvm::zip_equal(values, batched))
    all.push_back(withLeading(e, value, has, size));
  return all;
}

Value materialized(Emit &e, Value tangent, Value like) { return tangent ? tangent : e.zeros(Emit::typeOf(like)); }

Value zeroScalarArray(Emit &e, Value x) { return e.zeros(RankedTensorType::get({}, Emit::typeOf(x).getElementType())); }

} // namespace burin::ir
