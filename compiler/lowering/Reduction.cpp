// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// A reduction that keeps the innermost axis runs over strips of neighbouring columns, with an accumulator in memory
/// for each. LLVM vectorizes the loop over a strip without leave to reassociate.
class Reduction {
public:
  Reduction(Operation *op, ir::KernelBuilder &k)
      : op(op), rule(cast<ir::ReductionOp>(op)), k(k), reader(static_cast<FusedReader &>(k.reader)), b(k.b), loc(k.loc),
        type(cast<RankedTensorType>(op->getOperand(0).getType())), shape(type.getShape()) {
    for (int64_t axis : rule.reducedAxes())
      reduced.insert(axis);
  }

  LogicalResult emit() {
    if (!analyze())
      return failure();
    if (loops.empty() || isReduced(loops.size() - 1))
      return ir::refuse(op, "lower", "a reduction of the innermost axis reduces trailing axes only, as a row kernel");
    emitColumns();
    return success();
  }

private:
  using Indices = SmallVector<Value>;

  bool isReduced(size_t loop) const { return reduced.contains(loops[loop][0]); }

  bool analyze() {
    func::FuncOp kernel = op->getParentOfType<func::FuncOp>();
    Probe probe(loc, shape, kernel.getArguments(), [&](FusedReader &scratch, ValueRange index) {
      return SmallVector<Value>{scratch.element(op->getOperand(0), index)};
    });
    if (probe.failed())
      return false;
    loops = groupAxes(probe, shape, [&](int64_t d, int64_t e) { return reduced.contains(d) == reduced.contains(e); });
    extents = loopExtents(loops, shape);
    cycles = std::max(1.5 * (1 + probe.instructions()) / k.target.lanes(32), bytesPerElement(probe, kernel) / 8.0);
    return true;
  }

  double bytesPerElement(const Probe &probe, func::FuncOp kernel) const {
    double bytes = 0;
    for (Value array : kernel.getArguments())
      bytes += probe.loads(array) ? ir::bytesOf(cast<RankedTensorType>(array.getType())) : 0;
    return bytes / std::max<int64_t>(type.getNumElements(), 1);
  }

  /// Extents of the kept or of the reduced loops.
  SmallVector<int64_t> extentsWhere(bool wantReduced) const {
    SmallVector<int64_t> result;
    for (size_t l = 0; l < loops.size(); ++l)
      if (isReduced(l) == wantReduced)
        result.push_back(extents[l]);
    return result;
  }

  static int64_t product(ArrayRef<int64_t> list) {
    int64_t result = 1;
    for (int64_t extent : list)
      result *= extent;
    return result;
  }

  Indices arrayIndex(ArrayRef<Value> kept, ArrayRef<Value> inReduced) {
    Indices variables;
    for (size_t l = 0; l < loops.size(); ++l) {
      ArrayRef<Value> &from = isReduced(l) ? inReduced : kept;
      variables.push_back(from.front());
      from = from.drop_front();
    }
    return indexFromLoops(reader, loops, shape, variables);
  }

  void storeResult(ArrayRef<Value> index, Value accumulator) {
    SmallVector<Value> keptIndex;
    SmallVector<int64_t> keptShape;
    for (int64_t d = 0; d < type.getRank(); ++d)
      if (!reduced.contains(d))
        keptIndex.push_back(index[d]), keptShape.push_back(shape[d]);
    k.store(rule.finish(b, loc, accumulator), k.output(), k.flatten(keptIndex, keptShape));
  }

  Value accumulatorAt(Value lane) { return k.load(strip, lane, accumulatorType); }

  void accumulate(Value lane, ArrayRef<Value> index) {
    k.store(rule.combine(b, loc, accumulatorAt(lane), k.read(0, index)), strip, lane);
  }

  Value zero() { return reader.positions.constant(loc, 0); }
  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  void openStrip(int64_t lanes) {
    identity = rule.identity(b, loc);
    accumulatorType = identity.getType();
    strip = k.scratch(accumulatorType, lanes);
  }

  void clearStrip(Value count) {
    emitLoop(b, loc, zero(), count, [&](Value lane) { k.store(identity, strip, lane); });
  }

  /// Strips as wide as the first cache allows read memory at its full rate; narrower ones are more pieces of work.
  static int64_t stripsOf(int64_t columns, int64_t outer) {
    int64_t wide = llvm::divideCeil(columns, 2048), narrow = llvm::divideCeil(columns, 256);
    return std::max<int64_t>(1, std::clamp<int64_t>(16 / std::max<int64_t>(outer, 1), wide, narrow));
  }

  void emitColumns() {
    SmallVector<int64_t> keptExtents = extentsWhere(false), reducedExtents = extentsWhere(true);
    int64_t columns = keptExtents.back(), blocks = stripsOf(columns, product(ArrayRef(keptExtents).drop_back()));
    int64_t width = std::max<int64_t>((columns + blocks - 1) / blocks, 1);
    SmallVector<int64_t> items(keptExtents.begin(), keptExtents.end() - 1);
    items.push_back(blocks);
    k.setWork(product(items), cycles * product(reducedExtents) * width + 20);
    openStrip(width);
    emitLoop(b, loc, k.lo, k.hi, [&](Value item) {
      SmallVector<Value> kept = k.unflatten(item, items);
      Value start = arith::MulIOp::create(b, loc, kept.back(), constant(width)), count = constant(width);
      if (columns % width)
        count = arith::MinUIOp::create(b, loc, count, arith::SubIOp::create(b, loc, constant(columns), start));
      emitStrip(kept, start, count, reducedExtents);
    });
  }

  void emitStrip(ArrayRef<Value> kept, Value start, Value count, ArrayRef<int64_t> reducedExtents) {
    SmallVector<Value> at(kept);
    clearStrip(count);
    emitLoops(reader, reducedExtents, [&](ArrayRef<Value> inReduced) {
      emitLoop(b, loc, zero(), count, [&](Value lane) {
        at.back() = addIndex(b, loc, start, lane);
        accumulate(lane, arrayIndex(at, inReduced));
      });
    });
    SmallVector<Value> first(reducedExtents.size(), zero());
    emitLoop(b, loc, zero(), count, [&](Value lane) {
      at.back() = addIndex(b, loc, start, lane);
      storeResult(arrayIndex(at, first), accumulatorAt(lane));
    });
  }

  Operation *op;
  ir::ReductionOp rule;
  ir::KernelBuilder &k;
  FusedReader &reader;
  OpBuilder &b;
  Location loc;
  RankedTensorType type;
  ArrayRef<int64_t> shape;
  DenseSet<int64_t> reduced;
  LoopAxes loops;
  SmallVector<int64_t> extents;
  double cycles = 1;
  Value strip, identity;
  Type accumulatorType;
};

} // namespace

LogicalResult lowerReduction(Operation *op, ir::KernelBuilder &k) { return Reduction(op, k).emit(); }

} // namespace burin::lowering
