// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/Lowering.h"
#include "compiler/lowering/RuntimeFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// One call of burin_host_call. Pointers travel as numbers.
class HostCallEmitter {
public:
  explicit HostCallEmitter(ir::KernelBuilder &k) : k(k), b(k.b), loc(k.loc) {}

  Value number(int64_t value) { return arith::ConstantIntOp::create(b, loc, value, 64); }

  Value address(Value memory) {
    Value index = memref::ExtractAlignedPointerAsIndexOp::create(b, loc, memory);
    return arith::IndexCastOp::create(b, loc, b.getI64Type(), index);
  }

  /// The address of a table of the numbers.
  Value table(ArrayRef<Value> numbers) {
    Value memory = k.scratch(b.getI64Type(), std::max<int64_t>(numbers.size(), 1));
    for (auto [i, value] : llvm::enumerate(numbers))
      memref::StoreOp::create(b, loc, value, memory, k.constant(i));
    return address(memory);
  }

  Value addresses(ArrayRef<Value> arrays) {
    return table(llvm::map_to_vector(arrays, [&](Value array) { return address(array); }));
  }

  void call(ArrayRef<Value> arguments) {
    SmallVector<Type> numbers(arguments.size(), b.getI64Type());
    declareRuntimeFunction(b, loc, hostCallSymbol, LLVM::LLVMVoidType::get(b.getContext()), numbers);
    LLVM::CallOp::create(b, loc, TypeRange(), hostCallSymbol, arguments);
  }

private:
  ir::KernelBuilder &k;
  OpBuilder &b;
  Location loc;
};

} // namespace

void lowerHostCall(ir::KernelBuilder &k, int64_t function, int64_t axes, ArrayRef<int64_t> extents) {
  HostCallEmitter emit(k);
  SmallVector<Value> inputs, numbers;
  for (unsigned i = 0; i < k.op->getNumOperands(); ++i)
    inputs.push_back(k.memory(i));
  for (int64_t extent : extents)
    numbers.push_back(emit.number(extent));
  emit.call({emit.number(function), emit.number(axes), emit.table(numbers), emit.addresses(inputs),
             emit.addresses(k.resultMemory)});
}

} // namespace burin::lowering
