// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "passes/cleanup/Patterns.h"
#include "passes/control_flow/UnreadResults.h"

#include "mlir/IR/Dominance.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_SIMPLIFY
#include "passes/Passes.h.inc"

namespace {

/// Merging equal operations may give patterns a new chance; a third round has never been seen to change anything.
constexpr int rounds = 3;

FrozenRewritePatternSet allPatterns(MLIRContext *context) {
  RewritePatternSet patterns(context);
  addArithmeticPatterns(patterns);
  addConstantPatterns(patterns);
  addMovementPatterns(patterns);
  addReductionPatterns(patterns);
  addContractionPatterns(patterns);
  addBarrierPatterns(patterns);
  return patterns;
}

GreedyRewriteConfig straightLine() {
  GreedyRewriteConfig config;
  config.setUseTopDownTraversal();
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  config.enableConstantCSE(false);
  return config;
}

LogicalResult simplifyFunction(func::FuncOp function, const FrozenRewritePatternSet &patterns) {
  IRRewriter rewriter(function.getContext());
  for (int round = 0; round < rounds; ++round) {
    if (failed(applyPatternsGreedily(function.getBody(), patterns, straightLine())))
      return function.emitError() << "[simplify] the patterns do not come to an end";
    bool merged = false;
    DominanceInfo dominance(function);
    eliminateCommonSubExpressions(rewriter, dominance, function, &merged);
    if (!merged)
      break;
  }
  return success();
}

} // namespace

LogicalResult simplify(ModuleOp module) {
  FrozenRewritePatternSet patterns = allPatterns(module.getContext());
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isExternal() && failed(simplifyFunction(function, patterns)))
      return failure();
  dropUnreadResults(module);
  return success();
}

namespace {
struct Simplify : impl::SimplifyBase<Simplify> {
  void runOnOperation() override {
    if (failed(simplify(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
