// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace burin::bridge {

/// The program as a Graphviz digraph: one cluster per function, arguments by path, operations with type and user line,
/// splat constants written where they are used.
std::string dot_graph(mlir::ModuleOp program);

} // namespace burin::bridge
