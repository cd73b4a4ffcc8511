// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/FusedReader.h"

#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

Value FusedReader::read(unsigned number, ValueRange index) { return element(consumer->getOperand(number), index); }

Value FusedReader::flatten(ValueRange index, ArrayRef<int64_t> shape) { return positions.flatten(loc, index, shape); }

SmallVector<Value> FusedReader::unflatten(Value position, ArrayRef<int64_t> shape) {
  return positions.unflatten(loc, position, shape);
}

Value FusedReader::element(Value array, ValueRange givenIndex) {
  if (Value element = rowElements.lookup(array))
    return element;
  SmallVector<Value> index;
  for (Value i : givenIndex)
    index.push_back(positions.canonical(i));
  auto &known = memo[array];
  for (Memo &entry : known)
    if (entry.index == index && positions.visible(entry.element))
      return entry.element;
  Value result = emitElement(array, index);
  if (result)
    memo[array].push_back({index, result});
  return result;
}

Value FusedReader::emitElement(Value array, ValueRange index) {
  auto type = cast<RankedTensorType>(array.getType());
  if (Value row = keptRows.lookup(array); row && flatten(index, type.getShape()) == currentPosition)
    return ir::loadElement(b, loc, row, currentColumn, type.getElementType());
  if (Value memory = inMemory.lookup(array)) {
    Value position = flatten(index, type.getShape());
    Value element = ir::loadElement(b, loc, memory, position, type.getElementType());
    accesses.push_back({array, position, element});
    return element;
  }
  auto producer = dyn_cast_if_present<ir::ElementOp>(array.getDefiningOp());
  if (!producer) {
    emitError(array.getLoc()) << "an array of a kernel is neither in memory nor computed by elements";
    failed = true;
    return {};
  }
  Operation *outer = consumer;
  consumer = producer;
  Value result = producer.lowerElement(*this, index, cast<OpResult>(array).getResultNumber());
  consumer = outer;
  failed |= !result;
  return result;
}

} // namespace burin::lowering
