// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/ops/Program.h"

namespace burin::tests {

/// Makes operands of given types and ranges out of any value. Looks at the values, so that nothing is squeezed that
/// fits already.
class Fitting {
public:
  Fitting(ir::Emit &e, ir::Evaluator &evaluator, Random &random) : e(e), evaluator(evaluator), random(random) {}

  /// `exact`: of multiples of 1/4 that each dtype holds; the source is of integers then.
  mlir::Value operator()(mlir::Value source, mlir::RankedTensorType type, double low, double high, bool exact);

  /// With so much more on the diagonals of its matrices.
  mlir::Value withDiagonal(mlir::Value x, double diagonal);

  int pick(int choices) { return static_cast<int>(random() % static_cast<unsigned>(choices)); }

private:
  mlir::Value known(mlir::Value value);
  mlir::Value resized(mlir::Value x, int64_t size);
  mlir::Value reshaped(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  mlir::Value discrete(mlir::Value x, mlir::Type element, double low, double high);
  mlir::Value squeezed(mlir::Value x, double low, double high);
  std::pair<long double, long double> rangeOf(mlir::Value x);

  ir::Emit &e;
  ir::Evaluator &evaluator;
  Random &random;
};

} // namespace burin::tests
