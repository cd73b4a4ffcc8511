// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/Target.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

/// Generator of contractions: c[batch, m, n] = sum over k of a[batch, m, k] * b[batch, k, n].
namespace burin::lowering {

/// One axis of the iteration space with its strides, in elements, in the two operands.
struct ContractionAxis {
  int64_t size = 1, strideA = 0, strideB = 0;
};

/// Each group lists its axes from the outermost to the innermost. `c` is dense and row-major in the order batch, m, n.
/// Axes of `m` have strideB = 0, those of `n` strideA = 0.
struct ContractionShape {
  mlir::Type element; ///< of a, b and c; f16 and bf16 accumulate in f32
  llvm::SmallVector<ContractionAxis, 2> batch, m, n, k;
};

/// The shape of dot_general over dense row-major operands.
ContractionShape contractionShape(mlir::Type element, llvm::ArrayRef<int64_t> lhsShape,
                                  llvm::ArrayRef<int64_t> rhsShape, llvm::ArrayRef<int64_t> lhsBatch,
                                  llvm::ArrayRef<int64_t> rhsBatch, llvm::ArrayRef<int64_t> lhsContract,
                                  llvm::ArrayRef<int64_t> rhsContract);

/// Extent of the range that `emitContraction` splits. The result does not depend on the split.
int64_t contractionChunks(const ContractionShape &shape, const Target &target);

/// Emits what follows on the element in row `m` and column `n` of a batch (flat indices over the axes of the shape).
/// The generator calls it inside its loops, where the element stands in the result.
using Finish = llvm::function_ref<void(mlir::Value batch, mlir::Value m, mlir::Value n)>;

/// Emits the loop nest that computes the chunks [lo, hi) (index values). a, b and c are 1-D static memrefs that do not
/// overlap; booleans and unsigned integers come as signless storage, see `element`. Panels are packed into the memory
/// that the runtime symbol burin_scratch gives to each thread.
void emitContraction(mlir::OpBuilder &b, mlir::Location loc, const ContractionShape &shape, const Target &target,
                     mlir::Value lhs, mlir::Value rhs, mlir::Value result, mlir::Value lo, mlir::Value hi,
                     Finish finish = {});

} // namespace burin::lowering
