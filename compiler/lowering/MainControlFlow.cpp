// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and branches of the native program.
#include "compiler/lowering/MainEmission.h"

#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

Block *MainEmission::newBlock(TypeRange arguments) {
  OpBuilder::InsertionGuard guard(b);
  return b.createBlock(entry->getParent(), entry->getParent()->end(), arguments,
                       SmallVector<Location>(arguments.size(), loc));
}

void MainEmission::goTo(Block *block, ValueRange arguments) { LLVM::BrOp::create(b, loc, arguments, block); }

/// Arguments and results are for the caller to fill in.
Frame MainEmission::frameOf(Frame &caller, ir::ControlFlow op, unsigned callee) {
  Frame frame;
  FlatSymbolRefAttr name = cast<ir::CallLike>(*op).callees()[callee];
  frame.function = module.lookupSymbol<func::FuncOp>(name.getAttr());
  frame.carried = op.carriedBy(callee);
  frame.arena = caller.arena;
  if (auto workspace = op->getAttrOfType<ArrayAttr>(workspaceAttr))
    frame.arena += Place::parse(cast<StringAttr>(workspace[0]).getValue()).at;
  return frame;
}

/// The carry's places, with its first values: small ones on the stack, the others where the results are.
SmallVector<Value> MainEmission::enterCarry(Frame &frame, Operation *op, unsigned count) {
  SmallVector<Value> carry;
  for (auto [first, last] : llvm::zip(op->getOperands().take_front(count), op->getResults())) {
    int64_t bytes = bytesOf(first);
    bool isPlaced = bytes > maxStackBytes && placeOf(frame, first) == placeOf(frame, last);
    carry.push_back(bytes > maxStackBytes ? pointerTo(frame, last) : onStack(bytes));
    if (!isPlaced)
      copy(carry.back(), pointerTo(frame, first), bytes);
  }
  return carry;
}

void MainEmission::leaveCarry(Frame &frame, Operation *op, ArrayRef<Value> carry) {
  for (auto [last, place] : llvm::zip(op->getResults(), carry))
    if (bytesOf(last) <= maxStackBytes)
      copy(pointerTo(frame, last), place, bytesOf(last));
}

/// A small array that a loop reads gets a copy that nothing else can write.
Value MainEmission::captured(Frame &frame, Value array) {
  Value place = pointerTo(frame, array);
  if (bytesOf(array) > maxStackBytes)
    return place;
  Value own = onStack(bytesOf(array));
  copy(own, place, bytesOf(array));
  return own;
}

void MainEmission::emitWhile(Frame &frame, ir::WhileOp op) {
  Frame cond = frameOf(frame, op, 0), body = frameOf(frame, op, 1);
  SmallVector<Value> carry = enterCarry(frame, op, op.carry().size());
  cond.arguments = body.arguments = body.results = carry;
  for (Value array : op.condCaptures())
    cond.arguments.push_back(captured(frame, array));
  for (Value array : op.bodyCaptures())
    body.arguments.push_back(captured(frame, array));
  cond.results = {onStack(1)};
  Block *test = newBlock();
  goTo(test);
  enter(test);
  emitFunction(cond);
  Value truth = LLVM::LoadOp::create(b, loc, b.getI8Type(), cond.results[0]);
  Value goesOn = LLVM::TruncOp::create(b, loc, b.getI1Type(), truth);
  Block *turn = newBlock();
  LLVM::CondBrOp::create(b, loc, goesOn, turn, turn);
  auto branch = cast<LLVM::CondBrOp>(b.getInsertionBlock()->back());
  enter(turn);
  emitFunction(body);
  goTo(test);
  Block *end = newBlock();
  branch.setSuccessor(end, 1);
  enter(end);
  leaveCarry(frame, op, carry);
}

/// turn(first), turn(first + step), ...; all of them are before `end`.
void MainEmission::emitTurns(int64_t first, int64_t end, int64_t step, Turn turn) {
  if (first >= end)
    return;
  if (first + step >= end)
    return turn(constant(first));
  Block *block = newBlock(b.getI64Type());
  goTo(block, constant(first));
  enter(block);
  turn(block->getArgument(0));
  Value next = LLVM::AddOp::create(b, loc, block->getArgument(0), constant(step));
  Value goesOn = LLVM::ICmpOp::create(b, loc, LLVM::ICmpPredicate::slt, next, constant(end));
  Block *after = newBlock();
  LLVM::CondBrOp::create(b, loc, goesOn, block, ValueRange{next}, after, ValueRange{});
  enter(after);
}

// More of the same code in one turn of the loop brings nothing.
static constexpr int64_t maxUnroll = 64;

void MainEmission::emitScan(Frame &frame, ir::ScanOp op) {
  struct Rows {
    Value start;
    int64_t bytes; ///< of one
  };
  int64_t length = op.getLength(), unroll = std::min<int64_t>(op.getUnroll(), maxUnroll);
  auto rowsOf = [&](Value array) {
    return Rows{pointerTo(frame, array), bytesOf(array) / std::max<int64_t>(length, 1)};
  };
  SmallVector<Value> carry = enterCarry(frame, op, op.carry().size()), captures;
  SmallVector<Rows> xs = llvm::map_to_vector(op.xs(), rowsOf), ys = llvm::map_to_vector(op.ys(), rowsOf);
  for (Value array : op.captures())
    captures.push_back(captured(frame, array));
  auto row = [&](Rows rows, Value number) {
    return offset(rows.start, LLVM::MulOp::create(b, loc, number, constant(rows.bytes)));
  };
  Frame body = frameOf(frame, op, 0);
  auto turn = [&](Value step) {
    Value number = op.getReverse() ? LLVM::SubOp::create(b, loc, constant(length - 1), step) : step;
    body.arguments = body.results = carry;
    for (Rows x : xs)
      body.arguments.push_back(row(x, number));
    llvm::append_range(body.arguments, captures);
    for (Rows y : ys)
      body.results.push_back(row(y, number));
    emitFunction(body);
  };
  int64_t unrolled = length - length % unroll;
  emitTurns(0, unrolled, unroll, [&](Value first) {
    for (int64_t i = 0; i < unroll; ++i)
      turn(i == 0 ? first : LLVM::AddOp::create(b, loc, first, constant(i)));
  });
  emitTurns(unrolled, length, 1, turn);
  leaveCarry(frame, op, carry);
}

void MainEmission::emitCase(Frame &frame, ir::CaseOp op) {
  int64_t last = op.getBranches().size() - 1;
  Type i32 = b.getI32Type();
  auto number = [&](int64_t value) { return LLVM::ConstantOp::create(b, loc, b.getI32IntegerAttr(value)); };
  Value index = LLVM::LoadOp::create(b, loc, i32, pointerTo(frame, op.index()));
  index = LLVM::SMaxOp::create(b, loc, LLVM::SMinOp::create(b, loc, index, number(last)), number(0));
  // One pointer for an operand that a result takes over: branches that give it as it is copy nothing.
  DenseMap<Value, Value> pointers;
  for (Value operand : op.getInputs())
    pointers.insert({operand, pointerTo(frame, operand)});
  auto resultPointer = [&](Value result) {
    for (Value operand : op.getInputs())
      if (placeOf(frame, operand) == placeOf(frame, result))
        return pointers.lookup(operand);
    return pointerTo(frame, result);
  };
  SmallVector<Value> results = llvm::map_to_vector(op.getOutputs(), resultPointer);
  SmallVector<Block *> branches;
  SmallVector<int32_t> values;
  for (int64_t branch = 0; branch <= last; ++branch) {
    branches.push_back(newBlock());
    values.push_back(branch);
  }
  LLVM::SwitchOp::create(b, loc, index, branches[last], ValueRange{}, ArrayRef(values).drop_back(),
                         BlockRange(ArrayRef(branches).drop_back()), SmallVector<ValueRange>(last));
  Block *end = newBlock();
  for (int64_t branch = 0; branch <= last; ++branch) {
    enter(branches[branch]);
    Frame body = frameOf(frame, op, branch);
    for (Value argument : op.argumentsOf(branch))
      body.arguments.push_back(pointers.lookup(argument));
    body.results = results;
    emitFunction(body);
    goTo(end);
  }
  enter(end);
}

} // namespace burin::lowering
