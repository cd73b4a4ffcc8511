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

/// i1: a candidate takes the place of the element selected so far.
using Wins = function_ref<Value(Value candidate, Value incumbent)>;

/// The selected element of each window of a strip: its value, and its position or -1.
class Selection {
public:
  /// `operand` and `source` are numbers of operands.
  Selection(Operation *op, unsigned operand, unsigned source, ir::KernelBuilder &k, Wins wins)
      : k(k), wins(wins), operand(k.memory(operand)), source(k.memory(source)), type(typeOf(op->getOperand(operand))),
        strips(ir::windowsOver(type.getShape(), op), k), best(strips.scratch(elementType())),
        places(strips.scratch(k.b.getI64Type())) {
    none = arith::ConstantIntOp::create(k.b, k.loc, -1, 64);
  }

  /// `start` gives what an element of the result begins with, `combine` what a source makes of it.
  void gather();
  void scatter(function_ref<Value(Value position)> start, function_ref<Value(Value old, Value source)> combine);

  Type elementType() const { return type.getElementType(); }
  Value zeroOfElement() { return ir::zeroElement(k.b, k.loc, ir::scalarType(elementType())); }

private:
  static RankedTensorType typeOf(Value array) { return cast<RankedTensorType>(array.getType()); }
  Value zero() { return arith::ConstantIntOp::create(k.b, k.loc, 0, 64); }

  void clear(Value lane) {
    k.store(none, places, lane);
    k.store(zeroOfElement(), best, lane);
  }

  void see(Value lane, Value position) {
    OpBuilder &b = k.b;
    Value candidate = k.load(operand, position, elementType());
    Value place = k.load(places, lane, b.getI64Type());
    Value incumbent = k.load(best, lane, elementType());
    Value isFirst = arith::CmpIOp::create(b, k.loc, arith::CmpIPredicate::slt, place, zero());
    Value takes = arith::OrIOp::create(b, k.loc, isFirst, wins(candidate, incumbent));
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

  ir::KernelBuilder &k;
  Wins wins;
  Value operand, source;
  RankedTensorType type;
  WindowStrips strips;
  Value best, places, none;
};

void Selection::gather() {
  strips.emit([&](Value lane, Value) { clear(lane); }, [&](Value lane, Value position) { see(lane, position); },
              [&](Value lane, Value window) {
                k.store(zeroOfElement(), k.output(), window);
                close(lane,
                      [&](Value position) { k.store(k.load(source, position, elementType()), k.output(), window); });
              });
}

void Selection::scatter(function_ref<Value(Value)> start, function_ref<Value(Value, Value)> combine) {
  auto join = [&](Value window, Value position) {
    Value old = k.load(k.output(), position, elementType());
    k.store(combine(old, k.load(source, window, elementType())), k.output(), position);
  };
  strips.emitExclusive([&](Value position) { k.store(start(position), k.output(), position); },
                       [&](Value lane, Value) { clear(lane); },
                       [&](Value lane, Value position) { see(lane, position); },
                       [&](Value lane, Value window) { close(lane, [&](Value position) { join(window, position); }); });
}

/// The greatest or the least element, by the operation's attribute.
Value beats(Operation *op, ir::KernelBuilder &k, Value candidate, Value incumbent) {
  Type element = cast<RankedTensorType>(op->getOperand(1).getType()).getElementType();
  bool wantsMax = op->getAttrOfType<StringAttr>("select").getValue() == "ge";
  return ir::emitBeats(k.b, k.loc, element, ir::widen(k.b, k.loc, candidate), ir::widen(k.b, k.loc, incumbent),
                       wantsMax);
}

} // namespace

LogicalResult lowerSelectAndGatherAdd(Operation *op, ir::KernelBuilder &k) {
  auto wins = [&](Value candidate, Value incumbent) { return beats(op, k, candidate, incumbent); };
  Selection(op, /*operand=*/1, /*source=*/0, k, wins).gather();
  return success();
}

LogicalResult lowerSelectAndScatterAdd(Operation *op, ir::KernelBuilder &k) {
  auto wins = [&](Value candidate, Value incumbent) { return beats(op, k, candidate, incumbent); };
  Selection selection(op, /*operand=*/1, /*source=*/0, k, wins);
  selection.scatter([&](Value) { return selection.zeroOfElement(); },
                    [&](Value old, Value addend) {
                      Type element = selection.elementType();
                      Value sum = ir::emitCombine(ir::Monoid::sum, k.b, k.loc, element, ir::widen(k.b, k.loc, old),
                                                  ir::widen(k.b, k.loc, addend));
                      return ir::narrow(k.b, k.loc, sum, element);
                    });
  return success();
}

LogicalResult lowerSelectAndScatter(Operation *op, Region &select, Region &scatter, ir::KernelBuilder &k) {
  auto wins = [&](Value candidate, Value incumbent) {
    Value keeps = emitComputation(select, {incumbent, candidate}, k)[0];
    return arith::XOrIOp::create(k.b, k.loc, keeps, arith::ConstantIntOp::create(k.b, k.loc, 1, 1)).getResult();
  };
  ArrayRef<int64_t> init = cast<RankedTensorType>(op->getOperand(2).getType()).getShape();
  Selection(op, /*operand=*/0, /*source=*/1, k, wins)
      .scatter([&](Value position) { return k.read(2, k.unflatten(position, init)); },
               [&](Value old, Value source) { return emitComputation(scatter, {old, source}, k)[0]; });
  return success();
}

} // namespace burin::lowering
