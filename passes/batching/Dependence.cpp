// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/batching/Dependence.h"

#include "compiler/ops/CallOps.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// The function whose results are the first of the operation's, on the first of its operands; null: none is known.
FlatSymbolRefAttr functionOfResults(Operation *op) {
  if (auto call = dyn_cast<ir::CallLike>(op); call && call.valueCallee())
    return call.valueCallee();
  if (auto vjp = dyn_cast<ir::VjpCallOp>(op))
    return vjp.getCalleeAttr();
  if (auto jvp = dyn_cast<ir::JvpCallOp>(op))
    return jvp.getCalleeAttr();
  if (auto vmap = dyn_cast<ir::VmapCallOp>(op))
    return vmap.getCalleeAttr();
  return nullptr;
}

/// Every result of an operation depends on every operand; those of a callee on what it says. Derivatives, which come
/// behind a callee's results, depend on everything.
std::vector<bool> dependentResults(Operation *op, std::vector<bool> operands) {
  std::vector<bool> results(op->getNumResults(), llvm::is_contained(operands, true));
  FlatSymbolRefAttr name = functionOfResults(op);
  auto callee = name ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name) : func::FuncOp();
  if (!callee || !llvm::is_contained(operands, true))
    return results;
  operands.resize(callee.getNumArguments());
  llvm::copy(dependentResults(callee, operands), results.begin());
  return results;
}

} // namespace

std::vector<bool> dependentResults(func::FuncOp function, std::vector<bool> arguments) {
  Block &body = function.getBody().front();
  llvm::DenseSet<Value> dependent;
  auto note = [&](ValueRange values, const std::vector<bool> &marks) {
    for (auto [value, mark] : llvm::zip_equal(values, marks))
      if (mark)
        dependent.insert(value);
  };
  auto marks = [&](OperandRange operands) {
    std::vector<bool> list;
    for (Value operand : operands)
      list.push_back(dependent.contains(operand));
    return list;
  };
  note(body.getArguments(), arguments);
  for (Operation &op : body.without_terminator())
    note(op.getResults(), dependentResults(&op, marks(op.getOperands())));
  return marks(body.getTerminator()->getOperands());
}

} // namespace burin::passes
