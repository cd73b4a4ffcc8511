// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/LineSort.h"
#include "compiler/lowering/LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::lowering {

static RankedTensorType typeOf(Value array) { return cast<RankedTensorType>(array.getType()); }

static LineOrder orderOfSort(Operation *op, int64_t dimension, int64_t numKeys) {
  LineOrder order;
  for (Value array : op->getOperands())
    order.elements.push_back(typeOf(array).getElementType());
  order.numKeys = numKeys;
  ArrayRef<int64_t> shape = typeOf(op->getOperand(0)).getShape();
  order.extent = order.kept = shape[dimension];
  order.worksInResult = ShapedType::getNumElements(shape.drop_front(dimension + 1)) == 1;
  return order;
}

static LineOrder orderOfTopK(Operation *op) {
  LineOrder order;
  for (Value array : op->getResults())
    order.elements.push_back(typeOf(array).getElementType());
  order.extent = typeOf(op->getOperand(0)).getShape().back();
  order.kept = typeOf(op->getResult(0)).getShape().back();
  order.descending = true;
  order.worksInResult = false;
  return order;
}

/// One array for each element type and work line, as many lines as the operand has.
static SmallVector<RankedTensorType> workspaceOf(const LineOrder &order, ArrayRef<int64_t> shape) {
  SmallVector<RankedTensorType> arrays;
  for (unsigned line = 0; line < numWorkLines(order); ++line)
    for (Type element : order.elements)
      arrays.push_back(RankedTensorType::get(shape, element));
  return arrays;
}

SmallVector<RankedTensorType> workspaceOfSort(Operation *op, int64_t dimension, int64_t numKeys) {
  return workspaceOf(orderOfSort(op, dimension, numKeys), typeOf(op->getOperand(0)).getShape());
}

SmallVector<RankedTensorType> workspaceOfTopK(Operation *op) {
  return workspaceOf(orderOfTopK(op), typeOf(op->getOperand(0)).getShape());
}

bool sortReadsKeysAgain(Operation *op, int64_t dimension) { return !orderOfSort(op, dimension, 1).isShort(); }

namespace {

/// Lines along one axis, one work item each.
class Lines {
public:
  Lines(ir::KernelBuilder &k, LineOrder order, int64_t axis)
      : k(k), order(std::move(order)), axis(axis), others(typeOf(k.op->getOperand(0)).getShape()) {
    others.erase(others.begin() + axis);
  }

  /// `elements` gives those of all arrays at an index of the operands, and their place in the line.
  LogicalResult emit(function_ref<SmallVector<Value>(ArrayRef<Value>, Value)> elements) {
    k.setWork(ShapedType::getNumElements(others), order.cycles());
    emitLoop(k.b, k.loc, k.lo, k.hi, [&](Value line) {
      SmallVector<Value> index = k.unflatten(line, others);
      auto indexAt = [this, index](Value place) {
        SmallVector<Value> at(index);
        at.insert(at.begin() + axis, place);
        return at;
      };
      LineMoves moves;
      moves.source = [=](Value place) { return elements(indexAt(place), place); };
      moves.result = {k.resultMemory, [this, indexAt](Value place) {
                        return k.flatten(indexAt(place), typeOf(k.op->getResult(0)).getShape());
                      }};
      for (unsigned number = 0; number < numWorkLines(order); ++number)
        moves.work.push_back(workLine(number, line));
      emitLineSort(k, order, moves);
    });
    return success();
  }

private:
  /// Lines of the workspace are dense, whatever the axis.
  Line workLine(unsigned number, Value line) {
    unsigned count = order.elements.size();
    Value start = arith::MulIOp::create(k.b, k.loc, line, k.constant(order.extent));
    return {SmallVector<Value>(ArrayRef(k.workspaceMemory).slice(number * count, count)),
            [this, start](Value place) { return arith::AddIOp::create(k.b, k.loc, start, place); }};
  }

  ir::KernelBuilder &k;
  LineOrder order;
  int64_t axis;
  SmallVector<int64_t> others;
};

} // namespace

LogicalResult lowerSort(Operation *op, int64_t dimension, int64_t numKeys, ir::KernelBuilder &k) {
  return Lines(k, orderOfSort(op, dimension, numKeys), dimension).emit([&](ArrayRef<Value> index, Value) {
    SmallVector<Value> elements;
    for (unsigned number = 0; number < op->getNumOperands(); ++number)
      elements.push_back(k.read(number, index));
    return elements;
  });
}

LogicalResult lowerTopK(Operation *op, ir::KernelBuilder &k) {
  int64_t last = typeOf(op->getOperand(0)).getRank() - 1;
  return Lines(k, orderOfTopK(op), last).emit([&](ArrayRef<Value> index, Value place) {
    Value number = arith::IndexCastOp::create(k.b, k.loc, k.b.getI32Type(), place);
    return SmallVector<Value>{k.read(0, index), number};
  });
}

} // namespace burin::lowering
