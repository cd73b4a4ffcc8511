// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/ScanTransposer.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/LoopDerivative.h"
#include "passes/control_flow/ScanDerivative.h"
#include "passes/control_flow/Signature.h"
#include "passes/control_flow/StackedProducts.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace burin::passes {

/// Operands of a loop, with what they are to its body.
class ScanTransposer::LoopArguments {
public:
  explicit LoopArguments(func::FuncOp body) : body(body.getBody().front()), signature(body) {}

  void keep(unsigned number, Value operand) {
    signature.keep(number);
    operands.push_back(operand);
  }
  /// Those arguments that are read are the operands of the same numbers.
  void keepUsed(ValueRange all, unsigned first, unsigned end) {
    for (unsigned i : llvm::seq(first, end))
      if (!body.getArgument(i).use_empty())
        keep(i, all[i]);
  }
  Value add(Value operand) {
    operands.push_back(operand);
    return signature.add(operand.getType());
  }
  void endGroup() {
    counts.push_back(static_cast<int64_t>(operands.size() - ended));
    ended = operands.size();
  }

  Value returned(unsigned number) { return signature.returned(number); }
  Value sum(Value x, Value y) {
    OpBuilder b(body.getTerminator());
    return ir::Emit(b, y.getLoc()).add(x, y);
  }
  void finish(ArrayRef<Value> results) { signature.finish(results); }

  SmallVector<Value> operands;
  SmallVector<int64_t> counts;

private:
  Block &body;
  Signature signature;
  size_t ended = 0;
};

ScanTransposer::ScanTransposer(ir::ScanOp op, OpBuilder &b, FunctionTable &symbols)
    : op(op), b(b), symbols(symbols), numCarry(op.carry().size()), numRows(op.xs().size()),
      numArguments(op->getNumOperands()) {}

LogicalResult ScanTransposer::run(ArrayRef<Value> cotangents, ArrayRef<bool> operands, MutableArrayRef<Value> results) {
  active.assign(operands.begin(), operands.end());
  given = activeOnes(cotangents);
  func::FuncOp function = ir::calleeOf(op, op.getBodyAttr());
  if (failed(spreadOverCarry(function, numCarry, active, symbols)))
    return failure();
  auto vjp = vjpOfBody(function, numCarry, active, given, symbols);
  if (failed(vjp))
    return failure();
  body = {*vjp, numArguments, function.getNumResults()};
  keepResiduals();
  emitBackward(cotangents, results);
  symbols.erase(body.vjp);
  for (auto [result, isActive] : llvm::zip_equal(results, operands))
    if (!isActive)
      result = Value();
  return success();
}

/// Rows that the body gives already are read there.
void ScanTransposer::keepResiduals() {
  auto arguments = body.body().getArguments();
  kept = neededResiduals(body, arguments.slice(numCarry, numArguments - numCarry),
                         arguments.take_front(numCarry + numRows));
  auto ys = body.body().getTerminator()->getOperands().slice(numCarry, body.numResults - numCarry);
  SmallVector<Value> more;
  SmallVector<unsigned> numbers;
  for (Value value : kept)
    if (auto y = llvm::find(ys, value); y != ys.end()) {
      numbers.push_back(numCarry + static_cast<unsigned>(y - ys.begin()));
    } else {
      numbers.push_back(body.numResults + more.size());
      more.push_back(value);
    }
  ResultRange results = op->getResults();
  if (!more.empty()) {
    OpBuilder atOp(op);
    results =
        emitScan(atOp, op, forwardPart(body, more, symbols), op->getOperands(), op.getOperandCounts(), op.getReverse());
    op->replaceAllUsesWith(results.take_front(body.numResults));
  }
  keptRows = llvm::map_to_vector(numbers, [&](unsigned number) -> Value { return results[number]; });
}

SmallVector<unsigned> ScanTransposer::transposed(func::FuncOp backward, unsigned first, unsigned end) const {
  OperandRange cotangents = backward.getBody().front().getTerminator()->getOperands();
  SmallVector<unsigned> places = ranks(active), numbers;
  for (unsigned i : llvm::seq(first, end))
    if (active[i] && !isSymbolicZero(cotangents[places[i]]))
      numbers.push_back(i);
  return numbers;
}

void ScanTransposer::emitBackward(ArrayRef<Value> cotangents, MutableArrayRef<Value> results) {
  func::FuncOp function = backwardPart(body, kept, symbols);
  SmallVector<unsigned> targets, sums = transposed(function, numCarry + numRows, numArguments),
                                 rows = transposed(function, numCarry, numCarry + numRows);
  for (unsigned i : llvm::seq(0u, numCarry))
    if (given[i])
      targets.push_back(i);
  LoopArguments loop(function);
  addCotangents(loop, cotangents, 0, numCarry);
  SmallVector<Value> totals =
      llvm::map_to_vector(sums, [&](unsigned i) { return loop.add(zerosLike(op->getOperand(i))); });
  loop.endGroup();
  loop.keepUsed(op->getOperands(), numCarry, numCarry + numRows);
  for (auto [i, stacked] : llvm::enumerate(keptRows))
    loop.keep(numArguments + static_cast<unsigned>(i), stacked);
  addCotangents(loop, cotangents, numCarry, body.numResults);
  loop.endGroup();
  loop.keepUsed(op->getOperands(), numCarry + numRows, numArguments);
  loop.endGroup();

  SmallVector<unsigned> places = ranks(active);
  SmallVector<Value> returned = llvm::map_to_vector(targets, [&](unsigned i) { return loop.returned(places[i]); });
  for (auto [i, total] : llvm::zip_equal(sums, totals))
    returned.push_back(loop.sum(total, loop.returned(places[i])));
  for (unsigned i : rows)
    returned.push_back(loop.returned(places[i]));
  llvm::append_range(targets, sums);
  llvm::append_range(targets, rows);
  loop.finish(returned);
  if (targets.empty())
    return symbols.erase(function);
  ResultRange all = emitScan(b, op, function, loop.operands, loop.counts, !op.getReverse());
  for (auto [number, value] : llvm::zip_equal(targets, stackProducts(all.front().getDefiningOp<ir::ScanOp>())))
    results[number] = value;
}

/// Of results of the body, from one number to another.
void ScanTransposer::addCotangents(LoopArguments &loop, ArrayRef<Value> cotangents, unsigned first, unsigned end) {
  SmallVector<unsigned> places = ranks(floatingOnes(op->getResultTypes()));
  for (unsigned i : llvm::seq(first, end))
    if (given[i])
      loop.keep(numArguments + static_cast<unsigned>(kept.size()) + places[i],
                cotangents[i] ? cotangents[i] : zerosLike(op->getResult(i)));
}

Value ScanTransposer::zerosLike(Value value) { return ir::Emit(b, op.getLoc()).zeros(ir::Emit::typeOf(value)); }

} // namespace burin::passes
