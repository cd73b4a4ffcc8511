// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelBuilder.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::lowering {

/// True when the kernel is one operation that updates the argument in place, and nothing else of it reads the argument:
/// the result may have its memory.
bool updatesInPlace(mlir::func::FuncOp kernel, mlir::BlockArgument argument);

/// Emits the copy of operand 0 into the result; a call that finds them in one place leaves it out.
void unlessInPlace(ir::KernelBuilder &k, llvm::function_ref<void()> copy);

} // namespace burin::lowering
