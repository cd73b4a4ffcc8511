// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/cleanup/Patterns.h"

#include "compiler/ops/CallOps.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// What nobody reads behind a barrier need not live until it.
LogicalResult dropUnreadValues(ir::OptimizationBarrierOp op, PatternRewriter &rewriter) {
  SmallVector<Value> held, read;
  for (auto [operand, result] : llvm::zip_equal(op.getInputs(), op->getResults()))
    if (!result.use_empty()) {
      held.push_back(operand);
      read.push_back(result);
    }
  if (held.empty() || held.size() == op.getInputs().size())
    return failure();
  auto kept = ir::Emit(rewriter, op.getLoc()).barrier(held);
  for (auto [result, value] : llvm::zip_equal(read, kept))
    rewriter.replaceAllUsesWith(result, value);
  rewriter.eraseOp(op);
  return success();
}

} // namespace

void addBarrierPatterns(RewritePatternSet &patterns) { patterns.add(dropUnreadValues); }

} // namespace burin::passes
