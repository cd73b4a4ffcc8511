// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Reduce.td that choose one of the elements: reduce_max and reduce_min.
#include "compiler/ops/Movement.h"
#include "compiler/ops/Reduce.h"
#include "compiler/ops/ReduceOps.h"

using namespace mlir;

namespace burin::ir {

LogicalResult linearizeReducedExtremum(Operation *op, ArrayRef<int64_t> axes, OpBuilder &b, ArrayRef<Value> tangents,
                                       SmallVectorImpl<Value> &results) {
  // The extremum of nothing is a constant.
  if (!tangents[0] || Emit::typeOf(op->getOperand(0)).getNumElements() == 0) {
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, op->getLoc());
  Value x = op->getOperand(0), chosen = e.compare(x, spread(e, op->getResult(0), x, axes), "eq");
  Value ties = e.reduceSum(e.convert(chosen, elementOf(x)), axes);
  Value sum = e.reduceSum(e.select(chosen, tangents[0], e.zeros(e.typeOf(x))), axes);
  results.push_back(e.div(sum, ties));
  return success();
}

} // namespace burin::ir
