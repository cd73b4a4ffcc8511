// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Derivatives.h"

#include "compiler/ir/Emit.h"
#include "passes/autodiff/Linearizer.h"

using namespace mlir;

namespace burin::passes {

FailureOr<func::FuncOp> buildJvp(func::FuncOp function, ArrayRef<int64_t> wrt, FunctionTable &symbols) {
  func::FuncOp jvp = copyFunction(function, "_jvp", symbols);
  Block &body = jvp.getBody().front();
  Linearizer linearizer(jvp, symbols);
  for (int64_t number : wrt) {
    BlockArgument argument = body.getArgument(number);
    linearizer.seed(argument, body.addArgument(argument.getType(), argument.getLoc()));
  }
  if (failed(linearizer.pushForward()))
    return failure();
  Operation *terminator = body.getTerminator();
  OpBuilder b(terminator);
  SmallVector<Value> results = llvm::to_vector(terminator->getOperands());
  for (Value result : terminator->getOperands()) {
    if (!isDifferentiable(result.getType()))
      continue;
    Value tangent = linearizer.tangent(result);
    results.push_back(tangent ? tangent : ir::Emit(b, result.getLoc()).zeros(ir::Emit::typeOf(result)));
  }
  terminator->setOperands(results);
  updateFunctionType(jvp);
  return jvp;
}

} // namespace burin::passes
