// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/WhileDerivative.h"

#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/FlowDerivative.h"
#include "passes/control_flow/LoopDerivative.h"
#include "passes/control_flow/WhileTransposer.h"

using namespace mlir;

namespace burin::passes {
namespace {

using Values = LoopWriter::Values;

/// The body and its tangents: (carry, tangents of active ones), with captures of the condition, of the body, and
/// tangents of the active ones of these.
class JointLoop {
public:
  JointLoop(ir::WhileOp op, func::FuncOp jvp, ArrayRef<bool> active)
      : op(op), jvp(jvp), active(active), numCarry(op.carry().size()), numCondCaptures(op.condCaptures().size()) {}

  Values test(ir::Emit &e, ValueRange state, ValueRange captures) {
    Values arguments(state.take_front(numCarry));
    llvm::append_range(arguments, captures.take_front(numCondCaptures));
    return {e.call(op.getCond(), arguments, 1)[0]};
  }

  Values turn(ir::Emit &e, ValueRange state, ValueRange captures) {
    size_t numCaptures = op.bodyCaptures().size();
    Values arguments(state.take_front(numCarry));
    llvm::append_range(arguments, captures.slice(numCondCaptures, numCaptures));
    llvm::append_range(arguments, state.drop_front(numCarry));
    llvm::append_range(arguments, captures.drop_front(numCondCaptures + numCaptures));
    auto results = e.call(jvp.getName(), arguments, jvp.getNumResults());
    Values next(results.take_front(numCarry));
    auto tangent = results.drop_front(numCarry).begin();
    for (unsigned i = 0; i < numCarry; ++i)
      if (isDifferentiable(op->getResultTypes()[i])) {
        if (active[i])
          next.push_back(*tangent);
        ++tangent;
      }
    return next;
  }

private:
  ir::WhileOp op;
  func::FuncOp jvp;
  ArrayRef<bool> active; ///< arguments of the body
  unsigned numCarry, numCondCaptures;
};

struct WhileDerivative : FlowDerivative::ExternalModel<WhileDerivative, ir::WhileOp> {
  FailureOr<SmallVector<bool>> resultsWithTangents(Operation *operation, ArrayRef<bool> operands,
                                                   FunctionTable &symbols) const {
    auto op = cast<ir::WhileOp>(operation);
    SmallVector<bool> arguments = ir::ofArguments(op, 1, operands);
    return spreadOverCarry(ir::calleeOf(op, op.getBodyAttr()), op.carry().size(), arguments, symbols);
  }

  LogicalResult backward(Operation *op, OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> operands,
                         FunctionTable &symbols, MutableArrayRef<Value> results) const {
    return WhileTransposer(cast<ir::WhileOp>(op), b, symbols).run(cotangents, operands, results);
  }

  LogicalResult pushForward(Operation *operation, OpBuilder &b, ArrayRef<Value> tangents, FunctionTable &symbols,
                            SmallVectorImpl<Value> &results, SmallVectorImpl<Value> &resultTangents) const {
    auto op = cast<ir::WhileOp>(operation);
    unsigned numCarry = op.carry().size();
    func::FuncOp body = ir::calleeOf(op, op.getBodyAttr());
    SmallVector<bool> active = ir::ofArguments(op, 1, activeOnes(tangents));
    if (failed(spreadOverCarry(body, numCarry, active, symbols)))
      return failure();
    FailureOr<func::FuncOp> jvp = buildJvp(body, activeNumbers(active), symbols);
    if (failed(jvp))
      return failure();

    ir::Emit emit(b, op.getLoc());
    Values state(op.carry()), captures(op->getOperands().drop_front(numCarry));
    for (auto [argument, number] : llvm::enumerate(op.argumentOperands(1))) {
      if (!active[argument])
        continue;
      Value tangent = tangents[number] ? tangents[number] : emit.zeros(ir::Emit::typeOf(op->getOperand(number)));
      (argument < numCarry ? state : captures).push_back(tangent);
    }
    JointLoop joint(op, *jvp, active);
    auto test = [&](ir::Emit &e, ValueRange state, ValueRange captures) { return joint.test(e, state, captures); };
    auto turn = [&](ir::Emit &e, ValueRange state, ValueRange captures) { return joint.turn(e, state, captures); };
    Values last =
        LoopWriter(body, symbols, static_cast<int64_t>(op.getCheckpoints())).loop(emit, state, captures, test, turn);
    results.assign(last.begin(), last.begin() + numCarry);
    auto tangent = last.begin() + numCarry;
    for (unsigned i = 0; i < numCarry; ++i)
      resultTangents.push_back(active[i] ? *tangent++ : Value());
    return success();
  }
};

} // namespace

void attachWhileDerivative(MLIRContext &context) { ir::WhileOp::attachInterface<WhileDerivative>(context); }

} // namespace burin::passes
