// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Rows are added one after the other; columns are independent of each other and divide the work.
class ScatterAdd {
public:
  ScatterAdd(Operation *op, ir::KernelBuilder &k)
      : k(k), reader(static_cast<FusedReader &>(k.reader)), b(k.b), loc(k.loc), type(typeOf(op->getResult(0))),
        indices(typeOf(op->getOperand(1)).getShape()), updates(typeOf(op->getOperand(2)).getShape()),
        rest(type.getShape().drop_front()) {
    for (int64_t extent : rest)
      columns *= extent;
  }

  LogicalResult emit() {
    blocks = std::max<int64_t>(columns / 64, 1);
    width = (columns + blocks - 1) / blocks;
    int64_t rows = typeOf(k.op->getOperand(1)).getNumElements() + type.getDimSize(0);
    k.setWork(blocks, rows * (width + 5.0));
    emitLoop(b, loc, k.lo, k.hi, [&](Value block) {
      Value start = arith::MulIOp::create(b, loc, block, constant(width));
      Value end =
          arith::MinUIOp::create(b, loc, arith::AddIOp::create(b, loc, start, constant(width)), constant(columns));
      emitCopy(start, end);
      emitUpdates(start, end);
    });
    return success();
  }

private:
  static RankedTensorType typeOf(Value array) { return cast<RankedTensorType>(array.getType()); }
  Value constant(int64_t value) { return reader.positions.constant(loc, value); }

  Value position(Value row, Value column) { return k.flatten({row, column}, {type.getDimSize(0), columns}); }

  SmallVector<Value> indexOf(ArrayRef<Value> leading, Value column) {
    SmallVector<Value> index(leading);
    llvm::append_range(index, k.unflatten(column, rest));
    return index;
  }

  void emitCopy(Value start, Value end) {
    emitLoop(b, loc, constant(0), constant(type.getDimSize(0)), [&](Value row) {
      emitLoop(b, loc, start, end,
               [&](Value column) { k.store(k.read(0, indexOf(row, column)), k.output(), position(row, column)); });
    });
  }

  void emitUpdates(Value start, Value end) {
    emitLoops(reader, indices, [&](ArrayRef<Value> at) {
      Value row = arith::IndexCastOp::create(b, loc, b.getIndexType(), k.read(1, at));
      // Unsigned: a negative index is as far outside as a large one.
      Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, row, constant(type.getDimSize(0)));
      auto guard = scf::IfOp::create(b, loc, inside, /*withElseRegion=*/false);
      OpBuilder::InsertionGuard keep(b);
      b.setInsertionPoint(guard.thenBlock()->getTerminator());
      emitLoop(b, loc, start, end, [&](Value column) { addElement(row, column, k.read(2, indexOf(at, column))); });
    });
  }

  void addElement(Value row, Value column, Value update) {
    Value to = position(row, column), old = k.load(k.output(), to, update.getType());
    Value sum = isa<FloatType>(old.getType()) ? arith::AddFOp::create(b, loc, old, update).getResult()
                                              : arith::AddIOp::create(b, loc, old, update).getResult();
    k.store(sum, k.output(), to);
  }

  ir::KernelBuilder &k;
  FusedReader &reader;
  OpBuilder &b;
  Location loc;
  RankedTensorType type;
  ArrayRef<int64_t> indices, updates, rest;
  int64_t columns = 1, blocks = 1, width = 1;
};

} // namespace

LogicalResult lowerScatterAddRows(Operation *op, ir::KernelBuilder &k) { return ScatterAdd(op, k).emit(); }

} // namespace burin::lowering
