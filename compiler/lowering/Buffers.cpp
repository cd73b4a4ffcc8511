// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Buffers.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/lowering/BufferPlan.h"
#include "compiler/lowering/InPlace.h"

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
    if (isa<func::CallOp, ir::ControlFlow>(op)) {
      steps.push_back({&op, step});
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

SmallVector<int64_t> Buffers::workspaceOf(Operation *step) {
  if (auto call = dyn_cast<func::CallOp>(step))
    return llvm::map_to_vector(lowering::workspaceOf(kernelOf(call)),
                               [](RankedTensorType array) { return ir::bytesOf(array); });
  int64_t bytes = 0;
  for (FlatSymbolRefAttr name : cast<ir::CallLike>(step).callees())
    bytes = std::max(bytes, arenaBytesOf(module.lookupSymbol<func::FuncOp>(name.getAttr())));
  return bytes ? SmallVector<int64_t>{bytes} : SmallVector<int64_t>{};
}

bool Buffers::kernelMayWriteOver(func::CallOp call, unsigned operand, unsigned result) {
  func::FuncOp kernel = kernelOf(call);
  BlockArgument argument = kernel.getArgument(operand);
  return updatesInPlace(kernel, argument) ||
         (worksInPlace(kernel) && lowering::mayWriteOver(kernel, probeOf(kernel), argument, result));
}

/// True when the function may write the result over the argument, or gives the argument as it is.
static bool keepsInPlace(func::FuncOp function, unsigned argument, unsigned result) {
  if (function.front().getTerminator()->getOperand(result) == function.getArgument(argument))
    return true;
  return llvm::any_of(donationsOf(function), [&](runtime::Donation pair) {
    return pair.argument == static_cast<int>(argument) && pair.result == static_cast<int>(result);
  });
}

static bool controlMayWriteOver(ModuleOp module, ir::ControlFlow step, unsigned operand, unsigned result) {
  SmallVector<FlatSymbolRefAttr> callees = cast<ir::CallLike>(*step).callees();
  if (unsigned carried = step.carriedBy(callees.size() - 1))
    return operand == result && operand < carried;
  for (auto [number, name] : llvm::enumerate(callees)) {
    SmallVector<unsigned> operands = step.argumentOperands(number);
    auto argument = llvm::find(operands, operand);
    if (argument == operands.end() ||
        !keepsInPlace(module.lookupSymbol<func::FuncOp>(name.getAttr()), argument - operands.begin(), result))
      return false;
  }
  return true;
}

bool Buffers::mayWriteOver(Operation *step, unsigned operand, OpResult result) {
  auto shares = [&](Value other) { return numberOf(other) == numberOf(step->getOperand(operand)); };
  if (llvm::count_if(step->getOperands(), shares) != 1)
    return false;
  if (auto call = dyn_cast<func::CallOp>(step))
    return kernelMayWriteOver(call, operand, result.getResultNumber());
  return controlMayWriteOver(module, cast<ir::ControlFlow>(step), operand, result.getResultNumber());
}

bool Buffers::mayReplace(const Buffer &donor, int first, Value array) {
  if (donor.last != first)
    return donor.last < first;
  Operation *step = array.getDefiningOp();
  for (OpOperand &operand : step->getOpOperands())
    if (&of(operand.get()) == &donor)
      return mayWriteOver(step, operand.getOperandNumber(), cast<OpResult>(array));
  return false;
}

void Buffers::giveBack(unsigned number, unsigned others) {
  OperandRange returned = program.front().getTerminator()->getOperands();
  int buffer = std::exchange(results[number], -1);
  all[buffer].result = -1;
  for (unsigned twin = others; twin < returned.size(); ++twin)
    if (returned[twin] == returned[number]) {
      all[buffer].result = twin;
      results[twin] = buffer;
      return;
    }
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
