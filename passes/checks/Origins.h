// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Location.h"
#include "mlir/IR/Types.h"
#include "mlir/IR/Value.h"

#include <string>
#include <vector>

namespace burin::passes {

/// "model.cpp:12"; empty when the line is not known.
std::string describeLine(mlir::Location loc);
/// "f32[8,4]"
std::string describeType(mlir::Type type);
/// Numbers of the arguments that a value depends on, increasing.
std::vector<int> argumentsReached(mlir::Value value);

} // namespace burin::passes
