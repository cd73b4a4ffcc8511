// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/WindowStrips.h"
#include "compiler/ops/IndexEmitter.h"
#include "compiler/ops/Precision.h"
#include "compiler/ops/Selection.h"
#include "compiler/ops/Window.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// The selected element of each window of a strip: its value, and its position or -1.
class Selection {
public:
  Selection(Operation *op, ir::KernelBuilder &k)
      : k(k), ix{k.b, k.loc}, element(cast<RankedTensorType>(op->getOperand(1).getType()).getElementType()),
        wantsMax(op->getAttrOfType<StringAttr>("select").getValue() == "ge"), strips(ir::windowsOf(op), k),
        best(strips.scratch(ir::computedType(element))), places(strips.scratch(k.b.getI64Type())) {
    none = arith::ConstantIntOp::create(k.b, k.loc, -1, 64);
  }

  void clear(Value lane) {
    k.store(none, places, lane);
    k.store(ir::widen(k.b, k.loc, ir::zeroElement(k.b, k.loc, ir::scalarType(element))), best, lane);
  }

  void see(Value lane, Value position) {
    OpBuilder &b = k.b;
    Value candidate = ir::widen(b, k.loc, k.load(k.memory(1), position, element));
    Value place = k.load(places, lane, b.getI64Type());
    Value incumbent = k.load(best, lane, candidate.getType());
    Value isFirst = arith::CmpIOp::create(b, k.loc, arith::CmpIPredicate::slt, place, zero());
    Value wins = ir::emitBeats(b, k.loc, element, candidate, incumbent, wantsMax);
    Value takes = arith::OrIOp::create(b, k.loc, isFirst, wins);
    Value here = arith::IndexCastOp::create(b, k.loc, b.getI64Type(), position);
    k.store(arith::SelectOp::create(b, k.loc, takes, here, place), places, lane);
    k.store(arith::SelectOp::create(b, k.loc, takes, candidate, incumbent), best, lane);
  }

  /// Emits `body` for the position that a lane has selected, when there is one.
  void close(Value lane, function_ref<void(Value)> body) {
    OpBuilder &b = k.b;
    Value place = k.load(places, lane, b.getI64Type());
    Value exists = arith::CmpIOp::create(b, k.loc, arith::CmpIPredicate::sge, place, zero());
    auto guard = scf::IfOp::create(b, k.loc, exists, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard keep(b);
    b.setInsertionPoint(guard.thenBlock()->getTerminator());
    body(arith::IndexCastOp::create(b, k.loc, b.getIndexType(), place));
  }

  Value source(Value position) { return k.load(k.memory(0), position, element); }
  Value zeroOfSource() { return ir::zeroElement(k.b, k.loc, ir::scalarType(element)); }
  Type elementType() const { return element; }

  WindowStrips &windows() { return strips; }

private:
  Value zero() { return arith::ConstantIntOp::create(k.b, k.loc, 0, 64); }

  ir::KernelBuilder &k;
  IndexBuilder ix;
  Type element;
  bool wantsMax;
  WindowStrips strips;
  Value best, places, none;
};

} // namespace

LogicalResult lowerSelectAndGatherAdd(Operation *op, ir::KernelBuilder &k) {
  Selection selection(op, k);
  selection.windows().emit(
      [&](Value lane) { selection.clear(lane); }, [&](Value lane, Value position) { selection.see(lane, position); },
      [&](Value lane, Value window) {
        k.store(selection.zeroOfSource(), k.output(), window);
        selection.close(lane, [&](Value position) { k.store(selection.source(position), k.output(), window); });
      });
  return success();
}

LogicalResult lowerSelectAndScatterAdd(Operation *op, ir::KernelBuilder &k) {
  Selection selection(op, k);
  Type element = selection.elementType();
  auto add = [&](Value position, Value addend) {
    Value old = ir::widen(k.b, k.loc, k.load(k.output(), position, element));
    Value sum = ir::emitCombine(ir::Monoid::sum, k.b, k.loc, element, old, ir::widen(k.b, k.loc, addend));
    k.store(ir::narrow(k.b, k.loc, sum, element), k.output(), position);
  };
  selection.windows().emitExclusive(
      [&](Value position) { k.store(selection.zeroOfSource(), k.output(), position); },
      [&](Value lane) { selection.clear(lane); }, [&](Value lane, Value position) { selection.see(lane, position); },
      [&](Value lane, Value window) {
        selection.close(lane, [&](Value position) { add(position, selection.source(window)); });
      });
  return success();
}

} // namespace burin::lowering
