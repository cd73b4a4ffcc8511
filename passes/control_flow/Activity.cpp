// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/Activity.h"

#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"

using namespace mlir;

namespace burin::passes {

FailureOr<SmallVector<bool>> resultsWithTangents(func::FuncOp function, ArrayRef<bool> arguments,
                                                 FunctionTable &symbols) {
  func::FuncOp copy = copyFunction(function, "_tangents", symbols);
  Block &body = copy.getBody().front();
  Linearizer linearizer(copy, symbols);
  for (int64_t number : activeNumbers(arguments)) {
    BlockArgument argument = body.getArgument(number);
    linearizer.seed(argument, body.addArgument(argument.getType(), argument.getLoc()));
  }
  LogicalResult linearized = linearizer.linearize();
  auto with = llvm::map_to_vector(body.getTerminator()->getOperands(),
                                  [&](Value result) { return bool(linearizer.tangent(result)); });
  symbols.erase(copy);
  if (failed(linearized))
    return failure();
  return with;
}

SmallVector<bool> zeroCotangents(func::FuncOp function, ArrayRef<bool> given) {
  SmallVector<bool> zero;
  for (auto [type, is] : llvm::zip_equal(function.getResultTypes(), given))
    if (isDifferentiable(type))
      zero.push_back(!is);
  return zero;
}

} // namespace burin::passes
