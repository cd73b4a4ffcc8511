// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Buffers.h"

#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

static RankedTensorType arrayType(Value value) { return cast<RankedTensorType>(value.getType()); }

RankedTensorType Buffers::typeOf(const Buffer &buffer) { return arrayType(buffer.array); }
int64_t Buffers::bytesOf(const Buffer &buffer) { return ir::bytesOf(typeOf(buffer)); }

int Buffers::rootOf(Value array) const {
  int buffer = numberOf(array);
  while (all[buffer].mergedInto >= 0)
    buffer = all[buffer].mergedInto;
  return buffer;
}

void Buffers::define(Value array, int step, bool isArgument) {
  numbers[array] = all.size();
  Buffer buffer;
  buffer.array = array;
  buffer.isArgument = isArgument;
  buffer.first = buffer.last = step;
  all.push_back(buffer);
}

LogicalResult Buffers::find() {
  for (Value argument : program.getArguments()) {
    arguments.push_back(all.size());
    define(argument, 0, true);
  }
  Block &body = program.front();
  int step = 0;
  for (Operation &op : body) {
    ++step;
    for (Value operand : op.getOperands())
      of(operand).last = step;
    if (auto call = dyn_cast<func::CallOp>(op)) {
      calls.push_back({call, step});
      for (Value result : op.getResults())
        define(result, step, false);
      continue;
    }
    if (!op.hasTrait<OpTrait::IsTerminator>() && op.getNumResults() > op.getNumOperands())
      return op.emitError("not a kernel call: the program is planned after fusion");
    for (auto [result, operand] : llvm::zip(op.getResults(), op.getOperands()))
      numbers[result] = numberOf(operand);
  }
  for (auto [number, value] : llvm::enumerate(body.getTerminator()->getOperands())) {
    Buffer &buffer = of(value);
    bool isHead = ir::bytesOf(arrayType(value)) != bytesOf(buffer); // of a longer array
    bool isCopy = buffer.isArgument || buffer.result >= 0 || isHead;
    results.push_back(isCopy ? -1 : numberOf(value));
    if (!isCopy)
      buffer.result = number;
  }
  return success();
}

const Probe &Buffers::probeOf(func::FuncOp kernel) {
  auto &probe = probes[kernel];
  if (!probe)
    probe = std::make_unique<Probe>(probeElements(kernel));
  return *probe;
}

func::FuncOp Buffers::kernelOf(func::CallOp call) { return module.lookupSymbol<func::FuncOp>(call.getCallee()); }

SmallVector<RankedTensorType> Buffers::workspaceOf(func::CallOp call) { return lowering::workspaceOf(kernelOf(call)); }

bool Buffers::mayWriteOver(func::CallOp call, unsigned operand, OpResult result) {
  func::FuncOp kernel = kernelOf(call);
  auto shares = [&](Value other) { return numberOf(other) == numberOf(call.getOperand(operand)); };
  return llvm::count_if(call.getOperands(), shares) == 1 && worksInPlace(kernel) &&
         lowering::mayWriteOver(kernel, probeOf(kernel), kernel.getArgument(operand), result.getResultNumber());
}

bool Buffers::mayReplace(const Buffer &donor, int first, Value array) {
  if (donor.last != first)
    return donor.last < first;
  auto call = array.getDefiningOp<func::CallOp>();
  for (OpOperand &operand : call->getOpOperands())
    if (&of(operand.get()) == &donor)
      return mayWriteOver(call, operand.getOperandNumber(), cast<OpResult>(array));
  return false;
}

void Buffers::merge(int operand, int result) {
  Buffer &taken = all[operand], &root = all[rootOf(all[result].array)];
  taken.mergedInto = result;
  if (taken.first < root.first) {
    root.first = taken.first;
    root.array = taken.array;
  }
}

} // namespace burin::lowering
