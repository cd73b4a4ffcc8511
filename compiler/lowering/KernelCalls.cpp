// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelCalls.h"

#include "compiler/lowering/Lowering.h"
#include "compiler/lowering/RuntimeFunction.h"

using namespace mlir;

namespace burin::lowering {

KernelCalls::KernelCalls(ModuleOp module, OpBuilder &b, Location loc, Block *entry)
    : module(module), b(b), loc(loc), pointer(LLVM::LLVMPointerType::get(module.getContext())), entry(entry) {}

Value KernelCalls::constant(int64_t value) { return LLVM::ConstantOp::create(b, loc, b.getI64IntegerAttr(value)); }

Value KernelCalls::entryOf(Value pointers, int64_t number) {
  return LLVM::GEPOp::create(b, loc, pointer, pointer, pointers, ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(number)});
}

static StringRef nameOf(const EmittedKernel &kernel) { return func::FuncOp(kernel.function).getName(); }

void KernelCalls::run(const EmittedKernel &kernel, ArrayRef<Value> pointers) {
  SmallVector<Value> arguments(pointers);
  arguments.push_back(constant(0));
  arguments.push_back(constant(kernel.items));
  LLVM::CallOp::create(b, loc, TypeRange{}, nameOf(kernel), arguments);
}

void KernelCalls::runInParallel(const EmittedKernel &kernel, ArrayRef<Value> pointers) {
  std::string body = packedKernel(nameOf(kernel), pointers.size());
  Value table = pointerTable(pointers.size());
  for (auto [number, p] : llvm::enumerate(pointers))
    LLVM::StoreOp::create(b, loc, p, entryOf(table, number));
  declareRuntimeFunction(b, loc, parallelForSymbol, LLVM::LLVMVoidType::get(b.getContext()),
                         {pointer, pointer, b.getI64Type(), b.getI64Type()});
  LLVM::CallOp::create(b, loc, TypeRange{}, parallelForSymbol,
                       ValueRange{LLVM::AddressOfOp::create(b, loc, pointer, body), table, constant(kernel.items),
                                  constant(kernel.grain())});
}

/// One table serves all calls: burin_parallel_for returns when the work is done.
Value KernelCalls::pointerTable(int64_t size) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(entry);
  if (!table)
    table = LLVM::AllocaOp::create(b, loc, pointer, pointer, constant(0), 16);
  auto count = table.getArraySize().getDefiningOp<LLVM::ConstantOp>();
  if (cast<IntegerAttr>(count.getValue()).getInt() < size)
    count.setValueAttr(b.getI64IntegerAttr(size));
  return table;
}

/// void kernel_parallel(void **pointers, int64_t lo, int64_t hi)
std::string KernelCalls::packedKernel(StringRef kernel, unsigned numPointers) {
  std::string name = (kernel + parallelSuffix).str();
  if (module.lookupSymbol(name))
    return name;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(module.getBody());
  Type i64 = b.getI64Type();
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, i64, i64});
  auto packed = LLVM::LLVMFuncOp::create(b, loc, name, type);
  Block *block = packed.addEntryBlock(b);
  b.setInsertionPointToEnd(block);
  SmallVector<Value> arguments;
  for (unsigned i = 0; i < numPointers; ++i)
    arguments.push_back(LLVM::LoadOp::create(b, loc, pointer, entryOf(block->getArgument(0), i)));
  arguments.push_back(block->getArgument(1));
  arguments.push_back(block->getArgument(2));
  LLVM::CallOp::create(b, loc, TypeRange{}, kernel, arguments);
  LLVM::ReturnOp::create(b, loc, ValueRange{});
  return name;
}

} // namespace burin::lowering
