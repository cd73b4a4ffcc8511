// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Scratch.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace burin::lowering {
namespace {

constexpr int64_t stackLimit = 32 << 10, alignment = 64;

Value onStack(OpBuilder &b, Location loc, MemRefType type) {
  OpBuilder::InsertionGuard guard(b);
  auto function = b.getInsertionBlock()->getParentOp();
  if (!isa<FunctionOpInterface>(function))
    function = function->getParentOfType<FunctionOpInterface>();
  b.setInsertionPointToStart(&function->getRegion(0).front());
  return memref::AllocaOp::create(b, loc, type, b.getI64IntegerAttr(alignment));
}

Value allocate(OpBuilder &b, Location loc, int64_t bytes) {
  constexpr StringRef name = "burin_scratch";
  auto module = b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  if (!module.lookupSymbol(name)) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    LLVM::LLVMFuncOp::create(b, loc, name, LLVM::LLVMFunctionType::get(pointer, b.getI64Type()));
  }
  Value size = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(bytes));
  return LLVM::CallOp::create(b, loc, TypeRange(pointer), name, ValueRange(size)).getResult();
}

/// The descriptor that a memref becomes in the LLVM dialect.
Value asMemref(OpBuilder &b, Location loc, Value pointer, MemRefType type) {
  Type i64 = b.getI64Type(), one = LLVM::LLVMArrayType::get(i64, 1);
  auto layout = LLVM::LLVMStructType::getLiteral(b.getContext(), {pointer.getType(), pointer.getType(), i64, one, one});
  Value descriptor = LLVM::PoisonOp::create(b, loc, layout);
  auto insert = [&](Value value, ArrayRef<int64_t> at) {
    descriptor = LLVM::InsertValueOp::create(b, loc, descriptor, value, at);
  };
  auto number = [&](int64_t value) { return LLVM::ConstantOp::create(b, loc, i64, b.getI64IntegerAttr(value)); };
  insert(pointer, 0);
  insert(pointer, 1);
  insert(number(0), 2);
  insert(number(type.getNumElements()), {3, 0});
  insert(number(1), {4, 0});
  return UnrealizedConversionCastOp::create(b, loc, type, descriptor).getResult(0);
}

} // namespace

SmallVector<Value> emitScratch(OpBuilder &b, Location loc, Type element, ArrayRef<int64_t> counts) {
  int64_t total = 0;
  SmallVector<int64_t> offsets;
  for (int64_t count : counts) {
    offsets.push_back(total);
    total += llvm::alignTo(count * (element.getIntOrFloatBitWidth() / 8), alignment);
  }
  SmallVector<Value> buffers(counts.size());
  Value memory = total > stackLimit ? allocate(b, loc, total) : Value();
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0)
      continue;
    auto type = MemRefType::get({counts[i]}, element);
    if (!memory) {
      buffers[i] = onStack(b, loc, type);
      continue;
    }
    Value start = LLVM::GEPOp::create(b, loc, memory.getType(), b.getI8Type(), memory,
                                      ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offsets[i])});
    buffers[i] = asMemref(b, loc, start, type);
  }
  return buffers;
}

} // namespace burin::lowering
