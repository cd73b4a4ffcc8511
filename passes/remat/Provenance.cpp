// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/Provenance.h"

#include "compiler/ops/CallOps.h"

#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace burin::passes {
namespace {

func::FuncOp valueCalleeOf(ir::CallLike call) {
  FlatSymbolRefAttr name = call.valueCallee();
  return name ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, name) : func::FuncOp();
}

/// Goes from a value to what it is made of by identities: names, results of callees, arguments of calls.
class Walk {
public:
  explicit Walk(Value value) : value(value) {}

  Provenance run() {
    do
      collectNames();
    while (step());
    return {value.getDefiningOp(), std::move(names)};
  }

private:
  void collectNames() {
    for (Operation *user : value.getUsers())
      if (auto named = dyn_cast<ir::CheckpointNameOp>(user))
        names.push_back(named.getName());
  }

  bool step() {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      if (calls.empty())
        return false;
      value = calls.pop_back_val().valueOperands()[argument.getArgNumber()];
      return true;
    }
    Operation *op = value.getDefiningOp();
    if (auto named = dyn_cast<ir::CheckpointNameOp>(op)) {
      value = named.getX();
      return true;
    }
    auto call = dyn_cast<ir::CallLike>(op);
    func::FuncOp callee = call ? valueCalleeOf(call) : func::FuncOp();
    if (!callee || callee.isExternal())
      return false;
    calls.push_back(call);
    value = callee.getBody().front().getTerminator()->getOperand(cast<OpResult>(value).getResultNumber());
    return true;
  }

  Value value;
  SmallVector<llvm::StringRef> names;
  SmallVector<ir::CallLike> calls; ///< that the walk is in, outermost first
};

} // namespace

Provenance provenanceOf(Value value) { return Walk(value).run(); }

Value unnamed(Value value) {
  while (auto named = value.getDefiningOp<ir::CheckpointNameOp>())
    value = named.getX();
  return value;
}

} // namespace burin::passes
