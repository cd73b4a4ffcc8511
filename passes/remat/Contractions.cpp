// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Contraction.h"
#include "compiler/ops/ConvolutionOps.h"
#include "compiler/ops/DotOps.h"
#include "passes/remat/Policy.h"

using namespace mlir;

#include "compiler/ir/Contraction.cpp.inc"

namespace burin::passes {
namespace {

struct OfDotGeneral : ir::Contraction::ExternalModel<OfDotGeneral, ir::DotGeneralOp> {
  bool isMatrixProduct(Operation *op) const { return cast<ir::DotGeneralOp>(op).getLhsBatch().empty(); }
};

struct OfConvolution : ir::Contraction::ExternalModel<OfConvolution, ir::ConvolutionOp> {
  bool isMatrixProduct(Operation *) const { return false; }
};

} // namespace

void attachContractions(MLIRContext &context) {
  ir::DotGeneralOp::attachInterface<OfDotGeneral>(context);
  ir::ConvolutionOp::attachInterface<OfConvolution>(context);
}

} // namespace burin::passes
