// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Expander.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/ir/Emit.h"
#include "compiler/ir/Refusal.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/batching/Dependence.h"
#include "passes/checks/Origins.h"
#include "passes/cleanup/InlineCalls.h"
#include "passes/control_flow/FlowDerivative.h"
#include "passes/custom_rules/CustomRules.h"
#include "passes/remat/CheckpointRule.h"
#include "passes/remat/Policy.h"

using namespace mlir;

namespace burin::passes {
namespace {

LogicalResult checkWrt(Operation *op, func::FuncOp callee, ArrayRef<int64_t> wrt) {
  for (int64_t number : wrt) {
    if (number < 0 || number >= callee.getNumArguments())
      return op->emitError() << "[grad] wrt names argument " << number << " of @" << callee.getName() << ", which has "
                             << callee.getNumArguments();
    if (!isDifferentiable(callee.getArgument(number).getType()))
      return op->emitError() << "[grad] argument " << number << " of @" << callee.getName() << " is "
                             << ir::typeText(ir::Emit::typeOf(callee.getArgument(number)))
                             << "; only floating arrays have derivatives";
  }
  return success();
}

bool isTransformation(Operation *op) { return isa<ir::VjpCallOp, ir::JvpCallOp, ir::VmapCallOp>(op); }

bool holdsTransformations(func::FuncOp function) {
  return llvm::any_of(function.getOps(), [](Operation &op) { return isTransformation(&op); });
}

/// The derivative of what is linear does not depend on where it is taken.
LogicalResult checkLinear(ir::VjpCallOp op, func::FuncOp callee, func::FuncOp vjp) {
  std::vector<bool> varied(vjp.getNumArguments(), false);
  for (int64_t number : op.getWrt())
    varied[number] = true;
  std::vector<bool> results = dependentResults(vjp, varied);
  if (std::find(results.end() - static_cast<ptrdiff_t>(op.getWrt().size()), results.end(), true) == results.end())
    return success();
  return ir::emitRefusal(op, ir::Refusal::customRule)
         << "[custom_jvp] the rule given at " << describeLine(callee.getLoc())
         << " is not linear in the tangents, and only what is linear can be transposed for grad and vjp; let each "
            "term of the tangent that it returns hold one tangent, as a factor";
}

} // namespace

Expander::Expander(ModuleOp module)
    : module(module), symbols(module, [this](func::FuncOp function) { return straighten(function); }),
      batcher(symbols, [this](func::FuncOp function) { return prepare(function); }),
      recomputer(symbols,
                 {[this](func::FuncOp function) { return prepare(function); },
                  [this](Operation *call, func::FuncOp function, ArrayRef<int64_t> wrt, std::vector<bool> zero) {
                    return straightVjp(call, function, wrt, std::move(zero));
                  }}) {
  module.getContext()->getOrLoadDialect<ir::BurinDialect>();
  attachContractions(*module.getContext());
  attachCheckpointRule(*module.getContext());
  attachCustomVjpRule(*module.getContext());
  attachCustomJvpRule(*module.getContext());
  attachFlowDerivatives(*module.getContext());
}

LogicalResult Expander::expandAll() {
  // The derivatives of loops and branches are functions that may hold derivatives to be expanded, too.
  for (bool any = true; any;) {
    any = false;
    for (func::FuncOp function : llvm::to_vector(module.getOps<func::FuncOp>())) {
      any |= holdsTransformations(function);
      if (failed(expand(function)))
        return failure();
    }
  }
  return success();
}

LogicalResult Expander::rematerializeAll() {
  // Derivatives that are made on the way hold backward passes of their own.
  for (bool any = true; any;) {
    any = false;
    for (func::FuncOp function : llvm::to_vector(module.getOps<func::FuncOp>())) {
      FailureOr<bool> some = rematerialize(function);
      if (failed(some))
        return failure();
      any |= *some;
    }
    if (any && failed(expandAll()))
      return failure();
  }
  return success();
}

FailureOr<bool> Expander::rematerialize(func::FuncOp function) {
  bool any = false;
  for (;;) {
    FailureOr<bool> some = recomputer.expandIn(function);
    if (failed(some) || (*some && failed(expand(function))))
      return failure();
    if (!*some)
      return any;
    any = true;
  }
}

LogicalResult Expander::expand(func::FuncOp function) {
  SmallVector<Operation *> calls;
  function.walk([&](Operation *op) {
    if (isTransformation(op))
      calls.push_back(op);
  });
  for (Operation *op : calls)
    if (failed(replaceAny(op)))
      return failure();
  return success();
}

LogicalResult Expander::replaceAny(Operation *op) {
  if (auto vjp = dyn_cast<ir::VjpCallOp>(op))
    return replace(vjp);
  if (auto jvp = dyn_cast<ir::JvpCallOp>(op))
    return replace(jvp);
  return expandVmapCall(cast<ir::VmapCallOp>(op), batcher);
}

LogicalResult Expander::prepare(func::FuncOp function) {
  if (prepared.contains(function))
    return success();
  if (!underWay.insert(function).second)
    return ir::emitRefusal(function, ir::Refusal::unsupported)
           << "@" << function.getName() << " calls itself; recursion is not supported";
  if (failed(straighten(function)))
    return failure();
  prepared.insert(function);
  underWay.erase(function);
  return success();
}

LogicalResult Expander::straighten(func::FuncOp function) {
  return failure(failed(expand(function)) || failed(applyPolicies(function)) || failed(rematerialize(function)) ||
                 failed(prepareCallees(function)) || failed(inlineCallsIn(function, symbols)));
}

LogicalResult Expander::prepareCallees(func::FuncOp function) {
  for (auto call : llvm::to_vector(function.getOps<ir::CallOp>())) {
    auto target = callee(call, call.getCallee());
    if (failed(target) || failed(prepare(*target)))
      return failure();
  }
  for (auto op : llvm::to_vector(function.getOps<ir::ControlFlow>()))
    for (FlatSymbolRefAttr name : cast<ir::CallLike>(*op).callees()) {
      auto target = callee(op, name.getValue());
      if (failed(target) || failed(prepare(*target)))
        return failure();
    }
  return success();
}

LogicalResult Expander::replace(ir::VjpCallOp op) {
  auto target = callee(op, op.getCallee());
  if (failed(target) || failed(checkWrt(op, *target, op.getWrt())) || failed(prepare(*target)))
    return failure();
  std::vector<bool> zero;
  for (Value cotangent : op.cotangents())
    zero.push_back(isSymbolicZero(cotangent));
  auto vjp = derivative(op, {*target, Mode::vjp, op.getWrt().vec(), zero});
  if (failed(vjp) || (op.getLinear() && failed(checkLinear(op, *target, *vjp))))
    return failure();
  replaceByCall(op, *vjp);
  return success();
}

LogicalResult Expander::replace(ir::JvpCallOp op) {
  auto target = callee(op, op.getCallee());
  if (failed(target) || failed(checkWrt(op, *target, op.getWrt())) || failed(prepare(*target)))
    return failure();
  auto jvp = derivative(op, {*target, Mode::jvp, op.getWrt().vec(), {}});
  if (failed(jvp))
    return failure();
  replaceByCall(op, *jvp);
  return success();
}

FailureOr<func::FuncOp> Expander::callee(Operation *op, StringRef name) {
  if (auto function = symbols.lookup<func::FuncOp>(name))
    return function;
  return op->emitError() << "@" << name << " is not a function of the module";
}

FailureOr<func::FuncOp> Expander::derivative(Operation *call, const Key &key) {
  if (auto known = made.find(key); known != made.end())
    return known->second;
  ir::RefusalNote note(call);
  const auto &[function, mode, wrt, zero] = key;
  auto primal = cast<func::FuncOp>(function);
  FailureOr<func::FuncOp> built = mode == Mode::vjp
                                      ? buildVjp(primal, wrt, SmallVector<bool>(zero.begin(), zero.end()), symbols)
                                      : buildJvp(primal, wrt, symbols);
  if (failed(built) || failed(expand(*built)))
    return failure();
  return made[key] = *built;
}

FailureOr<func::FuncOp> Expander::straightVjp(Operation *call, func::FuncOp function, ArrayRef<int64_t> wrt,
                                              std::vector<bool> zero) {
  if (failed(prepare(function)))
    return failure();
  auto vjp = derivative(call, {function, Mode::vjp, wrt.vec(), std::move(zero)});
  if (failed(vjp) || failed(prepare(*vjp)))
    return failure();
  return vjp;
}

void Expander::replaceByCall(Operation *op, func::FuncOp target) {
  OpBuilder b(op);
  op->replaceAllUsesWith(ir::Emit(b, op->getLoc()).call(target.getName(), op->getOperands(), op->getNumResults()));
  op->erase();
}

} // namespace burin::passes
