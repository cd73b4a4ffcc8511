// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Rules.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"

namespace burin::ir {

/// The new leading axis in a result of a batched function.
enum class ResultAxis : uint8_t {
  found,  ///< there iff the result depends on a batched argument
  forced, ///< there in any case
  summed, ///< not there: rows are added up (the cotangent of what all rows share)
};

struct BatchedFunction {
  mlir::FlatSymbolRefAttr name;
  llvm::SmallVector<bool> results; ///< which have the axis
};

/// Makes batched functions; passes/batching has one.
class FunctionBatcher {
public:
  virtual ~FunctionBatcher() = default;
  /// `function` with a leading axis of extent `size` on its arguments where `arguments[i]`. No `results`: all as found.
  virtual llvm::FailureOr<BatchedFunction> batch(mlir::Operation *call, mlir::FlatSymbolRefAttr function,
                                                 llvm::ArrayRef<bool> arguments, int64_t size,
                                                 llvm::ArrayRef<ResultAxis> results) = 0;
  /// A private function that runs `op` alone: its argument i is operand `order[i]` of op.
  virtual mlir::FlatSymbolRefAttr outline(mlir::Operation *op, llvm::ArrayRef<unsigned> order) = 0;
};

} // namespace burin::ir

#include "compiler/ir/CallBatching.h.inc"
