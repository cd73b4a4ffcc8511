// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/InPlace.h"

#include "compiler/ir/UpdatesInPlace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {

bool updatesInPlace(func::FuncOp kernel, BlockArgument argument) {
  if (!argument.hasOneUse())
    return false;
  OpOperand &use = *argument.use_begin();
  Operation *op = use.getOwner();
  return op->hasTrait<ir::UpdatesInPlace>() && use.getOperandNumber() == 0 &&
         llvm::equal(op->getResults(), kernel.front().getTerminator()->getOperands());
}

void unlessInPlace(ir::KernelBuilder &k, function_ref<void()> copy) {
  if (!k.memory(0))
    return copy();
  Value from = memref::ExtractAlignedPointerAsIndexOp::create(k.b, k.loc, k.memory(0)),
        to = memref::ExtractAlignedPointerAsIndexOp::create(k.b, k.loc, k.output());
  Value apart = arith::CmpIOp::create(k.b, k.loc, arith::CmpIPredicate::ne, from, to);
  auto guard = scf::IfOp::create(k.b, k.loc, apart, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard keep(k.b);
  k.b.setInsertionPoint(guard.thenBlock()->getTerminator());
  copy();
}

} // namespace burin::lowering
