// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Transposer.h"

#include "compiler/ir/Emit.h"

using namespace mlir;

namespace burin::passes {

void Transposer::add(Value linear, Value cotangent, Location loc) {
  if (!cotangent)
    return;
  Value &sum = cotangents[linear];
  sum = ir::Emit(b, loc).accumulate(sum, cotangent);
}

LogicalResult Transposer::run(ArrayRef<LinearStep> steps) {
  for (const LinearStep &step : llvm::reverse(steps))
    if (failed(transpose(step)))
      return failure();
  return success();
}

static bool isPresent(Value value) { return bool(value); }

LogicalResult Transposer::transpose(const LinearStep &step) {
  SmallVector<Value> outputs =
      llvm::map_to_vector(step.outputs, [&](Value output) { return output ? cotangent(output) : Value(); });
  SmallVector<Value> inputs(step.inputs.size());
  if (!llvm::any_of(outputs, isPresent))
    return success();
  if (failed(transpose(step, outputs, inputs)))
    return failure();
  for (auto [tangent, cotangent] : llvm::zip_equal(step.inputs, inputs))
    if (tangent)
      add(tangent, cotangent, step.op->getLoc());
  return success();
}

LogicalResult Transposer::transpose(const LinearStep &step, ArrayRef<Value> outputs, MutableArrayRef<Value> inputs) {
  SmallVector<bool> active = llvm::map_to_vector(step.inputs, isPresent);
  if (auto call = dyn_cast<ir::CallDerivative>(step.op))
    return call.backward(b, step.residuals, outputs, active, inputs);
  if (auto flow = dyn_cast<FlowDerivative>(step.op))
    return flow.backward(b, outputs, active, symbols, inputs);
  return cast<ir::ArrayOp>(step.op).transpose(b, outputs, active, inputs);
}

} // namespace burin::passes
