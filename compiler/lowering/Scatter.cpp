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

/// Axes along which operand and updates run together, whatever the indices are: updates meet only where these agree.
struct SharedAxes {
  SmallVector<int64_t> operand, updates, extents;

  void add(int64_t operandAxis, int64_t updatesAxis, int64_t extent) {
    operand.push_back(operandAxis);
    updates.push_back(updatesAxis);
    extents.push_back(extent);
  }
  int64_t elements() const { return ir::product(extents); }
};

/// Updates are applied one after the other in their row-major order. Shared axes divide the work: the trailing ones are
/// columns, the innermost loop, in blocks; the others are lanes.
class Scatter {
public:
  Scatter(ir::KernelBuilder &k, const ir::Windows &windows, bool readsOld, Combine combine)
      : k(k), reader(static_cast<FusedReader &>(k.reader)), b(k.b), loc(k.loc), windows(windows), readsOld(readsOld),
        combine(combine), shape(windows.operand.getShape()),
        updates(cast<RankedTensorType>(k.op->getOperand(2).getType()).getShape()) {
    divideAxes();
    blocks = std::max<int64_t>(columns.elements() / 64, 1);
    width = (columns.elements() + blocks - 1) / blocks;
  }

  LogicalResult emit() {
    double copied = ir::product(operandExtents()), applied = ir::product(updateExtents());
    k.setWork(lanes.elements() * blocks, copied * width + applied * (width + 5.0), copied * width);
    emitLoop(b, loc, k.lo, k.hi, [&](Value item) {
      ir::IndexEmitter i(b, loc);
      lane = k.unflatten(i.divide(item, blocks), lanes.extents);
      start = i.mul(i.rem(item, blocks), width);
      end = blocks == 1 ? constant(columns.elements())
                        : arith::MinUIOp::create(b, loc, i.add(start, width), constant(columns.elements()));
      start = reader.positions.canonical(start);
      unlessInPlace(k, [&] { emitCopy(); });
      emitUpdates();
    });
    return success();
  }

private:
  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  void divideAxes() {
    ir::AxisList along = windows.operandAxes();
    auto isShared = [&](int64_t axis) {
      return llvm::is_contained(windows.operandBatch, axis) ||
             (windows.sizes[axis] == shape[axis] && !llvm::is_contained(windows.startAxes, axis) &&
              !llvm::is_contained(windows.droppedAxes, axis));
    };
    int64_t trailing = shape.size();
    while (trailing > 0 && (shape[trailing - 1] == 1 || (isShared(trailing - 1) && isWindowAxis(trailing - 1))))
      --trailing;
    for (auto [axis, operandAxis] : llvm::enumerate(along)) {
      if (operandAxis < 0 || !isShared(operandAxis))
        ownUpdates.push_back(axis);
      else
        (operandAxis >= trailing ? columns : lanes).add(operandAxis, axis, updates[axis]);
    }
    for (int64_t axis = 0; axis < static_cast<int64_t>(shape.size()); ++axis)
      if (!llvm::is_contained(columns.operand, axis) && !llvm::is_contained(lanes.operand, axis))
        ownOperand.push_back(axis);
  }

  bool isWindowAxis(int64_t axis) const { return llvm::is_contained(windows.keptAxes(), axis); }
  ir::AxisList operandExtents() const { return ir::permuted(shape, ownOperand); }
  ir::AxisList updateExtents() const { return ir::permuted(updates, ownUpdates); }

  void emitColumns(function_ref<void(ArrayRef<Value>)> body) {
    emitLoop(b, loc, start, end, [&](Value column) { body(k.unflatten(column, columns.extents)); });
  }

  void emitCopy() {
    emitLoops(reader, operandExtents(), [&](ArrayRef<Value> own) {
      emitColumns([&](ArrayRef<Value> column) {
        SmallVector<Value> index(shape.size());
        placeAlong(ownOperand, own, index);
        placeAlong(lanes.operand, lane, index);
        placeAlong(columns.operand, column, index);
        k.store(k.read(0, index), k.output(), k.flatten(index, shape));
      });
    });
  }

  void emitUpdates() {
    emitLoops(reader, updateExtents(), [&](ArrayRef<Value> own) {
      SmallVector<Value> at(updates.size(), constant(0));
      placeAlong(ownUpdates, own, at);
      placeAlong(lanes.updates, lane, at);
      auto read = [&](ValueRange index) { return k.read(1, index); };
      ir::Windows::Place target = windows.locate(b, loc, at, read);
      OpBuilder::InsertionGuard keep(b);
      if (target.inside) {
        auto guard = scf::IfOp::create(b, loc, target.inside, /*withElseRegion=*/false);
        b.setInsertionPoint(guard.thenBlock()->getTerminator());
      }
      emitColumns([&](ArrayRef<Value> column) {
        placeAlong(columns.updates, column, at);
        placeAlong(columns.operand, column, target.index);
        applyUpdate(at, target.index);
      });
    });
  }

  void applyUpdate(ArrayRef<Value> at, ArrayRef<Value> index) {
    Value to = k.flatten(index, shape), update = k.read(2, at);
    Value old = readsOld ? k.load(k.output(), to, windows.operand.getElementType()) : Value();
    k.store(combine(reader, old, update), k.output(), to);
  }

  ir::KernelBuilder &k;
  FusedReader &reader;
  OpBuilder &b;
  Location loc;
  const ir::Windows &windows;
  bool readsOld;
  Combine combine;
  ArrayRef<int64_t> shape, updates;
  SharedAxes lanes, columns;
  ir::AxisList ownOperand, ownUpdates; ///< the other axes
  int64_t blocks = 1, width = 1;
  SmallVector<Value> lane;
  Value start, end;
};

} // namespace

LogicalResult lowerScatter(ir::KernelBuilder &k, const ir::Windows &windows, bool readsOld, Combine combine) {
  return Scatter(k, windows, readsOld, combine).emit();
}

} // namespace burin::lowering
