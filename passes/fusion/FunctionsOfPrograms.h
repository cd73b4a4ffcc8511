// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace burin::passes {

struct ProgramFunction {
  mlir::func::FuncOp function;
  unsigned carried = 0; ///< ControlFlow::carriedBy
};

/// The public functions of a module and the functions of their loops and branches. Each operation of control flow gets
/// functions of its own, as their memory is planned for the place where they run; kernels are shared in any case.
llvm::SmallVector<ProgramFunction> functionsOfPrograms(mlir::ModuleOp module);

} // namespace burin::passes
