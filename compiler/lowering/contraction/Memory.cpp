// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Memory.h"

#include "compiler/lowering/Lowering.h"
#include "compiler/lowering/RuntimeFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;

namespace burin::lowering {
namespace {

constexpr int64_t stackLimit = 32 << 10, alignment = 64;

bool isArray(Value memory) { return isa<MemRefType>(memory.getType()); }

Value address(OpBuilder &b, Location loc, Type element, Value memory, Value at) {
  Value index = arith::IndexCastOp::create(b, loc, b.getI64Type(), at);
  return LLVM::GEPOp::create(b, loc, memory.getType(), element, memory, ArrayRef<LLVM::GEPArg>{index});
}

unsigned elementAlignment(Type type) { return getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8; }

Value onStack(OpBuilder &b, Location loc, Type element, int64_t count) {
  OpBuilder::InsertionGuard guard(b);
  auto function = b.getInsertionBlock()->getParentOp();
  if (!isa<FunctionOpInterface>(function))
    function = function->getParentOfType<FunctionOpInterface>();
  b.setInsertionPointToStart(&function->getRegion(0).front());
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value size = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(count));
  return LLVM::AllocaOp::create(b, loc, pointer, element, size, alignment);
}

Value fromRuntime(OpBuilder &b, Location loc, int64_t bytes) {
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  declareRuntimeFunction(b, loc, scratchSymbol, pointer, b.getI64Type());
  Value size = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(bytes));
  return LLVM::CallOp::create(b, loc, TypeRange(pointer), scratchSymbol, ValueRange(size)).getResult();
}

} // namespace

Value emitLoad(OpBuilder &b, Location loc, Type type, Value memory, Value at) {
  if (!isArray(memory))
    return LLVM::LoadOp::create(b, loc, type, address(b, loc, getElementTypeOrSelf(type), memory, at),
                                elementAlignment(type));
  if (auto vector = dyn_cast<VectorType>(type))
    return vector::LoadOp::create(b, loc, vector, memory, at);
  return memref::LoadOp::create(b, loc, memory, at);
}

void emitStore(OpBuilder &b, Location loc, Value value, Value memory, Value at) {
  if (!isArray(memory))
    LLVM::StoreOp::create(b, loc, value, address(b, loc, getElementTypeOrSelf(value.getType()), memory, at),
                          elementAlignment(value.getType()));
  else if (isa<VectorType>(value.getType()))
    vector::StoreOp::create(b, loc, value, memory, at);
  else
    memref::StoreOp::create(b, loc, value, memory, at);
}

Value emitPointer(OpBuilder &b, Location loc, Type element, Value memory, Value at) {
  if (!isArray(memory))
    return address(b, loc, element, memory, at);
  Value start = memref::ExtractAlignedPointerAsIndexOp::create(b, loc, memory);
  Value integer = arith::IndexCastOp::create(b, loc, b.getI64Type(), start);
  Value pointer = LLVM::IntToPtrOp::create(b, loc, LLVM::LLVMPointerType::get(b.getContext()), integer);
  return address(b, loc, element, pointer, at);
}

Value emitMask(OpBuilder &b, Location loc, int64_t lanes, int64_t valid) {
  SmallVector<bool> mask(lanes);
  std::fill_n(mask.begin(), valid, true);
  return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(VectorType::get({lanes}, b.getI1Type()), mask));
}

SmallVector<Value> emitScratch(OpBuilder &b, Location loc, Type element, ArrayRef<int64_t> counts) {
  int64_t total = 0;
  SmallVector<int64_t> offsets;
  for (int64_t count : counts) {
    offsets.push_back(total);
    total += llvm::alignTo(count * (element.getIntOrFloatBitWidth() / 8), alignment);
  }
  SmallVector<Value> buffers(counts.size());
  Value memory = total > stackLimit ? fromRuntime(b, loc, total) : Value();
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0)
      continue;
    buffers[i] = memory ? LLVM::GEPOp::create(b, loc, memory.getType(), b.getI8Type(), memory,
                                              ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offsets[i])})
                              .getResult()
                        : onStack(b, loc, element, counts[i]);
  }
  return buffers;
}

} // namespace burin::lowering
