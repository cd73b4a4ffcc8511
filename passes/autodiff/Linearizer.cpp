// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Linearizer.h"

using namespace mlir;

namespace burin::passes {
namespace {

struct Recorder : OpBuilder::Listener {
  void notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) override { emitted.push_back(op); }
  SmallVector<Operation *> emitted;
};

SmallVector<bool> activeOnes(ArrayRef<Value> tangents) {
  return llvm::map_to_vector(tangents, [](Value tangent) { return bool(tangent); });
}

} // namespace

bool isDifferentiable(Type type) { return isa<FloatType>(getElementTypeOrSelf(type)); }

void Linearizer::seed(Value primal, Value tangent) {
  tangents[primal] = tangent;
  linearValues.insert(tangent);
}

LogicalResult Linearizer::pushForward() {
  return walk([&](OpBuilder &b, ir::CallDerivative op, ArrayRef<Value> operandTangents) {
    return pushCallForward(b, op, operandTangents);
  });
}

LogicalResult Linearizer::linearize() {
  return walk([&](OpBuilder &b, ir::CallDerivative op, ArrayRef<Value> operandTangents) {
    return forwardCall(b, op, operandTangents);
  });
}

LogicalResult Linearizer::walk(CallRule atCall) {
  SmallVector<Operation *> operations =
      llvm::map_to_vector(body.without_terminator(), [](Operation &op) { return &op; });
  for (Operation *op : operations)
    if (failed(visit(op, atCall)))
      return failure();
  return success();
}

LogicalResult Linearizer::visit(Operation *op, CallRule atCall) {
  SmallVector<Value> operandTangents =
      llvm::map_to_vector(op->getOperands(), [&](Value operand) { return tangents.lookup(operand); });
  if (!llvm::any_of(operandTangents, [](Value tangent) { return bool(tangent); }) ||
      !llvm::any_of(op->getResultTypes(), isDifferentiable))
    return success();
  OpBuilder b(op->getContext());
  b.setInsertionPointAfter(op);
  if (auto call = dyn_cast<ir::CallDerivative>(op))
    return atCall(b, call, operandTangents);
  if (auto array = dyn_cast<ir::ArrayOp>(op))
    return linearizeOperation(b, array, operandTangents);
  return ir::refuse(op, "linearize", "it is not an array operation");
}

LogicalResult Linearizer::linearizeOperation(OpBuilder &b, ir::ArrayOp op, ArrayRef<Value> operandTangents) {
  Recorder recorder;
  b.setListener(&recorder);
  SmallVector<Value> resultTangents;
  if (failed(op.linearize(b, operandTangents, resultTangents)))
    return failure();
  for (Operation *emitted : recorder.emitted)
    record(emitted);
  for (auto [result, tangent] : llvm::zip_equal(op->getResults(), resultTangents))
    if (tangent)
      seed(result, tangent);
  return success();
}

void Linearizer::record(Operation *emitted) {
  LinearStep step{emitted, {}, {}, {}};
  for (Value operand : emitted->getOperands())
    step.inputs.push_back(linearValues.contains(operand) ? operand : Value());
  if (!llvm::any_of(step.inputs, [](Value input) { return bool(input); }))
    return;
  llvm::append_range(step.outputs, emitted->getResults());
  linearValues.insert_range(step.outputs);
  linear.push_back(std::move(step));
}

LogicalResult Linearizer::forwardCall(OpBuilder &b, ir::CallDerivative op, ArrayRef<Value> operandTangents) {
  LinearStep step{op, llvm::to_vector<3>(operandTangents), {}, {}};
  SmallVector<Value> results, residuals;
  if (failed(op.forward(b, activeOnes(operandTangents), results, residuals)))
    return failure();
  for (Value result : results) {
    Value placeholder;
    if (isDifferentiable(result.getType())) {
      if (!firstPlaceholder)
        firstPlaceholder = body.getNumArguments();
      placeholder = body.addArgument(result.getType(), op.getLoc());
      seed(result, placeholder);
    }
    step.outputs.push_back(placeholder);
  }
  llvm::append_range(step.residuals, residuals);
  linear.push_back(std::move(step));
  replace(op, results);
  return success();
}

LogicalResult Linearizer::pushCallForward(OpBuilder &b, ir::CallDerivative op, ArrayRef<Value> operandTangents) {
  SmallVector<Value> results, resultTangents;
  if (failed(op.pushForward(b, operandTangents, results, resultTangents)))
    return failure();
  for (auto [result, tangent] : llvm::zip_equal(results, resultTangents))
    if (tangent)
      seed(result, tangent);
  replace(op, results);
  for (Operation *op : replaced)
    op->erase();
  replaced.clear();
  return success();
}

void Linearizer::replace(Operation *op, ArrayRef<Value> results) {
  if (llvm::equal(op->getResults(), results))
    return;
  op->replaceAllUsesWith(ValueRange(results));
  replaced.push_back(op);
}

void Linearizer::eraseLinearPart() {
  for (LinearStep &step : llvm::reverse(linear))
    if (!isa<ir::CallDerivative>(step.op))
      step.op->erase();
  for (Operation *op : replaced)
    op->erase();
  if (firstPlaceholder)
    body.eraseArguments(firstPlaceholder, body.getNumArguments() - firstPlaceholder);
}

} // namespace burin::passes
