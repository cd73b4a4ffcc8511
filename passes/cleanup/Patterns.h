// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Emit.h"

#include "mlir/IR/PatternMatch.h"

/// The patterns of simplify, one file per subject.
namespace burin::passes {

void addArithmeticPatterns(mlir::RewritePatternSet &patterns); ///< Arithmetic.cpp: identities of elementwise operations
void addConstantPatterns(mlir::RewritePatternSet &patterns);   ///< Constants.cpp: splats stay splats
void addMovementPatterns(mlir::RewritePatternSet &patterns);   ///< Movement.cpp: one move instead of two
void addReductionPatterns(mlir::RewritePatternSet &patterns);  ///< Reduction.cpp: sums of what was broadcast
void addContractionPatterns(mlir::RewritePatternSet &patterns); ///< Contraction.cpp: transposes beside dot_general

void addBarrierPatterns(mlir::RewritePatternSet &patterns); ///< Barrier.cpp: only what is read waits

/// The element of a splat constant (FloatAttr or IntegerAttr), or null.
mlir::Attribute splatOf(mlir::Value value);
bool isSplat(mlir::Value value, double number);

/// What a pattern that matched returns.
inline llvm::LogicalResult replace(mlir::PatternRewriter &rewriter, mlir::Operation *op, mlir::Value by) {
  rewriter.replaceOp(op, by);
  return llvm::success();
}

} // namespace burin::passes
