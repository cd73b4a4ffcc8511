// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Tiles.h"
#include "compiler/lowering/contraction/Memory.h"
#include "compiler/lowering/contraction/Microkernel.h"
#include "compiler/lowering/contraction/Pack.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Panels [first, last).
struct Range {
  Value first, last;
};

class TileNest {
public:
  TileNest(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
           const Target &target, Finish finish)
      : ix(ix), plan(plan), operands(operands), target(target), finish(finish) {
    int64_t bytes = plan.elementBytes();
    auto buffers =
        emitScratch(ix.b, ix.loc, plan.shape.element, {plan.packedABytes() / bytes, plan.packedBBytes() / bytes});
    packedA = buffers[0];
    packedB = buffers[1];
  }

  void emit(Value lo, Value hi) {
    if (plan.parts == 1)
      return ix.loop(lo, hi, 1, [&](Value batch) { emitBatch(batch, {ix.constant(0), ix.constant(1)}); });
    if (plan.batches == 1)
      return emitBatch(ix.constant(0), {lo, hi});
    Value first = ix.div(lo, plan.parts), end = ix.div(ix.add(hi, plan.parts - 1), plan.parts);
    ix.loop(first, end, 1, [&](Value batch) {
      Value start = ix.mul(batch, plan.parts);
      emitBatch(batch, {ix.max(ix.sub(lo, start), ix.constant(0)), ix.min(ix.sub(hi, start), ix.constant(plan.parts))});
    });
  }

private:
  Range panels(Range parts, int64_t count, bool split) {
    auto at = [&](Value part) { return ix.div(ix.mul(part, count), plan.parts); };
    if (!split)
      return {ix.constant(0), ix.constant(count)};
    return {at(parts.first), at(parts.last)};
  }

  void emitBatch(Value batch, Range parts) {
    currentBatch = batch;
    baseA = ix.offset(plan.shape.batch, &ContractionAxis::strideA, batch);
    baseB = ix.offset(plan.shape.batch, &ContractionAxis::strideB, batch);
    baseC = ix.mul(batch, plan.m * plan.n);
    Range rows = panels(parts, plan.rowPanels, !plan.splitsColumns);
    Range columns = panels(parts, plan.colPanels, plan.splitsColumns);
    blocks(columns, plan.colBlock, plan.colPanels, [&](Range columnBlock) {
      ix.loop(ix.constant(0), ix.constant(plan.k), plan.kBlock, [&](Value k) { emitDepth(rows, columnBlock, k); });
    });
  }

  void blocks(Range range, int64_t size, int64_t all, llvm::function_ref<void(Range)> body) {
    if (size >= all)
      return body(range);
    ix.loop(range.first, range.last, size,
            [&](Value first) { body({first, ix.min(ix.add(first, size), range.last)}); });
  }

  void emitDepth(Range rows, Range columns, Value k) {
    depth = plan.k % plan.kBlock == 0 ? ix.constant(plan.kBlock)
                                      : ix.min(ix.constant(plan.kBlock), ix.sub(ix.constant(plan.k), k));
    begin = k;
    accumulates = compare(arith::CmpIPredicate::ne, k, ix.constant(0));
    if (plan.packB)
      packColumns(columns);
    blocks(rows, plan.rowBlock, plan.rowPanels, [&](Range rowBlock) {
      if (plan.packA)
        packRows(rowBlock);
      emitColumns(rowBlock, columns);
    });
  }

  void packColumns(Range columns) {
    PackSource source{operands.b, baseB, plan.shape.n, plan.shape.k, &ContractionAxis::strideB, plan.n};
    int64_t width = plan.tileColumns();
    ix.loop(columns.first, columns.last, 1, [&](Value j) {
      PackedPanel panel{packedB, ix.mul(ix.sub(j, columns.first), width * plan.kBlock), width, plan.lanes, true};
      emitPack(ix, source, panel, ix.mul(j, width), begin, depth);
    });
  }

  void packRows(Range rows) {
    PackSource source{operands.a, baseA, plan.shape.m, plan.shape.k, &ContractionAxis::strideA, plan.m};
    ix.loop(rows.first, rows.last, 1, [&](Value i) {
      bool exact = plan.highPanels == plan.rowPanels && plan.packedRows == plan.tileRows;
      PackedPanel panel{packedA, ix.mul(ix.sub(i, rows.first), plan.packedRows * plan.kBlock), plan.packedRows, 4,
                        exact};
      emitPack(ix, source, panel, rowOf(i), begin, depth);
    });
  }

  void emitColumns(Range rows, Range columns) {
    int64_t lastVectors = llvm::divideCeil(plan.lastColumns(), plan.lanes);
    int64_t lastLanes = plan.lastColumns() - (lastVectors - 1) * plan.lanes;
    ix.loop(columns.first, columns.last, 1, [&](Value j) {
      Value local = ix.sub(j, columns.first);
      auto whole = [&] { emitRows(rows, local, j, plan.tileVectors, plan.lanes); };
      auto last = [&] { emitRows(rows, local, j, lastVectors, lastLanes); };
      if (plan.lastColumns() == plan.tileColumns())
        whole();
      else if (plan.colPanels == 1)
        last();
      else
        choose(j, last, whole);
      if (finish)
        finishPanel(rows, j);
    });
  }

  /// `last` for the last column panel, `whole` for the others.
  void choose(Value column, llvm::function_ref<void()> last, llvm::function_ref<void()> whole) {
    Value isLast = compare(arith::CmpIPredicate::eq, column, ix.constant(plan.colPanels - 1));
    auto choice = scf::IfOp::create(ix.b, ix.loc, isLast, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(ix.b);
    ix.b.setInsertionPointToStart(choice.thenBlock());
    last();
    ix.b.setInsertionPointToStart(choice.elseBlock());
    whole();
  }

  Value compare(arith::CmpIPredicate predicate, Value x, Value y) {
    return arith::CmpIOp::create(ix.b, ix.loc, predicate, x, y);
  }

  /// First row of a row panel.
  Value rowOf(Value panel) {
    return ix.add(ix.mul(panel, plan.tileRows - 1), ix.min(panel, ix.constant(plan.highPanels)));
  }

  /// The panel's elements are final behind the last block of k, and still in the cache.
  void finishPanel(Range rows, Value column) {
    OpBuilder::InsertionGuard guard(ix.b);
    if (plan.kBlocks > 1) {
      Value end = ix.add(begin, plan.kBlock);
      Value isLast = compare(arith::CmpIPredicate::sge, end, ix.constant(plan.k));
      auto choice = scf::IfOp::create(ix.b, ix.loc, isLast, /*withElseRegion=*/false);
      ix.b.setInsertionPointToStart(choice.thenBlock());
    }
    Value first = ix.mul(column, plan.tileColumns()), width = ix.constant(plan.tileColumns());
    if (plan.lastColumns() < plan.tileColumns())
      width = ix.min(width, ix.sub(ix.constant(plan.n), first));
    ix.loop(rowOf(rows.first), rowOf(rows.last), 1, [&](Value row) {
      ix.loop(ix.constant(0), width, 1, [&](Value i) { finish(currentBatch, row, ix.add(first, i)); });
    });
  }

  void emitRows(Range rows, Value localColumn, Value column, int64_t vectors, int64_t lastLanes) {
    Value high = ix.constant(plan.highPanels);
    auto body = [&](Value i, int64_t count, Value row) {
      emitOne(ix.sub(i, rows.first), row, count, localColumn, column, vectors, lastLanes);
    };
    ix.loop(rows.first, ix.min(rows.last, high), 1, [&](Value i) { body(i, plan.tileRows, ix.mul(i, plan.tileRows)); });
    if (plan.highPanels < plan.rowPanels)
      ix.loop(ix.max(rows.first, high), rows.last, 1,
              [&](Value i) { body(i, plan.tileRows - 1, ix.add(ix.mul(i, plan.tileRows - 1), plan.highPanels)); });
  }

  void emitOne(Value localRow, Value row, int64_t rows, Value localColumn, Value column, int64_t vectors,
               int64_t lastLanes) {
    Microkernel kernel;
    kernel.element = plan.shape.element;
    kernel.rows = rows, kernel.vectors = vectors, kernel.lanes = plan.lanes;
    kernel.hasFma = target.hasFma;
    kernel.ragged = lastLanes < plan.lanes;
    kernel.maskLoads = kernel.ragged && !plan.packB;
    Tile tile;
    setA(tile, localRow, row);
    setB(tile, localColumn, column);
    tile.c = pointer(operands.c, ix.add(ix.add(baseC, ix.mul(row, plan.n)), ix.mul(column, plan.tileColumns())));
    tile.cRowStride = ix.constant(plan.n);
    tile.depth = depth;
    tile.lastLanes = ix.constant(lastLanes);
    tile.accumulates = accumulates;
    emitTile(ix, kernel, tile);
  }

  Value pointer(Value memory, Value at) { return emitPointer(ix.b, ix.loc, plan.shape.element, memory, at); }

  static int64_t strideOf(llvm::ArrayRef<ContractionAxis> axes, int64_t ContractionAxis::*stride) {
    return axes.empty() ? 0 : axes[0].*stride;
  }

  void setA(Tile &tile, Value localRow, Value row) {
    if (plan.packA) {
      tile.a = pointer(packedA, ix.mul(localRow, plan.packedRows * plan.kBlock));
      tile.aRowStride = ix.constant(1), tile.aKStride = ix.constant(plan.packedRows);
      return;
    }
    int64_t rowStride = strideOf(plan.shape.m, &ContractionAxis::strideA);
    int64_t kStride = strideOf(plan.shape.k, &ContractionAxis::strideA);
    tile.a = pointer(operands.a, ix.add(ix.add(baseA, ix.mul(row, rowStride)), ix.mul(begin, kStride)));
    tile.aRowStride = ix.constant(rowStride), tile.aKStride = ix.constant(kStride);
  }

  void setB(Tile &tile, Value localColumn, Value column) {
    if (plan.packB) {
      tile.b = pointer(packedB, ix.mul(localColumn, plan.tileColumns() * plan.kBlock));
      tile.bKStride = ix.constant(plan.tileColumns());
      return;
    }
    int64_t kStride = strideOf(plan.shape.k, &ContractionAxis::strideB);
    Value start = ix.add(ix.add(baseB, ix.mul(column, plan.tileColumns())), ix.mul(begin, kStride));
    tile.b = pointer(operands.b, start);
    tile.bKStride = ix.constant(kStride);
  }

  const IndexBuilder &ix;
  const ContractionPlan &plan;
  const ContractionOperands &operands;
  const Target &target;
  Finish finish;
  Value packedA, packedB, baseA, baseB, baseC, currentBatch;
  Value begin, depth, accumulates; ///< of the current block of k
};

} // namespace

void emitTiles(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
               const Target &target, Value lo, Value hi, Finish finish) {
  TileNest(ix, plan, operands, target, finish).emit(lo, hi);
}

} // namespace burin::lowering
