// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/pipeline.h"

#include "burin/errors.h"
#include "compiler/ir/Dialect.h"
#include "compiler/jit/Codegen.h"
#include "compiler/lowering/Lowering.h"
#include "frontend/compile/array_types.h"
#include "frontend/compile/dump.h"
#include "frontend/compile/fault.h"
#include "passes/Passes.h"
#include "passes/fusion/Fusion.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include <array>
#include <chrono>

namespace burin::bridge {

namespace {

using Step = llvm::LogicalResult (*)(mlir::ModuleOp);

struct Stage {
  std::string_view name;
  std::array<Step, 3> steps; ///< in order; null entries do nothing
};

/// What the pipeline is. "asm" is a text of the last stage, not a form of the module.
constexpr Stage stages[] = {
    {"traced", {}},
    {"vjp", {passes::expandDerivatives}},
    {"remat", {passes::expandRematerialize, passes::dropCustomRules}},
    {"fused", {passes::inlineCalls, passes::simplify, passes::fuse}},
    {"planned", {lowering::planBuffers}},
    {"llvm", {lowering::lowerToLLVM}},
};

void verify_in_debug(mlir::ModuleOp module, std::string_view stage, const DiagnosticCollector &diagnostics) {
#ifndef NDEBUG
  if (mlir::failed(mlir::verify(module)))
    throw_stage_failure(stage, diagnostics);
#endif
}

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

std::span<const std::string_view> stage_names() {
  static constexpr std::string_view names[] = {"traced", "vjp", "remat", "fused", "planned", "llvm", "asm"};
  return names;
}

void run_until(mlir::ModuleOp module, std::string_view last) {
  DiagnosticCollector diagnostics(*module.getContext());
  for (const Stage &stage : stages) {
    for (Step step : stage.steps)
      if (step && mlir::failed(step(module)))
        throw_stage_failure(stage.name, diagnostics);
    verify_in_debug(module, stage.name, diagnostics);
    if (stage.name == last)
      return;
  }
}

std::string stage_text(mlir::ModuleOp module, std::string_view stage) {
  if (stage == "saved")
    return saved_trace(module);
  run_until(module, stage == "asm" ? "llvm" : stage);
  if (stage == "asm")
    return codegen::assembly(module);
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, mlir::OpPrintingFlags().useLocalScope());
  stream << '\n';
  return text;
}

void run_named_passes(mlir::ModuleOp module, std::string_view names) {
  static const bool registered = (passes::registerBurinPasses(), true);
  (void)registered;
  mlir::PassManager manager(module.getContext());
  std::string problem;
  llvm::raw_string_ostream stream(problem);
  if (mlir::failed(mlir::parsePassPipeline(llvm::StringRef(names), manager, stream)))
    throw UnsupportedError("unknown pass in '" + std::string(names) + "': " + problem);
  DiagnosticCollector diagnostics(*module.getContext());
  if (mlir::failed(manager.run(module)))
    throw_stage_failure(names, diagnostics);
}

} // namespace burin::bridge
