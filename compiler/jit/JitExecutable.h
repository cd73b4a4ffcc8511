// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/jit/NativeCode.h"
#include "compiler/lowering/Target.h"
#include "runtime/executable.h"

#include "mlir/IR/BuiltinOps.h"

namespace burin::codegen {

/// What the stages before code generation know about a program.
struct ProgramFacts {
  std::vector<runtime::TensorType> arguments, results;
  runtime::MemoryPlan memory; ///< scratch and peak are filled in here
  std::vector<runtime::Donation> donations;
  runtime::ProgramCost cost;
  runtime::CompileRecord record; ///< llvm_ms and kernels are filled in here
  int64_t scratch = 0;           ///< most that a thread asks burin_scratch for; filled in here
  bool callsHost = false;        ///< filled in here
};

/// Compiles a module in the LLVM dialect (lowering::lowerToLLVM) and links it.
llvm::Expected<std::shared_ptr<const runtime::Executable>> compile(mlir::ModuleOp module, ProgramFacts facts,
                                                                   const lowering::Target &target);

class JitExecutable : public runtime::Executable {
public:
  JitExecutable(ProgramFacts facts, std::unique_ptr<NativeCode> code)
      : facts(std::move(facts)), code(std::move(code)) {}

  void run(const void *const *inputs, void *const *outputs) const override;
  const std::vector<runtime::TensorType> &arguments() const override { return facts.arguments; }
  const std::vector<runtime::TensorType> &results() const override { return facts.results; }
  runtime::MemoryPlan memory() const override { return facts.memory; }
  std::span<const runtime::Donation> donations() const override { return facts.donations; }
  runtime::ProgramCost cost() const override { return facts.cost; }
  const runtime::CompileRecord &record() const override { return facts.record; }

private:
  ProgramFacts facts;
  std::unique_ptr<NativeCode> code;
};

} // namespace burin::codegen
