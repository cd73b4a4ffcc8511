// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/cleanup/InlineCalls.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/ir/Emit.h"
#include "compiler/ir/Refusal.h"
#include "compiler/ops/CallOps.h"
#include "passes/Passes.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_INLINECALLS
#include "passes/Passes.h.inc"

namespace {

class Inliner {
public:
  explicit Inliner(SymbolTable &symbols) : symbols(symbols) {}

  LogicalResult inlineIn(func::FuncOp function) {
    if (done.contains(function))
      return success();
    if (!underWay.insert(function).second)
      return ir::emitRefusal(function, ir::Refusal::unsupported)
             << "@" << function.getName() << " calls itself; recursion is not supported";
    for (auto call : llvm::to_vector(function.getOps<ir::CallOp>()))
      if (failed(inlineOne(call)))
        return failure();
    if (failed(inlineInControlFlow(function)))
      return failure();
    underWay.erase(function);
    done.insert(function);
    return success();
  }

private:
  /// Functions of loops and branches are straight-line code, too.
  LogicalResult inlineInControlFlow(func::FuncOp function) {
    for (auto op : function.getOps<ir::ControlFlow>())
      for (FlatSymbolRefAttr name : cast<ir::CallLike>(*op).callees())
        if (failed(inlineIn(symbols.lookup<func::FuncOp>(name.getAttr()))))
          return failure();
    return success();
  }

  LogicalResult inlineOne(ir::CallOp call) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    if (!callee || callee.isExternal())
      return call.emitError() << "@" << call.getCallee() << " is not a function of the module";
    if (failed(inlineIn(callee)))
      return failure();
    Block &body = callee.getBody().front();
    IRMapping mapping;
    mapping.map(body.getArguments(), call->getOperands());
    OpBuilder b(call);
    for (Operation &op : body.without_terminator())
      b.clone(op, mapping);
    for (auto [result, returned] : llvm::zip_equal(call->getResults(), body.getTerminator()->getOperands()))
      result.replaceAllUsesWith(mapping.lookup(returned));
    call.erase();
    return success();
  }

  SymbolTable &symbols;
  llvm::DenseSet<Operation *> done, underWay;
};

} // namespace

void dropUnreferenced(ModuleOp module, SymbolTable &symbols) {
  llvm::DenseSet<Operation *> live;
  SmallVector<func::FuncOp> pending;
  auto reach = [&](func::FuncOp function) {
    if (function && live.insert(function).second)
      pending.push_back(function);
  };
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isPrivate())
      reach(function);
  while (!pending.empty())
    pending.pop_back_val().walk([&](ir::CallLike call) {
      for (FlatSymbolRefAttr name : call.callees())
        reach(symbols.lookup<func::FuncOp>(name.getAttr()));
    });
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (!live.contains(function))
      symbols.erase(function);
}

LogicalResult inlineCallsIn(func::FuncOp function, SymbolTable &symbols) { return Inliner(symbols).inlineIn(function); }

void callForValues(ir::CallLike op) {
  OpBuilder b(op);
  op->replaceAllUsesWith(
      ir::Emit(b, op.getLoc()).call(op.valueCallee().getValue(), op.valueOperands(), op->getNumResults()));
  op->erase();
}

LogicalResult inlineCalls(ModuleOp module) {
  SymbolTable symbols(module);
  Inliner inliner(symbols);
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isPrivate() && failed(inliner.inlineIn(function)))
      return failure();
  dropUnreferenced(module, symbols);
  return success();
}

namespace {
struct InlineCalls : impl::InlineCallsBase<InlineCalls> {
  void runOnOperation() override {
    if (failed(inlineCalls(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
