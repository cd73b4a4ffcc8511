// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"

namespace burin::codegen {

/// Puts kernels of a few elements where the loops of the program call them: a call would cost more than their work, and
/// keep the carry out of registers.
void inlineSmallKernels(llvm::Module &module);

/// True for a program with loops of its own.
bool hasLoops(llvm::Function &function);

/// Loops over so few elements become straight code, and arrays of which all elements are known by place become
/// registers.
void unrollSmallLoops(llvm::Function &program, llvm::FunctionAnalysisManager &analyses);

} // namespace burin::codegen
