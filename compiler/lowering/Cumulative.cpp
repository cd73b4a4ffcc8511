// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LoopNest.h"
#include "compiler/ops/Precision.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Strips of neighbouring lines go along the axis together, each with an accumulator in memory: LLVM vectorizes over
/// the strip. A strip of one line keeps its accumulator in a register.
class Cumulation {
public:
  Cumulation(Operation *op, int64_t axis, bool reverse, const CumulativeRule &rule, ir::KernelBuilder &k)
      : op(op), axis(axis), reverse(reverse), rule(rule), k(k), reader(static_cast<FusedReader &>(k.reader)), b(k.b),
        loc(k.loc), type(cast<RankedTensorType>(op->getResult(0).getType())), shape(type.getShape()),
        inner(shape.drop_front(axis + 1)), columns(ShapedType::getNumElements(inner)) {}

  LogicalResult emit() {
    int64_t blocks = std::max<int64_t>((columns + 255) / 256, 1);
    width = std::max<int64_t>((columns + blocks - 1) / blocks, 1);
    ArrayRef<int64_t> outer = shape.take_front(axis);
    SmallVector<int64_t> items{ShapedType::getNumElements(outer), blocks};
    k.setWork(items[0] * blocks, cyclesPerElement() * shape[axis] * width + 20);
    strip = k.scratch(ir::computedType(type.getElementType()), width);
    emitLoop(b, loc, k.lo, k.hi, [&](Value item) {
      SmallVector<Value> place = k.unflatten(item, items);
      SmallVector<Value> leading = k.unflatten(place[0], outer);
      Value start = arith::MulIOp::create(b, loc, place[1], constant(width)), count = constant(width);
      if (columns % width)
        count = arith::MinUIOp::create(b, loc, count, arith::SubIOp::create(b, loc, constant(columns), start));
      emitStrip(leading, start, count);
    });
    return success();
  }

private:
  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  /// A chain of dependent operations for one line; as many chains at once as a strip has lines.
  double cyclesPerElement() const { return width == 1 ? 6 : 1; }

  void emitStrip(ArrayRef<Value> leading, Value start, Value count) {
    emitRow(leading, constant(reverse ? shape[axis] - 1 : 0), start, count,
            [&](Value, ArrayRef<Value> elements) { return rule.start(elements); });
    emitLoop(b, loc, constant(1), constant(shape[axis]), [&](Value step) {
      Value at = reverse ? arith::SubIOp::create(b, loc, constant(shape[axis] - 1), step).getResult() : step;
      emitRow(leading, at, start, count, [&](Value lane, ArrayRef<Value> elements) {
        return rule.next(k.load(strip, lane, accumulatorType()), elements);
      });
    });
  }

  Type accumulatorType() const { return cast<MemRefType>(strip.getType()).getElementType(); }

  /// One place along the axis, in all lines of the strip.
  void emitRow(ArrayRef<Value> leading, Value at, Value start, Value count,
               function_ref<Value(Value, ArrayRef<Value>)> accumulate) {
    emitLoop(b, loc, constant(0), count, [&](Value lane) {
      auto noWrap = arith::IntegerOverflowFlags::nsw | arith::IntegerOverflowFlags::nuw;
      SmallVector<Value> index(leading);
      index.push_back(at);
      Value column = width == 1 ? start : arith::AddIOp::create(b, loc, start, lane, noWrap).getResult();
      llvm::append_range(index, k.unflatten(column, inner));
      SmallVector<Value> elements;
      for (unsigned number = 0; number < op->getNumOperands(); ++number)
        elements.push_back(k.read(number, index));
      Value sum = accumulate(lane, elements);
      k.store(sum, strip, lane);
      k.store(ir::narrow(b, loc, sum, ir::scalarType(type.getElementType())), k.output(), k.flatten(index, shape));
    });
  }

  Operation *op;
  int64_t axis;
  bool reverse;
  const CumulativeRule &rule;
  ir::KernelBuilder &k;
  FusedReader &reader;
  OpBuilder &b;
  Location loc;
  RankedTensorType type;
  ArrayRef<int64_t> shape, inner;
  int64_t columns, width = 1;
  Value strip;
};

} // namespace

LogicalResult lowerCumulative(Operation *op, int64_t axis, bool reverse, const CumulativeRule &rule,
                              ir::KernelBuilder &k) {
  return Cumulation(op, axis, reverse, rule, k).emit();
}

} // namespace burin::lowering
