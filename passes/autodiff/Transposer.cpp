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

LogicalResult Transposer::transpose(const LinearStep &step) {
  auto present = [](Value value) { return bool(value); };
  SmallVector<Value> outputs =
      llvm::map_to_vector(step.outputs, [&](Value output) { return output ? cotangent(output) : Value(); });
  if (!llvm::any_of(outputs, present))
    return success();
  SmallVector<bool> active = llvm::map_to_vector(step.inputs, present);
  SmallVector<Value> inputs(step.inputs.size());
  auto call = dyn_cast<ir::CallDerivative>(step.op);
  if (failed(call ? call.backward(b, step.residuals, outputs, active, inputs)
                  : cast<ir::ArrayOp>(step.op).transpose(b, outputs, active, inputs)))
    return failure();
  for (auto [tangent, cotangent] : llvm::zip_equal(step.inputs, inputs))
    if (tangent)
      add(tangent, cotangent, step.op->getLoc());
  return success();
}

} // namespace burin::passes
