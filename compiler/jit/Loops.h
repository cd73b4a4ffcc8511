// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/IR/PassManager.h"

namespace burin::codegen {

/// Tells the vectorizer that no iteration of an elementwise kernel depends on another: pointers may be equal, and it
/// need not compare them.
struct MarkParallelLoops : llvm::PassInfoMixin<MarkParallelLoops> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

/// Makes the vector stores of a streaming kernel go past the caches, and the kernel wait for them at its end.
struct StreamStores : llvm::PassInfoMixin<StreamStores> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace burin::codegen
