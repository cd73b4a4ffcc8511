// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/WhileTransposer.h"

#include "compiler/ops/Callees.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/LoopDerivative.h"

using namespace mlir;

namespace burin::passes {
namespace {

constexpr int64_t defaultCheckpoints = 64;

int64_t checkpointsOf(ir::WhileOp op) {
  auto asked = static_cast<int64_t>(op.getCheckpoints());
  return asked ? asked : defaultCheckpoints;
}

LoopWriter::Values joined(std::initializer_list<ValueRange> groups) {
  LoopWriter::Values all;
  for (ValueRange group : groups)
    llvm::append_range(all, group);
  return all;
}

} // namespace

WhileTransposer::WhileTransposer(ir::WhileOp op, OpBuilder &b, FunctionTable &symbols)
    : op(op), b(b), symbols(symbols), numCarry(op.carry().size()), numCondCaptures(op.condCaptures().size()),
      loops(ir::calleeOf(op, op.getBodyAttr()), symbols, checkpointsOf(op)), snapshots(loops, checkpointsOf(op)) {}

LogicalResult WhileTransposer::run(ArrayRef<Value> cotangents, ArrayRef<bool> operands,
                                   MutableArrayRef<Value> results) {
  SmallVector<unsigned> numbers = op.argumentOperands(1);
  active = ir::ofArguments(op, 1, operands);
  given = activeOnes(cotangents);
  if (failed(differentiate()))
    return failure();
  findMoving();
  Values forward = runForward();
  for (auto [number, value] : llvm::zip(moving, forward))
    op->getResult(number).replaceAllUsesWith(value);
  Values backward = runBackward(forward, cotangents);
  SmallVector<unsigned> targets;
  for (unsigned i = 0; i < numCarry; ++i)
    if (given[i])
      targets.push_back(i);
  llvm::append_range(targets, summed);
  for (auto [argument, cotangent] : llvm::zip_equal(targets, backward))
    if (operands[numbers[argument]])
      results[numbers[argument]] = cotangent;
  return success();
}

LogicalResult WhileTransposer::differentiate() {
  func::FuncOp body = ir::calleeOf(op, op.getBodyAttr());
  if (failed(spreadOverCarry(body, numCarry, active, symbols)))
    return failure();
  FailureOr<func::FuncOp> built = vjpOfBody(body, numCarry, active, given, symbols);
  if (failed(built))
    return failure();
  vjp = *built;
  ValueRange cotangents = vjp.getBody().front().getTerminator()->getOperands().drop_front(numCarry);
  for (auto [argument, cotangent] : llvm::zip_equal(activeNumbers(active), cotangents))
    if (argument >= numCarry && !isSymbolicZero(cotangent))
      summed.push_back(static_cast<unsigned>(argument));
  return success();
}

/// What the body returns as it was given is a capture in all but name.
void WhileTransposer::findMoving() {
  Block &body = ir::calleeOf(op, op.getBodyAttr()).getBody().front();
  for (unsigned i = 0; i < numCarry; ++i)
    if (body.getTerminator()->getOperand(i) == body.getArgument(i))
      op->getResult(i).replaceAllUsesWith(op.carry()[i]);
    else
      moving.push_back(i);
}

LoopWriter::Values WhileTransposer::firstCarry() {
  return llvm::map_to_vector(moving, [&](unsigned number) -> Value { return op.carry()[number]; });
}

LoopWriter::Values WhileTransposer::wholeCarry(ValueRange parts, ValueRange captures) {
  Values carry(captures.take_back(numCarry));
  for (auto [number, value] : llvm::zip_equal(moving, parts))
    carry[number] = value;
  return carry;
}

LoopWriter::Values WhileTransposer::nextCarry(ir::Emit &e, ValueRange parts, ValueRange captures) {
  Values arguments = joined({wholeCarry(parts, captures), captures.drop_back(numCarry)});
  auto next = e.call(op.getBody(), arguments, numCarry);
  return llvm::map_to_vector(moving, [&](unsigned number) -> Value { return next[number]; });
}

// Forward

LoopWriter::Values WhileTransposer::runForward() {
  OpBuilder atOp(op);
  ir::Emit emit(atOp, op.getLoc());
  Values first = firstCarry();
  Values state = joined({first, Snapshots::number(emit, 0), Snapshots::number(emit, 1), snapshots.empty(emit, first)});
  auto test = [&](ir::Emit &e, ValueRange state, ValueRange captures) {
    Values carry = wholeCarry(state.take_front(moving.size()), captures);
    Values arguments = joined({carry, captures.take_front(numCondCaptures)});
    return Values{e.call(op.getCond(), arguments, 1)[0]};
  };
  auto turn = [&](ir::Emit &e, ValueRange state, ValueRange captures) { return forwardTurn(e, state, captures); };
  return loops.loop(emit, state, joined({op.condCaptures(), op.bodyCaptures(), op.carry()}), test, turn);
}

LoopWriter::Values WhileTransposer::forwardTurn(ir::Emit &e, ValueRange state, ValueRange captures) {
  size_t count = moving.size();
  ValueRange carry = state.take_front(count), rows = state.drop_front(count + 2);
  Value turn = state[count], stride = snapshots.strideAt(e, turn, state[count + 1]);
  Value place = snapshots.placeAt(e, turn, stride);
  Values next = nextCarry(e, carry, captures.drop_front(numCondCaptures));
  next.append({e.add(turn, Snapshots::number(e, 1)), stride});
  for (auto [row, value] : llvm::zip_equal(rows, carry))
    next.push_back(Snapshots::write(e, row, value, place));
  return next;
}

// Backward

LoopWriter::Values WhileTransposer::runBackward(ValueRange forward, ArrayRef<Value> cotangents) {
  ir::Emit emit(b, op.getLoc());
  size_t count = moving.size();
  Value numTurns = forward[count];
  Snapshots::Stack stack = snapshots.stackAfter(emit, numTurns, forward[count + 1]);
  Values state{emit.sub(numTurns, Snapshots::number(emit, 1)), stack.top, stack.turns};
  llvm::append_range(state, forward.drop_front(count + 2));
  for (unsigned i = 0; i < numCarry; ++i)
    if (given[i])
      state.push_back(cotangents[i] ? cotangents[i] : emit.zeros(ir::Emit::typeOf(op.carry()[i])));
  for (unsigned argument : summed)
    state.push_back(emit.zeros(ir::Emit::typeOf(op.bodyCaptures()[argument - numCarry])));
  auto test = [](ir::Emit &e, ValueRange state, ValueRange) {
    return Values{e.compare(state[0], Snapshots::number(e, 0), "ge")};
  };
  auto turn = [&](ir::Emit &e, ValueRange state, ValueRange captures) { return backwardTurn(e, state, captures); };
  Values last = loops.loop(emit, state, joined({stack.places, op.bodyCaptures(), op.carry()}), test, turn);
  return Values(llvm::drop_begin(last, 3 + count));
}

LoopWriter::Values WhileTransposer::backwardTurn(ir::Emit &e, ValueRange state, ValueRange captures) {
  size_t count = moving.size();
  Value turn = state[0];
  ValueRange stack = state.slice(1, 2 + count), cotangents = state.drop_front(3 + count);
  Values found = recompute(e, stack, joined({turn, captures}));
  Value top = found[1], turns = found[2], one = Snapshots::number(e, 1);
  Value isTop = e.compare(Snapshots::read(e, turns, top), turn, "eq");
  ValueRange rows = ValueRange(found).slice(3, count), carry = ValueRange(found).drop_front(3 + count);
  return joined({e.sub(turn, one), e.select(isTop, e.sub(top, one), top), turns, rows,
                 addCotangents(e, carry, captures.drop_front(), cotangents)});
}

LoopWriter::Values WhileTransposer::recompute(ir::Emit &e, ValueRange stack, ValueRange captures) {
  Value top = stack[0], turns = stack[1], place = Snapshots::read(e, captures[1], top);
  Values state{Snapshots::read(e, turns, top)};
  llvm::append_range(state, stack);
  for (Value rows : stack.drop_front(2))
    state.push_back(Snapshots::read(e, rows, place));
  auto isEarlier = [](ir::Emit &e, ValueRange state, ValueRange captures) {
    return Values{e.compare(state[0], captures[0], "lt")};
  };
  auto keep = [&](ir::Emit &e, ValueRange state, ValueRange captures) { return keepNext(e, state, captures); };
  return loops.loop(e, state, captures, isEarlier, keep);
}

LoopWriter::Values WhileTransposer::keepNext(ir::Emit &e, ValueRange state, ValueRange captures) {
  Value turn = state[0], top = state[1], distance = snapshots.distance(e, top, e.sub(captures[0], turn));
  auto isLeft = [](ir::Emit &e, ValueRange state, ValueRange) {
    return Values{e.compare(state[0], Snapshots::number(e, 0), "gt")};
  };
  auto step = [&](ir::Emit &e, ValueRange state, ValueRange captures) {
    return joined({e.sub(state[0], Snapshots::number(e, 1)), nextCarry(e, state.drop_front(), captures)});
  };
  Values last =
      loops.loop(e, joined({distance, state.drop_front(3 + moving.size())}), captures.drop_front(2), isLeft, step);
  ValueRange carry = ValueRange(last).drop_front();
  Value next = e.add(turn, distance), level = snapshots.nextLevel(e, top);
  Value place = Snapshots::read(e, captures[1], level);
  Values reached{next, e.select(snapshots.isFull(e, top), top, level), Snapshots::write(e, state[2], next, level)};
  for (auto [rows, value] : llvm::zip_equal(state.slice(3, moving.size()), carry))
    reached.push_back(Snapshots::write(e, rows, value, place));
  llvm::append_range(reached, carry);
  return reached;
}

LoopWriter::Values WhileTransposer::addCotangents(ir::Emit &e, ValueRange parts, ValueRange captures,
                                                  ValueRange cotangents) {
  Values carry = wholeCarry(parts, captures), arguments = joined({carry, captures.drop_back(numCarry)});
  ValueRange sums = cotangents.drop_front(llvm::count(given, true));
  for (auto [value, is] : llvm::zip_equal(carry, given)) {
    if (!isDifferentiable(value.getType()))
      continue;
    arguments.push_back(is ? cotangents.front() : e.zeros(ir::Emit::typeOf(value)));
    cotangents = is ? cotangents.drop_front() : cotangents;
  }
  SmallVector<int64_t> numbers = activeNumbers(active);
  auto results = e.call(vjp.getName(), arguments, numCarry + numbers.size()).drop_front(numCarry);
  Values next;
  for (auto [argument, cotangent] : llvm::zip_equal(numbers, results))
    if (argument < numCarry && given[argument])
      next.push_back(cotangent);
    else if (llvm::is_contained(summed, argument)) {
      next.push_back(e.add(sums.front(), cotangent));
      sums = sums.drop_front();
    }
  return next;
}

} // namespace burin::passes
