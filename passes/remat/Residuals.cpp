// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/Residuals.h"

#include "compiler/ops/CallOps.h"
#include "passes/Passes.h"
#include "passes/checks/Origins.h"
#include "passes/remat/BackwardPart.h"
#include "passes/remat/Provenance.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace burin::passes {
namespace {

bool isCheap(Value value) {
  auto element = value.getDefiningOp<ir::ElementOp>();
  return element && element.cheapToRecompute();
}

/// What has to be in memory so that the values that are read are there, or cost nothing to compute.
SmallVector<Value> stored(ArrayRef<Value> read) {
  llvm::SetVector<Value> needed(read.begin(), read.end());
  SmallVector<Value> values;
  for (size_t i = 0; i < needed.size(); ++i) {
    if (isCheap(needed[i]))
      needed.insert_range(needed[i].getDefiningOp()->getOperands());
    else
      values.push_back(needed[i]);
  }
  sortByPosition(values);
  return values;
}

std::string pathOf(func::FuncOp function, BlockArgument argument) {
  auto path = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "burin.path");
  return path ? path.str() : "argument " + std::to_string(argument.getArgNumber());
}

Residual describe(func::FuncOp function, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (auto argument = dyn_cast<BlockArgument>(value))
    return {type, "from " + pathOf(function, argument), ""};
  Provenance from = provenanceOf(value);
  std::string why = from.names.empty() ? "output of " + from.op->getName().stripDialect().str()
                                       : "named '" + from.names.front().str() + "'";
  return {type, why, describeLine(from.op->getLoc())};
}

} // namespace

std::vector<Residual> residuals(func::FuncOp vjp, unsigned firstCotangent, unsigned numCotangents) {
  Block &body = vjp.getBody().front();
  BackwardPart backward(body, body.getArguments().slice(firstCotangent, numCotangents));
  std::vector<Residual> list;
  for (Value value : stored(backward.reads(body.getTerminator()->getOperands())))
    list.push_back(describe(vjp, value));
  return list;
}

LogicalResult dropCheckpointNames(ModuleOp module) {
  module.walk([](ir::CheckpointNameOp op) {
    op.replaceAllUsesWith(op.getX());
    op.erase();
  });
  return success();
}

} // namespace burin::passes
