// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Linearizer.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace burin::passes {
namespace {

struct Recorder : OpBuilder::Listener {
  void notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) override { emitted.push_back(op); }
  SmallVector<Operation *> emitted;
};

} // namespace

bool isSymbolicZero(Value value) { return matchPattern(value, m_AnyZeroFloat()); }

bool isDifferentiable(Type type) { return isa<FloatType>(getElementTypeOrSelf(type)); }

SmallVector<bool> activeOnes(ArrayRef<Value> tangents) {
  return llvm::map_to_vector(tangents, [](Value tangent) { return bool(tangent); });
}

SmallVector<int64_t> activeNumbers(ArrayRef<bool> active) {
  SmallVector<int64_t> numbers;
  for (auto [number, is] : llvm::enumerate(active))
    if (is)
      numbers.push_back(static_cast<int64_t>(number));
  return numbers;
}

void Linearizer::seed(Value primal, Value tangent) {
  tangents[primal] = tangent;
  linearValues.insert(tangent);
}

LogicalResult Linearizer::pushForward() { return walk({&Linearizer::pushCallForward, &Linearizer::pushFlowForward}); }

LogicalResult Linearizer::linearize() { return walk({&Linearizer::forwardCall, &Linearizer::forwardFlow}); }

LogicalResult Linearizer::walk(Rules rules) {
  SmallVector<Operation *> operations =
      llvm::map_to_vector(body.without_terminator(), [](Operation &op) { return &op; });
  for (Operation *op : operations)
    if (failed(visit(op, rules)))
      return failure();
  return success();
}

LogicalResult Linearizer::visit(Operation *op, Rules rules) {
  SmallVector<Value> operandTangents =
      llvm::map_to_vector(op->getOperands(), [&](Value operand) { return tangents.lookup(operand); });
  if (!llvm::any_of(operandTangents, [](Value tangent) { return bool(tangent); }) ||
      !llvm::any_of(op->getResultTypes(), isDifferentiable))
    return success();
  OpBuilder b(op->getContext());
  b.setInsertionPointAfter(op);
  if (auto call = dyn_cast<ir::CallDerivative>(op))
    return (this->*rules.call)(b, call, operandTangents);
  if (auto flow = dyn_cast<FlowDerivative>(op))
    return (this->*rules.flow)(b, flow, operandTangents);
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
  for (Value result : results)
    step.outputs.push_back(isDifferentiable(result.getType()) ? placeholder(result, op.getLoc()) : Value());
  llvm::append_range(step.residuals, residuals);
  linear.push_back(std::move(step));
  if (!llvm::equal(op->getResults(), results))
    op->replaceAllUsesWith(ValueRange(results));
  return success();
}

LogicalResult Linearizer::forwardFlow(OpBuilder &, FlowDerivative op, ArrayRef<Value> operandTangents) {
  LinearStep step{op, llvm::to_vector<3>(operandTangents), {}, {}};
  auto with = op.resultsWithTangents(activeOnes(operandTangents), symbols);
  if (failed(with))
    return failure();
  for (auto [result, active] : llvm::zip_equal(op->getResults(), *with))
    step.outputs.push_back(active ? placeholder(result, op.getLoc()) : Value());
  linear.push_back(std::move(step));
  return success();
}

Value Linearizer::placeholder(Value result, Location loc) {
  if (!firstPlaceholder)
    firstPlaceholder = body.getNumArguments();
  Value tangent = body.addArgument(result.getType(), loc);
  seed(result, tangent);
  return tangent;
}

LogicalResult Linearizer::pushCallForward(OpBuilder &b, ir::CallDerivative op, ArrayRef<Value> operandTangents) {
  SmallVector<Value> results, resultTangents;
  if (failed(op.pushForward(b, operandTangents, results, resultTangents)))
    return failure();
  replaceWithTangents(op, results, resultTangents);
  return success();
}

LogicalResult Linearizer::pushFlowForward(OpBuilder &b, FlowDerivative op, ArrayRef<Value> operandTangents) {
  SmallVector<Value> results, resultTangents;
  if (failed(op.pushForward(b, operandTangents, symbols, results, resultTangents)))
    return failure();
  replaceWithTangents(op, results, resultTangents);
  return success();
}

void Linearizer::replaceWithTangents(Operation *op, ArrayRef<Value> results, ArrayRef<Value> resultTangents) {
  for (auto [result, tangent] : llvm::zip_equal(results, resultTangents))
    if (tangent)
      seed(result, tangent);
  op->replaceAllUsesWith(ValueRange(results));
  op->erase();
}

void Linearizer::eraseLinearPart() {
  for (LinearStep &step : llvm::reverse(linear))
    if (!isa<ir::CallDerivative, FlowDerivative>(step.op) || isOpTriviallyDead(step.op))
      step.op->erase();
  if (firstPlaceholder)
    body.eraseArguments(firstPlaceholder, body.getNumArguments() - firstPlaceholder);
}

} // namespace burin::passes
