// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <string>
#include <vector>

namespace burin::codegen {

/// Machine code of a module in the LLVM dialect: one ELF object per thread that took part.
llvm::Expected<std::vector<std::unique_ptr<llvm::MemoryBuffer>>> generateObjects(mlir::ModuleOp module,
                                                                                 const lowering::Target &target);

/// The same code as assembler text.
llvm::Expected<std::string> assembly(mlir::ModuleOp module, const lowering::Target &target);

} // namespace burin::codegen
