// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace burin::ir {

Type scalarType(Type element) {
  auto integer = dyn_cast<IntegerType>(element);
  return integer ? IntegerType::get(element.getContext(), integer.getWidth()) : element;
}

Type storageType(Type element) {
  return element.isInteger(1) ? IntegerType::get(element.getContext(), 8) : scalarType(element);
}

int64_t bytesOf(RankedTensorType type) {
  return type.getNumElements() * (storageType(type.getElementType()).getIntOrFloatBitWidth() / 8);
}

Value loadElement(OpBuilder &b, Location loc, Value array, Value position, Type element) {
  Value stored = memref::LoadOp::create(b, loc, array, position);
  Type scalar = scalarType(element);
  return stored.getType() == scalar ? stored : arith::TruncIOp::create(b, loc, scalar, stored).getResult();
}

void storeElement(OpBuilder &b, Location loc, Value element, Value array, Value position) {
  Type stored = cast<MemRefType>(array.getType()).getElementType();
  if (element.getType() != stored)
    element = arith::ExtUIOp::create(b, loc, stored, element);
  memref::StoreOp::create(b, loc, element, array, position);
}

Value KernelBuilder::load(Value array, Value position, Type element) {
  return loadElement(b, loc, array, position, element);
}

void KernelBuilder::store(Value element, Value array, Value position) {
  storeElement(b, loc, element, array, position);
}

Value KernelBuilder::flatten(ValueRange index, ArrayRef<int64_t> shape) { return reader.flatten(index, shape); }

SmallVector<Value> KernelBuilder::unflatten(Value position, ArrayRef<int64_t> shape) {
  return reader.unflatten(position, shape);
}

Value KernelBuilder::constant(int64_t index) { return arith::ConstantIndexOp::create(b, loc, index); }

Value KernelBuilder::scratch(Type element, int64_t count) {
  Operation *parent = b.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<func::FuncOp>(parent);
  if (!function)
    function = parent->getParentOfType<func::FuncOp>();
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(&function.front());
  return memref::AllocaOp::create(b, loc, MemRefType::get({count}, storageType(element)), b.getI64IntegerAttr(64));
}

} // namespace burin::ir
