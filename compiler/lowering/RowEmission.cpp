// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/RowEmission.h"

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/LoopNest.h"
#include "compiler/lowering/RowAccumulators.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {

static ArrayRef<int64_t> shapeOf(Value array) { return cast<RankedTensorType>(array.getType()).getShape(); }

Value elementInColumn(FusedReader &reader, RowSpace space, Value array, Value row, Value column) {
  ArrayRef<int64_t> shape = shapeOf(array);
  if (space.isOnePerRow(shape))
    return reader.element(array, reader.unflatten(row, shape));
  unsigned rowAxes = *space.rowAxes(shape);
  SmallVector<Value> index = reader.unflatten(row, shape.take_front(rowAxes));
  llvm::append_range(index, reader.unflatten(column, shape.drop_front(rowAxes)));
  return reader.element(array, index);
}

namespace {

Type elementOf(Value array) { return cast<RankedTensorType>(array.getType()).getElementType(); }

/// Elements of a row go through memory, blocks of as many as there are accumulators: loops over them are
/// without dependences, and LLVM vectorizes them whatever the elements are computed from.
class RowEmission {
public:
  RowEmission(FusedReader &reader, const RowPlan &plan, func::FuncOp kernel, ValueRange resultMemory,
              const Target &target)
      : reader(reader), plan(plan), kernel(kernel), resultMemory(resultMemory), b(reader.b), loc(reader.loc),
        memory(reader, kernel, target), columns(plan.space.columns), lanes(RowAccumulators::lanesOf(columns)) {}

  void emit(Value lo, Value hi) {
    for (const RowPlan::Kept &kept : plan.kept) // a block that ends behind the row is read whole
      rowMemory[kept.array] = memory.scratch(elementOf(kept.array), columns + lanes);
    emitLoop(b, loc, lo, hi, [&](Value item) {
      row = item;
      for (unsigned phase = 0; phase < plan.phases.size(); ++phase)
        emitPhase(phase);
      computeRowValues(plan.phases.size());
      writeColumns();
      writeRowResults();
    });
  }

private:
  using Accumulated = SmallVector<Value>;

  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  bool isOnePerRow(Value array) const { return plan.space.isOnePerRow(shapeOf(array)); }

  Value elementAt(Value array, Value column) { return elementInColumn(reader, plan.space, array, row, column); }

  Value enterColumn(Value column) {
    Value position = reader.flatten({row, column}, {plan.space.rows, columns});
    reader.enterColumn(column, position);
    return position;
  }

  /// What has one element for each row, and is known now, stands before the loops over columns.
  void computeRowValues(unsigned level) {
    if (columns == 1)
      return;
    for (Operation &op : kernel.front().without_terminator())
      for (Value result : op.getResults())
        if (isa<ir::ElementOp>(op) && isOnePerRow(result) && plan.levelOf(result) == level)
          elementAt(result, row);
  }

  void emitPhase(unsigned phase) {
    computeRowValues(phase);
    SmallVector<RowAccumulators> reductions;
    for (Operation *op : plan.phases[phase])
      reductions.emplace_back(reader, op, lanes);
    SmallVector<Value> kept;
    for (const RowPlan::Kept &entry : plan.kept)
      if (entry.phase == phase)
        kept.push_back(entry.array);
    Accumulated sums = lanes == 1 ? accumulateColumns(reductions, kept) : accumulateBlocks(reductions, kept);
    for (auto [reduction, sum] : llvm::zip_equal(reductions, sums))
      reader.placeInRow(reduction.result(), reduction.finish(sum));
    for (Value array : kept)
      reader.keepRow(array, rowMemory.lookup(array));
  }

  static Accumulated startOf(ArrayRef<RowAccumulators> reductions) {
    return llvm::map_to_vector(reductions, [](const RowAccumulators &reduction) { return reduction.start(); });
  }

  /// A loop that carries accumulators; one known to run once becomes its body.
  Accumulated carry(int64_t count, Accumulated start, function_ref<Accumulated(Value, ArrayRef<Value>)> body) {
    if (count == 0)
      return start;
    if (count == 1)
      return body(constant(0), start);
    auto loop = scf::ForOp::create(b, loc, constant(0), constant(count), constant(1), start);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToEnd(loop.getBody());
    Accumulated sums = body(loop.getInductionVar(), llvm::to_vector_of<Value>(loop.getRegionIterArgs()));
    scf::YieldOp::create(b, loc, sums);
    return llvm::to_vector_of<Value>(loop.getResults());
  }

  Accumulated accumulateColumns(ArrayRef<RowAccumulators> reductions, ArrayRef<Value> kept) {
    return carry(columns, startOf(reductions), [&](Value column, ArrayRef<Value> sums) {
      enterColumn(column);
      fillKept(kept, column);
      Accumulated next;
      for (auto [reduction, sum] : llvm::zip_equal(reductions, sums))
        if (Value element = elementAt(reduction.operand(), column))
          next.push_back(reduction.addElement(sum, element));
        else
          next.push_back(sum);
      return next;
    });
  }

  Accumulated accumulateBlocks(ArrayRef<RowAccumulators> reductions, ArrayRef<Value> kept) {
    SmallVector<Value> blocks; // null where the row is kept
    for (const RowAccumulators &reduction : reductions)
      blocks.push_back(llvm::is_contained(kept, reduction.operand()) ? Value() : blockMemory(reduction.operand()));
    auto addBlock = [&](Value start, int64_t count, ArrayRef<Value> sums) {
      emitLoop(b, loc, constant(0), constant(count), [&](Value lane) {
        Value column = addIndex(b, loc, start, lane);
        enterColumn(column);
        fillKept(kept, column);
        for (auto [reduction, block] : llvm::zip_equal(reductions, blocks))
          if (block)
            store(elementAt(reduction.operand(), column), block, lane);
      });
      Accumulated next;
      for (auto [reduction, block, sum] : llvm::zip_equal(reductions, blocks, sums))
        next.push_back(block ? reduction.addBlock(sum, block, constant(0), count)
                             : reduction.addBlock(sum, rowMemory.lookup(reduction.operand()), start, count));
      return next;
    };
    Accumulated sums = carry(columns / lanes, startOf(reductions), [&](Value block, ArrayRef<Value> before) {
      return addBlock(arith::MulIOp::create(b, loc, block, constant(lanes)), lanes, before);
    });
    int64_t rest = columns % lanes;
    return rest ? addBlock(constant(columns - rest), rest, sums) : sums;
  }

  /// Memory for one block, shared by phases: reductions of one phase have blocks of their own.
  Value blockMemory(Value operand) { return memory.scratch(elementOf(operand), lanes); }

  void fillKept(ArrayRef<Value> kept, Value column) {
    for (Value array : kept)
      store(elementAt(array, column), rowMemory.lookup(array), column);
  }

  void store(Value element, Value array, Value position) {
    if (element)
      ir::storeElement(b, loc, element, array, position);
  }

  void writeColumns() {
    SmallVector<std::pair<Value, Value>> results;
    for (auto [result, memory] : llvm::zip_equal(kernel.front().getTerminator()->getOperands(), resultMemory))
      if (!isOnePerRow(result))
        results.push_back({result, memory});
    if (!results.empty())
      forEachColumn([&](Value column) { writeColumn(results, column); });
  }

  /// Short rows in blocks of a vector, too.
  void forEachColumn(function_ref<void(Value)> body) {
    int64_t block = columns >= 32 ? columns : lanes, rest = columns % std::max<int64_t>(block, 1);
    if (columns == 0)
      return;
    auto run = [&](Value start, int64_t count) {
      emitLoop(b, loc, constant(0), constant(count), [&](Value lane) { body(addIndex(b, loc, start, lane)); });
    };
    emitLoop(b, loc, constant(0), constant(columns / block),
             [&](Value i) { run(arith::MulIOp::create(b, loc, i, constant(block)), block); });
    if (rest)
      run(constant(columns - rest), rest);
  }

  void writeColumn(ArrayRef<std::pair<Value, Value>> results, Value column) {
    Value position = enterColumn(column);
    for (auto [result, memory] : results)
      store(elementAt(result, column), memory, position);
  }

  void writeRowResults() {
    for (auto [result, memory] : llvm::zip_equal(kernel.front().getTerminator()->getOperands(), resultMemory))
      if (isOnePerRow(result))
        store(elementAt(result, row), memory, row);
  }

  FusedReader &reader;
  const RowPlan &plan;
  func::FuncOp kernel;
  ValueRange resultMemory;
  OpBuilder &b;
  Location loc;
  ir::KernelBuilder memory;
  int64_t columns, lanes;
  DenseMap<Value, Value> rowMemory;
  Value row;
};

double bytesPerRow(const RowPlan &plan, func::FuncOp kernel) {
  double bytes = 0;
  for (Type type : llvm::concat<const Type>(kernel.getArgumentTypes(), kernel.getResultTypes())) {
    auto array = cast<RankedTensorType>(type);
    bytes += array.getNumElements() >= plan.space.rows ? double(ir::bytesOf(array)) : 0;
  }
  return bytes / std::max<int64_t>(plan.space.rows, 1);
}

} // namespace

double emitRows(FusedReader &reader, const RowPlan &plan, func::FuncOp kernel, ValueRange resultMemory, Value lo,
                Value hi, const Target &target) {
  RowEmission(reader, plan, kernel, resultMemory, target).emit(lo, hi);
  double passes = plan.phases.size() + 1;
  double arithmetic = plan.space.columns * 1.5 * (passes + plan.instructions) / target.lanes(32);
  return std::max(arithmetic, bytesPerRow(plan, kernel) / 8) + 20 * passes;
}

} // namespace burin::lowering
