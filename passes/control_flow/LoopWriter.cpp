// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/LoopWriter.h"

#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"

using namespace mlir;

namespace burin::passes {

LoopWriter::Values LoopWriter::loop(ir::Emit &emit, ValueRange carry, ValueRange captures, Body test, Body turn) {
  Values operands(carry);
  llvm::append_range(operands, captures); // of test
  llvm::append_range(operands, captures); // of turn
  int64_t numCarry = carry.size(), numCaptures = captures.size();
  Operation *loop = emit.op("while", operands,
                            {emit.b.getNamedAttr("cond", define("_test", emit.loc, carry, captures, test)),
                             emit.b.getNamedAttr("body", define("_turn", emit.loc, carry, captures, turn)),
                             emit.axes("operand_counts", {numCarry, numCaptures, numCaptures}),
                             emit.number("checkpoints", checkpoints)},
                            carry.size());
  return llvm::to_vector_of<Value>(loop->getResults());
}

FlatSymbolRefAttr LoopWriter::define(StringRef suffix, Location loc, ValueRange carry, ValueRange captures,
                                     Body write) {
  SmallVector<Type> types = ir::concat(carry.getTypes(), captures.getTypes());
  auto function =
      func::FuncOp::create(loc, (origin.getName() + suffix).str(), FunctionType::get(loc.getContext(), types, {}));
  function.setPrivate();
  symbols.insert(function, std::next(Block::iterator(origin)));
  OpBuilder b = OpBuilder::atBlockEnd(function.addEntryBlock());
  ir::Emit emit(b, loc);
  ValueRange arguments(function.getArguments());
  func::ReturnOp::create(b, loc, write(emit, arguments.take_front(carry.size()), arguments.drop_front(carry.size())));
  updateFunctionType(function);
  return FlatSymbolRefAttr::get(function);
}

} // namespace burin::passes
