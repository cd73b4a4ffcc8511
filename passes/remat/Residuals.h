// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>
#include <vector>

namespace burin::passes {

/// An array that lives from the forward part of a derivative to the backward part.
struct Residual {
  mlir::RankedTensorType type;
  std::string why;  ///< "from argument 0: .kernel", "output of sin", "named 'scores'"
  std::string line; ///< "model.cpp:12" of what computes it
};

/// Those of a straight-line function whose arguments from number `firstCotangent` on are cotangents, and whose results
/// are the cotangents of the others. Constants, and what only moves or converts elements of other arrays, count as
/// computed where they are used.
std::vector<Residual> residuals(mlir::func::FuncOp vjp, unsigned firstCotangent, unsigned numCotangents);

} // namespace burin::passes
