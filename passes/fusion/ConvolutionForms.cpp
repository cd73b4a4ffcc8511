// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/ConvolutionForms.h"

#include "compiler/ops/Convolution.h"

using namespace mlir;

namespace burin::passes {

static bool hasPadding(const ir::WindowAxis &axis) { return axis.seesPadding() || axis.low != 0 || axis.high != 0; }

static Value withPadding(ir::Emit &e, Value lhs, const ir::ConvolutionForm &form) {
  size_t rank = form.lhsLayout.size();
  SmallVector<int64_t> low(rank, 0), high(rank, 0), interior(rank, 0);
  for (auto [axis, window] : llvm::zip_equal(ArrayRef(form.lhsLayout).drop_front(2), form.windows)) {
    low[axis] = window.low;
    high[axis] = window.high;
    interior[axis] = window.baseDilation - 1;
  }
  return e.pad(lhs, ir::zeroScalarArray(e, lhs), low, high, interior);
}

static void normalize(ir::ConvolutionOp op) {
  ir::ConvolutionForm form = ir::ConvolutionForm::of(op);
  if (op.getType().getNumElements() == 0 || llvm::none_of(form.windows, hasPadding))
    return;
  OpBuilder b(op);
  ir::Emit e(b, op.getLoc());
  Value lhs = withPadding(e, op.getLhs(), form);
  for (ir::WindowAxis &axis : form.windows)
    axis.low = axis.high = 0, axis.baseDilation = 1;
  op.replaceAllUsesWith(form.emit(e, lhs, op.getRhs()));
  op.erase();
}

void normalizeConvolutions(func::FuncOp program) {
  for (auto op : llvm::to_vector(program.getOps<ir::ConvolutionOp>()))
    normalize(op);
}

} // namespace burin::passes
