// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/JitExecutable.h"

#include "compiler/jit/Codegen.h"
#include "compiler/lowering/Lowering.h"
#include "runtime/parallel.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Matchers.h"

#include <chrono>

namespace burin::codegen {

void JitExecutable::run(const void *const *inputs, void *const *outputs) const {
  llvm::SmallVector<void *, 64> pointers;
  pointers.reserve(facts.arguments.size() + facts.results.size());
  for (size_t i = 0; i < facts.arguments.size(); ++i)
    pointers.push_back(const_cast<void *>(inputs[i])); // arguments are never written
  pointers.append(outputs, outputs + facts.results.size());
  if (facts.scratch > 0)
    burin_scratch(facts.scratch);
  void *arena = arenas.take();
  code->main(pointers.data(), arena);
  arenas.give(arena);
}

static int countKernels(mlir::ModuleOp module) {
  int count = 0;
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>())
    count += !function.isExternal() && function.getName() != lowering::mainSymbol &&
             !function.getName().ends_with("_parallel");
  return count;
}

/// The largest scratch memory of any kernel: it is reserved before the program runs, where failing is still possible.
static int64_t scratchBytes(mlir::ModuleOp module) {
  int64_t bytes = 0;
  module.walk([&](mlir::LLVM::CallOp call) {
    if (call.getCallee() != lowering::scratchSymbol)
      return;
    llvm::APInt asked;
    if (mlir::matchPattern(call.getArgOperands()[0], mlir::m_ConstantInt(&asked)))
      bytes = std::max(bytes, asked.getSExtValue());
  });
  return bytes;
}

llvm::Expected<std::shared_ptr<const runtime::Executable>> compile(mlir::ModuleOp module, ProgramFacts facts,
                                                                   const lowering::Target &target) {
  auto start = std::chrono::steady_clock::now();
  facts.record.kernels = countKernels(module);
  facts.scratch = scratchBytes(module);
  auto objects = generateObjects(module, target);
  if (!objects)
    return objects.takeError();
  auto code = NativeCode::link(std::move(*objects));
  if (!code)
    return code.takeError();
  facts.record.llvm_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return std::make_shared<JitExecutable>(std::move(facts), std::move(*code));
}

} // namespace burin::codegen
