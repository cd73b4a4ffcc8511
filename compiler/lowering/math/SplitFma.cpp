// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/SplitFma.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace burin::lowering {

void splitFma(ModuleOp module) {
  module.walk([](math::FmaOp fma) {
    OpBuilder b(fma);
    Value product = arith::MulFOp::create(b, fma.getLoc(), fma.getA(), fma.getB());
    fma.replaceAllUsesWith(arith::AddFOp::create(b, fma.getLoc(), product, fma.getC()).getResult());
    fma.erase();
  });
}

} // namespace burin::lowering
