// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/Strips.h"

#include <algorithm>

using namespace mlir;

namespace burin::lowering {
namespace {

RankedTensorType typeOfResult(Operation *op) { return cast<RankedTensorType>(op->getResult(0).getType()); }

/// m x = b. Systems are independent: blocks of them divide the work. Unknown i of all systems is row i of x: of the
/// result, or of a workspace when the systems are the rows of b.
class TriangularSolve {
public:
  TriangularSolve(ir::KernelBuilder &kernel, TriangularSystem system)
      : k(kernel), b(k.b), loc(k.loc), ix{k.b, k.loc}, system(system), element(typeOfResult(k.op).getElementType()),
        leading(typeOfResult(k.op).getShape().drop_back(2)),
        n(typeOfResult(k.op).getShape().end()[system.leftSide ? -2 : -1]),
        systems(typeOfResult(k.op).getShape().end()[system.leftSide ? -1 : -2]),
        unknowns(system.leftSide ? k.output() : k.workspaceMemory[0]), strips(k, unknowns, element, systems) {}

  LogicalResult emit() {
    if (typeOfResult(k.op).getNumElements() == 0)
      return success();
    int64_t width = std::min(4 * strips.tileColumns(), systems), blocks = (systems + width - 1) / width;
    double length = static_cast<double>(n), lanes = k.target.lanes(element.getIntOrFloatBitWidth());
    k.setWork(ShapedType::getNumElements(leading) * blocks,
              length * static_cast<double>(width) * (length / (2 * lanes) + 4) + 20);
    ix.loop(k.lo, k.hi, 1, [&](Value item) {
      Value matrix = ix.div(item, blocks), start = ix.mul(ix.rem(item, blocks), width);
      Value end = ix.min(ix.add(start, width), ix.constant(systems));
      coefficients = ix.mul(matrix, n * n), base = ix.mul(matrix, n * systems);
      copyIn(k.unflatten(matrix, leading), start, end);
      strips.forEach(n, [&](Value first, int64_t height) { solveStrip(first, height, start, end); });
      if (!system.leftSide)
        copyOut(start, end);
    });
    return success();
  }

private:
  void loop(Value lo, Value hi, function_ref<void(Value)> body) { ix.loop(lo, hi, 1, body); }

  Value at(Value unknown, Value c) { return ix.add(ix.add(base, ix.mul(unknown, systems)), c); }
  Value load(Value unknown, Value c) { return k.load(unknowns, at(unknown, c), element); }
  void store(Value x, Value unknown, Value c) { k.store(x, unknowns, at(unknown, c)); }

  int64_t rowStride() const { return system.swapped ? 1 : n; }
  int64_t columnStride() const { return system.swapped ? n : 1; }
  Value coefficientAt(Value i, Value j) {
    return ix.add(ix.add(coefficients, ix.mul(i, rowStride())), ix.mul(j, columnStride()));
  }
  Value coefficient(Value i, Value j) { return k.load(k.memory(0), coefficientAt(i, j), element); }

  /// The unknown that is solved for in a step.
  Value unknownOf(Value step) { return system.forward ? step : ix.sub(ix.constant(n - 1), step); }

  /// Neighbours in the memory of systems that are rows are far apart in the workspace: a few of its rows at a time stay
  /// in the cache, even when they fall on one set of it.
  void forTransposed(Value start, Value end, function_ref<void(Value i, Value c)> body) {
    constexpr int64_t block = 8;
    Value length = ix.constant(n);
    ix.loop(ix.constant(0), length, block, [&](Value top) {
      Value bottom = ix.min(ix.add(top, block), length);
      loop(start, end, [&](Value c) { loop(top, bottom, [&](Value i) { body(i, c); }); });
    });
  }

  void copyIn(ArrayRef<Value> matrix, Value start, Value end) {
    auto copy = [&](Value i, Value c) {
      SmallVector<Value> index(matrix);
      index.append({system.leftSide ? i : c, system.leftSide ? c : i});
      store(k.read(1, index), i, c);
    };
    if (!system.leftSide)
      return forTransposed(start, end, copy);
    loop(ix.constant(0), ix.constant(n), [&](Value i) { loop(start, end, [&](Value c) { copy(i, c); }); });
  }

  void copyOut(Value start, Value end) {
    forTransposed(start, end,
                  [&](Value i, Value c) { k.store(load(i, c), k.output(), ix.add(ix.add(base, ix.mul(c, n)), i)); });
  }

  void solveStrip(Value first, int64_t height, Value start, Value end) {
    Value zero = ix.constant(0), top = unknownOf(first), solved = unknownOf(zero);
    int64_t direction = system.forward ? 1 : -1;
    strips.eliminate({at(top, zero), at(solved, zero), k.memory(0), coefficientAt(top, solved), direction * systems,
                      direction * rowStride(), direction * columnStride(), first},
                     height, start, end);
    loop(first, ix.add(first, height), [&](Value step) {
      Value i = unknownOf(step);
      loop(first, step, [&](Value before) { subtract(i, unknownOf(before), start, end); });
      if (!system.unitDiagonal)
        divide(i, start, end);
    });
  }

  void subtract(Value i, Value j, Value start, Value end) {
    Value factor = coefficient(i, j);
    loop(start, end, [&](Value c) {
      Value product = arith::MulFOp::create(b, loc, factor, load(j, c));
      store(arith::SubFOp::create(b, loc, load(i, c), product), i, c);
    });
  }

  void divide(Value i, Value start, Value end) {
    Value pivot = coefficient(i, i);
    loop(start, end, [&](Value c) { store(arith::DivFOp::create(b, loc, load(i, c), pivot), i, c); });
  }

  ir::KernelBuilder &k;
  OpBuilder &b;
  Location loc;
  IndexBuilder ix;
  TriangularSystem system;
  Type element;
  ArrayRef<int64_t> leading;
  int64_t n, systems;
  Value unknowns;
  Strips strips;
  Value coefficients, base; ///< where the matrices begin
};

} // namespace

SmallVector<RankedTensorType> workspaceOfTriangularSolve(Operation *op, bool leftSide) {
  return leftSide ? SmallVector<RankedTensorType>() : SmallVector<RankedTensorType>{typeOfResult(op)};
}

LogicalResult lowerTriangularSolve(ir::KernelBuilder &k, TriangularSystem system) {
  return TriangularSolve(k, system).emit();
}

} // namespace burin::lowering
