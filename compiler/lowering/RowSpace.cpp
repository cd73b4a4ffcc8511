// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/RowSpace.h"

#include "compiler/ir/Dialect.h"

using namespace mlir;

namespace burin::lowering {

std::optional<RowSpace> RowSpace::ofReduction(Operation *op) {
  auto rule = dyn_cast<ir::ReductionOp>(op);
  if (!rule)
    return std::nullopt;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op->getOperand(0).getType()).getShape();
  SmallVector<int64_t> reduced = rule.reducedAxes();
  RowSpace space;
  bool inColumns = false;
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    bool isReduced = llvm::is_contained(reduced, static_cast<int64_t>(axis));
    if (extent != 1 && inColumns && !isReduced)
      return std::nullopt;
    inColumns |= isReduced && extent != 1;
    (isReduced ? space.columns : space.rows) *= extent;
  }
  return space;
}

std::optional<unsigned> RowSpace::rowAxes(ArrayRef<int64_t> shape) const {
  for (unsigned axes = 0; axes <= shape.size(); ++axes)
    if (ShapedType::getNumElements(shape.take_front(axes)) == rows &&
        ShapedType::getNumElements(shape.drop_front(axes)) == columns)
      return axes;
  return std::nullopt;
}

bool RowSpace::isOnePerRow(ArrayRef<int64_t> shape) const { return ShapedType::getNumElements(shape) == rows; }

} // namespace burin::lowering
