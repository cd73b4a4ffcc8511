// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/InPlace.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LoopNest.h"
#include "compiler/ops/Windows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Items are the entries along one axis: each is copied, then what the window has of it is written.
class DynamicUpdate {
public:
  DynamicUpdate(Operation *op, ir::KernelBuilder &k)
      : op(op), k(k), reader(static_cast<FusedReader &>(k.reader)), b(k.b), loc(k.loc),
        shape(ir::shapeOf(op->getOperand(0))), window(ir::shapeOf(op->getOperand(1))) {
    while (axis + 1 < shape.size() && shape[axis] == 1)
      ++axis;
  }

  LogicalResult emit() {
    if (shape.empty()) {
      k.store(k.read(1, {}), k.output(), constant(0));
      return success();
    }
    double copied = ir::product(shape), written = ir::product(window);
    k.setWork(shape[axis], (copied + 2 * written) / std::max<int64_t>(shape[axis], 1));
    SmallVector<Value> starts = readStarts();
    emitLoop(b, loc, k.lo, k.hi, [&](Value item) {
      unlessInPlace(k, [&] { emitEntry(shape, item, [&](ArrayRef<Value> index) { store(k.read(0, index), index); }); });
      emitWindow(item, starts);
    });
    return success();
  }

private:
  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  void store(Value element, ArrayRef<Value> index) { k.store(element, k.output(), k.flatten(index, shape)); }

  SmallVector<Value> readStarts() {
    SmallVector<Value> starts;
    for (size_t d = 0; d < shape.size(); ++d) {
      bool isUnsigned = ir::isUnsigned(ir::elementOf(op->getOperand(2 + d)));
      Value start = ir::clipStart(b, loc, k.read(2 + d, {}), isUnsigned, shape[d] - window[d]);
      starts.push_back(reader.positions.canonical(start));
    }
    return starts;
  }

  /// Loops over all axes but the items'.
  void emitEntry(ArrayRef<int64_t> extents, Value item, function_ref<void(ArrayRef<Value>)> body) {
    SmallVector<int64_t> others(extents);
    others.erase(others.begin() + axis);
    emitLoops(reader, others, [&](ArrayRef<Value> variables) {
      SmallVector<Value> index(variables);
      index.insert(index.begin() + axis, item);
      body(index);
    });
  }

  void emitWindow(Value item, ArrayRef<Value> starts) {
    if (llvm::is_contained(window, 0))
      return;
    ir::IndexEmitter i(b, loc);
    Value offset = arith::SubIOp::create(b, loc, item, starts[axis]);
    auto guard = scf::IfOp::create(
        b, loc, arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, offset, constant(window[axis])),
        /*withElseRegion=*/false);
    OpBuilder::InsertionGuard keep(b);
    b.setInsertionPoint(guard.thenBlock()->getTerminator());
    emitEntry(window, offset, [&](ArrayRef<Value> at) {
      SmallVector<Value> index;
      for (auto [start, offset] : llvm::zip_equal(starts, at))
        index.push_back(i.add(start, offset));
      index[axis] = item;
      store(k.read(1, at), index);
    });
  }

  Operation *op;
  ir::KernelBuilder &k;
  FusedReader &reader;
  OpBuilder &b;
  Location loc;
  ArrayRef<int64_t> shape, window;
  size_t axis = 0; ///< that the items are entries of
};

} // namespace

LogicalResult lowerDynamicUpdateSlice(Operation *op, ir::KernelBuilder &k) { return DynamicUpdate(op, k).emit(); }

} // namespace burin::lowering
