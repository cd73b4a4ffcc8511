// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/MainFunction.h"

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Lowering.h"

using namespace mlir;

namespace burin::lowering {

namespace {

class MainEmission {
public:
  MainEmission(ModuleOp module, func::FuncOp program, KernelOfCall kernelOf)
      : module(module), program(program), kernelOf(kernelOf), b(module.getContext()), loc(program.getLoc()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

  LLVM::LLVMFuncOp run() {
    b.setInsertionPointToEnd(module.getBody());
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer});
    auto main = LLVM::LLVMFuncOp::create(b, loc, mainSymbol, type);
    entry = main.addEntryBlock(b);
    b.setInsertionPointToEnd(entry);
    for (BlockArgument argument : program.getArguments())
      places[argument] = {Place::argument, argument.getArgNumber()};
    for (Operation &op : program.front()) {
      if (auto list = op.getAttrOfType<ArrayAttr>(placesAttr))
        for (auto [result, text] : llvm::zip_equal(op.getResults(), list.getAsValueRange<StringAttr>()))
          places[result] = Place::parse(text);
      if (auto call = dyn_cast<func::CallOp>(op))
        emitCall(call);
    }
    emitCopies();
    LLVM::ReturnOp::create(b, loc, ValueRange{});
    return main;
  }

private:
  Value constant(int64_t value) { return LLVM::ConstantOp::create(b, loc, b.getI64IntegerAttr(value)); }

  Value offset(Value base, int64_t index, Type element) {
    if (index == 0)
      return base;
    return LLVM::GEPOp::create(b, loc, pointer, element, base, ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(index)});
  }

  /// Loaded where it is used: thousands of pointers that live at once cost LLVM quadratic time, and spills.
  Value tableEntry(int64_t number) {
    return LLVM::LoadOp::create(b, loc, pointer, offset(entry->getArgument(0), number, pointer));
  }

  Value pointerTo(Place place) {
    switch (place.kind) {
    case Place::argument: return tableEntry(place.at);
    case Place::result: return tableEntry(program.getNumArguments() + place.at);
    case Place::arena: break;
    }
    return LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), entry->getArgument(1),
                               ArrayRef<LLVM::GEPArg>{constant(place.at)});
  }

  static int64_t bytesOf(Value array) { return ir::bytesOf(cast<RankedTensorType>(array.getType())); }

  void emitCall(func::CallOp call) {
    if (llvm::all_of(call.getResults(), [](Value result) { return bytesOf(result) == 0; }))
      return;
    const EmittedKernel &kernel = kernelOf(call);
    SmallVector<Value> pointers;
    for (Value operand : call.getOperands())
      pointers.push_back(pointerTo(places.lookup(operand)));
    for (Value result : call.getResults())
      pointers.push_back(pointerTo(places.lookup(result)));
    if (auto workspace = call->getAttrOfType<ArrayAttr>(workspaceAttr))
      for (StringRef text : workspace.getAsValueRange<StringAttr>())
        pointers.push_back(pointerTo(Place::parse(text)));
    if (kernel.isDivided())
      return emitParallel(kernel, pointers);
    pointers.push_back(constant(0));
    pointers.push_back(constant(kernel.items));
    StringRef name = const_cast<EmittedKernel &>(kernel).function.getName();
    LLVM::CallOp::create(b, loc, TypeRange{}, name, pointers);
  }

  void emitParallel(const EmittedKernel &kernel, ArrayRef<Value> pointers) {
    std::string body = packedKernel(const_cast<EmittedKernel &>(kernel).function.getName(), pointers.size());
    Value table = pointerTable(pointers.size());
    for (auto [number, p] : llvm::enumerate(pointers))
      LLVM::StoreOp::create(b, loc, p, offset(table, number, pointer));
    declareParallelFor();
    LLVM::CallOp::create(b, loc, TypeRange{}, parallelForSymbol,
                         ValueRange{LLVM::AddressOfOp::create(b, loc, pointer, body), table, constant(kernel.items),
                                    constant(kernel.grain())});
  }

  /// One table serves all calls: burin_parallel_for returns when the work is done.
  Value pointerTable(int64_t size) {
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
  std::string packedKernel(StringRef kernel, unsigned numPointers) {
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
      arguments.push_back(LLVM::LoadOp::create(b, loc, pointer, offset(block->getArgument(0), i, pointer)));
    arguments.push_back(block->getArgument(1));
    arguments.push_back(block->getArgument(2));
    LLVM::CallOp::create(b, loc, TypeRange{}, kernel, arguments);
    LLVM::ReturnOp::create(b, loc, ValueRange{});
    return name;
  }

  void declareParallelFor() {
    if (module.lookupSymbol(parallelForSymbol))
      return;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    Type i64 = b.getI64Type();
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer, i64, i64});
    LLVM::LLVMFuncOp::create(b, loc, parallelForSymbol, type);
  }

  /// Results that are arguments, or the same array as another result.
  void emitCopies() {
    for (auto [number, value] : llvm::enumerate(program.front().getTerminator()->getOperands())) {
      Place place = places.lookup(value);
      bool written = place.kind == Place::result && place.at == static_cast<int64_t>(number);
      if (written || bytesOf(value) == 0)
        continue;
      Value to = pointerTo({Place::result, static_cast<int64_t>(number)});
      LLVM::MemcpyOp::create(b, loc, to, pointerTo(place), constant(bytesOf(value)), /*isVolatile=*/false);
    }
  }

  ModuleOp module;
  func::FuncOp program;
  KernelOfCall kernelOf;
  OpBuilder b;
  Location loc;
  LLVM::LLVMPointerType pointer;
  Block *entry = nullptr;
  DenseMap<Value, Place> places;
  LLVM::AllocaOp table;
};

} // namespace

LLVM::LLVMFuncOp emitMain(ModuleOp module, func::FuncOp program, KernelOfCall kernelOf) {
  return MainEmission(module, program, kernelOf).run();
}

} // namespace burin::lowering
