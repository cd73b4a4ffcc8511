// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Index.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace burin::lowering {

Value IndexBuilder::constant(int64_t value) const { return arith::ConstantIndexOp::create(b, loc, value); }
Value IndexBuilder::add(Value x, Value y) const { return b.createOrFold<arith::AddIOp>(loc, x, y); }
Value IndexBuilder::sub(Value x, Value y) const { return b.createOrFold<arith::SubIOp>(loc, x, y); }
Value IndexBuilder::mul(Value x, int64_t y) const { return b.createOrFold<arith::MulIOp>(loc, x, constant(y)); }
Value IndexBuilder::div(Value x, int64_t y) const { return b.createOrFold<arith::DivUIOp>(loc, x, constant(y)); }
Value IndexBuilder::rem(Value x, int64_t y) const { return b.createOrFold<arith::RemUIOp>(loc, x, constant(y)); }
Value IndexBuilder::min(Value x, Value y) const { return b.createOrFold<arith::MinSIOp>(loc, x, y); }
Value IndexBuilder::max(Value x, Value y) const { return b.createOrFold<arith::MaxSIOp>(loc, x, y); }

void IndexBuilder::loop(Value lo, Value hi, int64_t step, llvm::function_ref<void(Value)> body) const {
  APInt first, last;
  if (matchPattern(lo, m_ConstantInt(&first)) && matchPattern(hi, m_ConstantInt(&last))) {
    if (first.sge(last))
      return;
    if (first.getSExtValue() + step >= last.getSExtValue())
      return body(lo);
  }
  auto loop = scf::ForOp::create(b, loc, lo, hi, constant(step));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

Value IndexBuilder::offset(llvm::ArrayRef<ContractionAxis> axes, int64_t ContractionAxis::*stride, Value flat) const {
  Value position = constant(0);
  for (size_t i = axes.size(); i-- > 0;) {
    Value index = i == 0 ? flat : rem(flat, axes[i].size);
    position = add(position, mul(index, axes[i].*stride));
    if (i > 0)
      flat = div(flat, axes[i].size);
  }
  return position;
}

} // namespace burin::lowering
