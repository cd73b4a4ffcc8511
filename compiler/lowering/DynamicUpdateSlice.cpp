// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/InPlace.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LoopNest.h"
#include "compiler/ops/Windows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Items are the entries along one axis: they are copied, then what the window has of them is written.
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
    double items = std::max<int64_t>(shape[axis], 1), copied = ir::product(shape), written = ir::product(window);
    k.setWork(shape[axis], (copied + 2 * written) / items, copied / items);
    unlessInPlace(k, [&] { emitCopy(); });
    emitWindow();
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

  /// Loops over the entries of a range, and over all axes but theirs.
  void emitEntries(ArrayRef<int64_t> extents, Value first, Value end, function_ref<void(ArrayRef<Value>)> body) {
    SmallVector<int64_t> others(extents);
    others.erase(others.begin() + axis);
    emitLoop(b, loc, first, end, [&](Value entry) {
      emitLoops(reader, others, [&](ArrayRef<Value> variables) {
        SmallVector<Value> index(variables);
        index.insert(index.begin() + axis, entry);
        body(index);
      });
    });
  }

  void emitCopy() {
    emitEntries(shape, k.lo, k.hi, [&](ArrayRef<Value> index) { store(k.read(0, index), index); });
  }

  /// What this call's entries have of the window.
  void emitWindow() {
    if (llvm::is_contained(window, 0))
      return;
    ir::IndexEmitter i(b, loc);
    SmallVector<Value> starts = readStarts();
    Value first = arith::MaxSIOp::create(b, loc, k.lo, starts[axis]),
          end = arith::MinSIOp::create(b, loc, k.hi, i.add(starts[axis], window[axis]));
    auto offset = [&](Value entry) { return arith::SubIOp::create(b, loc, entry, starts[axis]).getResult(); };
    emitEntries(window, offset(first), offset(end), [&](ArrayRef<Value> at) {
      SmallVector<Value> index;
      for (auto [start, offset] : llvm::zip_equal(starts, at))
        index.push_back(i.add(start, offset));
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
