// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/MainEmission.h"

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Lowering.h"

using namespace mlir;

namespace burin::lowering {

MainEmission::MainEmission(ModuleOp module, func::FuncOp program, KernelOfCall kernelOf)
    : module(module), program(program), kernelOf(kernelOf), b(module.getContext()), loc(program.getLoc()),
      pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

LLVM::LLVMFuncOp MainEmission::run() {
  b.setInsertionPointToEnd(module.getBody());
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer});
  auto main = LLVM::LLVMFuncOp::create(b, loc, mainSymbol, type);
  entry = main.addEntryBlock(b);
  enter(entry);
  calls.emplace(module, b, loc, entry);
  Frame frame;
  frame.function = program;
  emitFunction(frame);
  LLVM::ReturnOp::create(b, loc, ValueRange{});
  return main;
}

void MainEmission::emitFunction(Frame &frame) {
  for (BlockArgument argument : frame.function.getArguments())
    frame.places[argument] = {Place::argument, argument.getArgNumber()};
  for (Operation &op : frame.function.front().without_terminator()) {
    if (auto list = op.getAttrOfType<ArrayAttr>(placesAttr))
      for (auto [result, text] : llvm::zip_equal(op.getResults(), list.getAsValueRange<StringAttr>())) {
        Place place = Place::parse(text);
        frame.places[result] = place;
        if (place.kind == Place::stack && !frame.stack.contains(place.at))
          frame.stack[place.at] = onStack(bytesOf(result)); // an array is written before its head is
      }
    emitStep(frame, &op);
  }
  emitResults(frame);
}

void MainEmission::emitStep(Frame &frame, Operation *op) {
  if (auto call = dyn_cast<func::CallOp>(op))
    emitKernel(frame, call);
  else if (auto loop = dyn_cast<ir::WhileOp>(op))
    emitWhile(frame, loop);
  else if (auto scan = dyn_cast<ir::ScanOp>(op))
    emitScan(frame, scan);
  else if (auto branches = dyn_cast<ir::CaseOp>(op))
    emitCase(frame, branches);
}

void MainEmission::emitKernel(Frame &frame, func::CallOp call) {
  if (llvm::all_of(call.getResults(), [](Value result) { return bytesOf(result) == 0; }))
    return;
  const EmittedKernel &kernel = kernelOf(call);
  SmallVector<Value> pointers;
  for (Value operand : call.getOperands())
    pointers.push_back(pointerTo(frame, operand));
  for (Value result : call.getResults())
    pointers.push_back(pointerTo(frame, result));
  if (auto workspace = call->getAttrOfType<ArrayAttr>(workspaceAttr))
    for (StringRef text : workspace.getAsValueRange<StringAttr>())
      pointers.push_back(pointerTo(frame, Place::parse(text)));
  auto isOverOperand = [&](Value result) {
    return llvm::any_of(call.getOperands(),
                        [&](Value operand) { return placeOf(frame, operand) == placeOf(frame, result); });
  };
  if (kernel.isDivided(/*inPlace=*/llvm::any_of(call.getResults(), isOverOperand)))
    calls->runInParallel(kernel, pointers);
  else
    calls->run(kernel, pointers);
}

/// Results that are not where the caller wants them: arguments, the same array as another result, and of the carry of a
/// loop those that could not be written over it. What stands in another carry's place goes aside before that is
/// written.
void MainEmission::emitResults(Frame &frame) {
  struct Pending {
    Value to, from;
    int64_t bytes;
  };
  SmallVector<Pending> pending;
  Operation *end = frame.function.front().getTerminator();
  auto aside = end->getAttrOfType<ArrayAttr>(workspaceAttr);
  unsigned numAside = 0;
  for (OpOperand &operand : end->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    Place place = placeOf(frame, operand.get());
    int64_t bytes = bytesOf(operand.get());
    bool written = place.at == number &&
                   (place.kind == Place::result || (place.kind == Place::argument && number < frame.carried));
    Value from = written ? Value() : pointerTo(frame, place);
    if (standsInCarry(place, number, frame.carried)) {
      Value temporary = pointerTo(frame, Place::parse(cast<StringAttr>(aside[numAside++]).getValue()));
      copy(temporary, from, bytes);
      from = temporary;
    }
    if (written)
      continue;
    Value to = pointerTo(frame, {Place::result, number});
    if (number < frame.carried)
      pending.push_back({to, from, bytes});
    else
      copy(to, from, bytes);
  }
  for (auto [to, from, bytes] : pending)
    copy(to, from, bytes);
}

Value MainEmission::pointerTo(Frame &frame, Place place) {
  switch (place.kind) {
  case Place::argument: return isProgram(frame) ? tableEntry(place.at) : frame.arguments[place.at];
  case Place::result:
    return isProgram(frame) ? tableEntry(program.getNumArguments() + place.at) : frame.results[place.at];
  case Place::stack: return frame.stack.lookup(place.at);
  case Place::arena: break;
  }
  return offset(entry->getArgument(1), constant(frame.arena + place.at));
}

/// Loaded where it is used: thousands of pointers that live at once cost LLVM quadratic time, and spills.
Value MainEmission::tableEntry(int64_t number) {
  Value place = LLVM::GEPOp::create(b, loc, pointer, pointer, entry->getArgument(0),
                                    ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(number)});
  return LLVM::LoadOp::create(b, loc, pointer, place);
}

/// One array for all turns of the loops around.
Value MainEmission::onStack(int64_t bytes) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(entry);
  return LLVM::AllocaOp::create(b, loc, pointer, b.getI8Type(), constant(std::max<int64_t>(bytes, 1)), 64);
}

Value MainEmission::offset(Value base, Value bytes) {
  return LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), base, ArrayRef<LLVM::GEPArg>{bytes});
}

Value MainEmission::constant(int64_t value) { return LLVM::ConstantOp::create(b, loc, b.getI64IntegerAttr(value)); }

void MainEmission::copy(Value to, Value from, int64_t bytes) {
  if (to != from && bytes > 0)
    LLVM::MemcpyOp::create(b, loc, to, from, constant(bytes), /*isVolatile=*/false);
}

int64_t MainEmission::bytesOf(Value array) { return ir::bytesOf(cast<RankedTensorType>(array.getType())); }

LLVM::LLVMFuncOp emitMain(ModuleOp module, func::FuncOp program, KernelOfCall kernelOf) {
  return MainEmission(module, program, kernelOf).run();
}

} // namespace burin::lowering
