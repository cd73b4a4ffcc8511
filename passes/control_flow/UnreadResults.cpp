// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/UnreadResults.h"

#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Division.h"
#include "passes/cleanup/InlineCalls.h"
#include "passes/control_flow/CaseDerivative.h"
#include "passes/control_flow/ScanDerivative.h"
#include "passes/control_flow/Signature.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace burin::passes {
namespace {

SmallVector<bool> readResults(Operation *op) {
  return llvm::map_to_vector(op->getResults(), [](Value result) { return !result.use_empty(); });
}

/// Which arguments the results read that are marked. The first `numCarried` arguments are these results the turn
/// before: what is read of them is marked, too.
SmallVector<bool> readArguments(func::FuncOp function, SmallVectorImpl<bool> &results, unsigned numCarried) {
  Block &body = function.getBody().front();
  OperandRange returned = body.getTerminator()->getOperands();
  SmallVector<bool> arguments(body.getNumArguments(), false);
  llvm::SetVector<Value> read;
  for (auto [value, marked] : llvm::zip_equal(returned, results))
    if (marked)
      read.insert(value);
  for (size_t i = 0; i < read.size(); ++i) {
    if (Operation *op = read[i].getDefiningOp()) {
      read.insert_range(op->getOperands());
      continue;
    }
    unsigned number = cast<BlockArgument>(read[i]).getArgNumber();
    arguments[number] = true;
    if (number < numCarried) {
      results[number] = true;
      read.insert(returned[number]);
    }
  }
  for (unsigned i : llvm::seq(numCarried))
    arguments[i] = results[i];
  return arguments;
}

/// A copy with the marked arguments and results.
func::FuncOp narrowed(func::FuncOp function, ArrayRef<bool> arguments, ArrayRef<bool> results, SymbolTable &symbols) {
  func::FuncOp copy = copyFunction(function, "", symbols);
  Block &body = copy.getBody().front();
  Signature signature(copy);
  SmallVector<Value> returned;
  for (auto [number, marked] : llvm::enumerate(results))
    if (marked)
      returned.push_back(signature.returned(number));
  body.getTerminator()->setOperands(returned);
  eraseDead(body);
  for (auto [number, marked] : llvm::enumerate(arguments))
    if (marked)
      signature.keep(number);
  signature.finish(llvm::to_vector(body.getTerminator()->getOperands()));
  return copy;
}

void replaceMarked(Operation *op, ArrayRef<bool> marked, ResultRange by) {
  auto next = by.begin();
  for (auto [result, is] : llvm::zip_equal(op->getResults(), marked))
    if (is)
      result.replaceAllUsesWith(*next++);
  op->erase();
}

/// Those operands of a group that are marked; counts them.
void appendMarked(OperandRange group, ArrayRef<bool> marked, SmallVectorImpl<Value> &operands,
                  SmallVectorImpl<int64_t> &counts) {
  size_t before = operands.size();
  for (auto [operand, is] : llvm::zip_equal(group, marked))
    if (is)
      operands.push_back(operand);
  counts.push_back(static_cast<int64_t>(operands.size() - before));
}

bool narrow(ir::ScanOp op, SymbolTable &symbols) {
  func::FuncOp body = ir::calleeOf(op, op.getBodyAttr());
  unsigned numCarry = op.carry().size(), numRows = op.xs().size();
  SmallVector<bool> results = readResults(op), arguments = readArguments(body, results, numCarry);
  if (!llvm::is_contained(results, false) && !llvm::is_contained(arguments, false))
    return false;
  SmallVector<Value> operands;
  SmallVector<int64_t> counts;
  ArrayRef<bool> marked = arguments;
  appendMarked(op.carry(), marked.take_front(numCarry), operands, counts);
  appendMarked(op.xs(), marked.slice(numCarry, numRows), operands, counts);
  appendMarked(op.captures(), marked.drop_front(numCarry + numRows), operands, counts);
  OpBuilder b(op);
  replaceMarked(op, results,
                emitScan(b, op, narrowed(body, arguments, results, symbols), operands, counts, op.getReverse()));
  return true;
}

bool narrow(ir::CaseOp op, SymbolTable &symbols) {
  SmallVector<bool> results = readResults(op), shared(op.shared().size(), false);
  SmallVector<SmallVector<bool>> arguments;
  for (FlatSymbolRefAttr name : op.callees()) {
    arguments.push_back(readArguments(ir::calleeOf(op, name), results, 0));
    for (auto [all, one] : llvm::zip(shared, arguments.back()))
      all |= one;
  }
  SmallVector<Value> operands;
  SmallVector<int64_t> counts;
  appendMarked(op.shared(), shared, operands, counts);
  bool all = !llvm::is_contained(results, false) && !llvm::is_contained(shared, false);
  for (auto [number, list] : llvm::enumerate(arguments)) {
    llvm::copy(shared, list.begin());
    all &= !llvm::is_contained(list, false);
    appendMarked(op.capturesOf(number), ArrayRef(list).drop_front(shared.size()), operands, counts);
  }
  if (all)
    return false;
  SmallVector<func::FuncOp> branches;
  for (auto [name, list] : llvm::zip_equal(op.callees(), arguments))
    branches.push_back(narrowed(ir::calleeOf(op, name), list, results, symbols));
  OpBuilder b(op);
  replaceMarked(op, results, emitCase(b, op, branches, operands, counts));
  return true;
}

class UnreadResults {
public:
  explicit UnreadResults(SymbolTable &symbols) : symbols(symbols) {}

  bool any() const { return found; }

  void dropIn(func::FuncOp function) {
    if (function.isExternal() || !done.insert(function).second)
      return;
    Block &body = function.getBody().front();
    // Later ones first: what they do not read is not read.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (isOpTriviallyDead(&op))
        op.erase();
      else if (auto scan = dyn_cast<ir::ScanOp>(op))
        found |= narrow(scan, symbols);
      else if (auto branches = dyn_cast<ir::CaseOp>(op))
        found |= narrow(branches, symbols);
    for (auto op : body.getOps<ir::ControlFlow>())
      for (FlatSymbolRefAttr name : cast<ir::CallLike>(*op).callees())
        dropIn(ir::calleeOf(op, name));
  }

private:
  SymbolTable &symbols;
  llvm::DenseSet<Operation *> done;
  bool found = false;
};

} // namespace

void dropUnreadResults(ModuleOp module) {
  SymbolTable symbols(module);
  // What a loop no longer reads, the loops around it may no longer need.
  for (bool any = true; any;) {
    UnreadResults unread(symbols);
    for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
      if (!function.isPrivate())
        unread.dropIn(function);
    any = unread.any();
    dropUnreferenced(module, symbols);
  }
}

} // namespace burin::passes
