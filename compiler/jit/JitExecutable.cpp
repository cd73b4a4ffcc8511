// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/JitExecutable.h"

#include "compiler/jit/Codegen.h"
#include "compiler/lowering/Lowering.h"
#include "runtime/buffer.h"
#include "runtime/host_functions.h"
#include "runtime/parallel.h"
#include "runtime/scratch.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Matchers.h"

#include <chrono>
#include <optional>

namespace burin::codegen {

void JitExecutable::run(const void *const *inputs, void *const *outputs) const {
  llvm::SmallVector<void *, 64> pointers;
  pointers.reserve(facts.arguments.size() + facts.results.size());
  for (size_t i = 0; i < facts.arguments.size(); ++i)
    pointers.push_back(const_cast<void *>(inputs[i])); // arguments are never written
  pointers.append(outputs, outputs + facts.results.size());
  std::optional<runtime::ScratchReservation> scratch;
  if (facts.scratch > 0)
    scratch.emplace(facts.scratch);
  runtime::Buffer arena;
  if (facts.memory.temporaries > 0)
    arena = runtime::Buffer::allocate(facts.memory.temporaries);
  if (facts.callsHost)
    runtime::run_calling_host(code->main, pointers.data(), arena.data());
  else
    code->main(pointers.data(), arena.data());
}

/// Functions that start with burin_ are the program itself and what kernels share.
static int countKernels(mlir::ModuleOp module) {
  int count = 0;
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>())
    count += !function.isExternal() && !function.getName().starts_with("burin_") &&
             !function.getName().ends_with(lowering::parallelSuffix);
  return count;
}

/// The largest scratch memory that `function` itself asks for: it is reserved before the program runs, where failing is
/// still possible.
static int64_t scratchBytes(mlir::Operation *function) {
  int64_t bytes = 0;
  function->walk([&](mlir::LLVM::CallOp call) {
    llvm::APInt asked;
    if (call.getCallee() == lowering::scratchSymbol &&
        mlir::matchPattern(call.getArgOperands()[0], mlir::m_ConstantInt(&asked)))
      bytes = std::max(bytes, asked.getSExtValue());
  });
  return bytes;
}

/// True when threads that help use scratch memory too.
static bool sharesScratch(mlir::ModuleOp module) {
  auto result = module.walk([&](mlir::LLVM::CallOp call) {
    auto caller = call->getParentOfType<mlir::LLVM::LLVMFuncOp>();
    auto callee = call.getCallee() ? module.lookupSymbol(*call.getCallee()) : nullptr;
    bool shares = callee && caller.getName().ends_with(lowering::parallelSuffix) && scratchBytes(callee) > 0;
    return shares ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
  });
  return result.wasInterrupted();
}

static void addScratch(ProgramFacts &facts, mlir::ModuleOp module) {
  runtime::MemoryPlan &memory = facts.memory;
  facts.scratch = scratchBytes(module);
  memory.scratch = static_cast<size_t>(facts.scratch) * (sharesScratch(module) ? runtime::num_threads() : 1);
  memory.peak = memory.arguments + memory.outputs - memory.donated + memory.temporaries + memory.scratch;
}

llvm::Expected<std::shared_ptr<const runtime::Executable>> compile(mlir::ModuleOp module, ProgramFacts facts,
                                                                   const lowering::Target &target) {
  auto start = std::chrono::steady_clock::now();
  facts.record.kernels = countKernels(module);
  addScratch(facts, module);
  facts.callsHost = module.lookupSymbol(lowering::hostCallSymbol) != nullptr;
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
