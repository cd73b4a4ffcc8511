// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LoopNest.h"
#include "compiler/ops/Indices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Each element of the result goes over the reduced axes in row-major order. Those that are neighbours along kept axes
/// behind the reduced ones go together in strips, with accumulators in memory: LLVM vectorizes over a strip.
class ComputedReduction {
public:
  ComputedReduction(Operation *op, ArrayRef<int64_t> axes, Region &body, ir::KernelBuilder &k)
      : op(op), body(body), k(k), reader(static_cast<FusedReader &>(k.reader)), b(k.b), loc(k.loc),
        shape(typeOf(op->getOperand(0)).getShape()), axes(axes), count(op->getNumResults()) {
    int64_t behind = axes.empty() ? 0 : axes.back() + 1;
    for (int64_t axis : ir::otherAxes(axes, shape.size()))
      (axis < behind ? outer : inner).push_back(axis);
    columns = ir::product(ir::permuted(shape, inner));
  }

  LogicalResult emit() {
    int64_t blocks = std::max<int64_t>((columns + 255) / 256, 1);
    width = std::max<int64_t>((columns + blocks - 1) / blocks, 1);
    SmallVector<int64_t> lines = ir::permuted(shape, outer), items{ir::product(lines), blocks};
    ir::Cost cost = cast<ir::ArrayOp>(op).cost();
    int64_t numItems = items[0] * blocks;
    k.setWork(numItems, (cost.flops + 20.0 * cost.transcendentals) / std::max<int64_t>(numItems, 1) + 20);
    for (unsigned i = 0; i < count; ++i)
      strips.push_back(k.scratch(elementOf(i), width));
    emitLoop(b, loc, k.lo, k.hi, [&](Value item) {
      SmallVector<Value> place = k.unflatten(item, items);
      line = k.unflatten(place[0], lines);
      start = arith::MulIOp::create(b, loc, place[1], constant(width));
      lanes = constant(width);
      if (columns % width)
        lanes = arith::MinUIOp::create(b, loc, lanes, arith::SubIOp::create(b, loc, constant(columns), start));
      emitStrip();
    });
    return success();
  }

private:
  static RankedTensorType typeOf(Value array) { return cast<RankedTensorType>(array.getType()); }
  Type elementOf(unsigned number) { return typeOf(op->getResult(number)).getElementType(); }
  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  /// Where each lane of the strip stands along the inner axes.
  void forEachLane(function_ref<void(Value lane, ArrayRef<Value> at)> visit) {
    emitLoop(b, loc, constant(0), lanes, [&](Value lane) {
      Value column = width == 1 ? start : addIndex(b, loc, start, lane);
      visit(lane, k.unflatten(column, ir::permuted(shape, inner)));
    });
  }

  SmallVector<Value> resultIndex(ArrayRef<Value> at) {
    SmallVector<Value> index(line);
    llvm::append_range(index, at);
    return index;
  }

  SmallVector<Value> inputIndex(ArrayRef<Value> reduced, ArrayRef<Value> at) {
    SmallVector<Value> index(shape.size());
    placeAlong(outer, line, index);
    placeAlong(axes, reduced, index);
    placeAlong(inner, at, index);
    return index;
  }

  void emitStrip() {
    forEachLane([&](Value lane, ArrayRef<Value> at) {
      for (unsigned i = 0; i < count; ++i) {
        bool isScalar = typeOf(op->getOperand(count + i)).getRank() == 0;
        k.store(k.read(count + i, isScalar ? SmallVector<Value>() : resultIndex(at)), strips[i], lane);
      }
    });
    emitLoops(reader, ir::permuted(shape, axes), [&](ArrayRef<Value> reduced) {
      forEachLane([&](Value lane, ArrayRef<Value> at) { apply(lane, inputIndex(reduced, at)); });
    });
    forEachLane([&](Value lane, ArrayRef<Value> at) {
      for (unsigned i = 0; i < count; ++i)
        k.store(k.load(strips[i], lane, elementOf(i)), k.output(i),
                k.flatten(resultIndex(at), typeOf(op->getResult(i)).getShape()));
    });
  }

  void apply(Value lane, ArrayRef<Value> index) {
    SmallVector<Value> scalars;
    for (unsigned i = 0; i < count; ++i)
      scalars.push_back(k.load(strips[i], lane, elementOf(i)));
    for (unsigned i = 0; i < count; ++i)
      scalars.push_back(k.read(i, index));
    for (auto [strip, result] : llvm::zip_equal(strips, emitComputation(body, scalars, k)))
      k.store(result, strip, lane);
  }

  Operation *op;
  Region &body;
  ir::KernelBuilder &k;
  FusedReader &reader;
  OpBuilder &b;
  Location loc;
  ArrayRef<int64_t> shape, axes;
  unsigned count;
  ir::AxisList outer, inner; ///< kept axes before and behind the last reduced one
  int64_t columns = 1, width = 1;
  SmallVector<Value> strips, line;
  Value start, lanes;
};

} // namespace

LogicalResult lowerReduce(Operation *op, ArrayRef<int64_t> axes, Region &body, ir::KernelBuilder &k) {
  return ComputedReduction(op, axes, body, k).emit();
}

} // namespace burin::lowering
