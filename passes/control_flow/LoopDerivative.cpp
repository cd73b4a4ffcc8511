// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/LoopDerivative.h"

#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/Activity.h"

using namespace mlir;

namespace burin::passes {

FailureOr<SmallVector<bool>> spreadOverCarry(func::FuncOp body, unsigned numCarry, MutableArrayRef<bool> arguments,
                                             FunctionTable &symbols) {
  for (;;) {
    auto with = resultsWithTangents(body, arguments, symbols);
    if (failed(with))
      return failure();
    bool changed = false;
    for (unsigned i = 0; i < numCarry; ++i) {
      changed |= (*with)[i] && !arguments[i];
      arguments[i] = (*with)[i] = (*with)[i] || arguments[i];
    }
    if (!changed)
      return with;
  }
}

FailureOr<func::FuncOp> vjpOfBody(func::FuncOp body, unsigned numCarry, ArrayRef<bool> active,
                                  MutableArrayRef<bool> given, FunctionTable &symbols) {
  SmallVector<int64_t> wrt = activeNumbers(active);
  for (;;) {
    auto vjp = buildVjp(body, wrt, zeroCotangents(body, given), symbols);
    if (failed(vjp))
      return failure();
    bool grown = false;
    ValueRange returned = vjp->getBody().front().getTerminator()->getOperands();
    for (auto [number, cotangent] : llvm::zip_equal(wrt, returned.drop_front(body.getNumResults())))
      if (number < numCarry && !given[number] && !isSymbolicZero(cotangent))
        given[number] = grown = true;
    if (!grown) {
      if (failed(symbols.straighten(*vjp)))
        return failure();
      return vjp;
    }
    symbols.erase(*vjp);
  }
}

} // namespace burin::passes
