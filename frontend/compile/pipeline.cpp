// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/pipeline.h"

#include "burin/errors.h"
#include "compiler/ir/Dialect.h"
#include "compiler/jit/Codegen.h"
#include "compiler/jit/JitExecutable.h"
#include "compiler/lowering/BufferPlan.h"
#include "compiler/lowering/Lowering.h"
#include "compiler/ops/Callees.h"
#include "frontend/compile/array_types.h"
#include "frontend/compile/dump.h"
#include "frontend/compile/fault.h"
#include "passes/Passes.h"
#include "passes/fusion/Fusion.h"
#include "passes/remat/Residuals.h"

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

llvm::LogicalResult lower_for_host(mlir::ModuleOp module) {
  return lowering::lowerToLLVM(module, lowering::hostTarget());
}

/// What the pipeline is. "asm" is a text of the last stage, not a form of the module.
constexpr std::array<Stage, 7> pipeline = {{
    {"traced", {}},
    {"vjp", {passes::expandDerivatives}},
    {"remat", {passes::expandRematerialize, passes::dropCustomRules}},
    {"clean", {passes::inlineCalls, passes::dropCheckpointNames, passes::simplify}},
    {"fused", {passes::fuse}},
    {"planned", {lowering::planBuffers}},
    {"llvm", {lower_for_host}},
}};

void run_stage(const Stage &stage, mlir::ModuleOp module, Warnings warnings = Warnings::printed) {
  DiagnosticCollector diagnostics(*module.getContext(), warnings);
  for (Step step : stage.steps)
    if (step && mlir::failed(step(module)))
      throw_stage_failure(stage.name, diagnostics);
#ifndef NDEBUG
  if (mlir::failed(mlir::verify(module)))
    throw_stage_failure(stage.name, diagnostics);
  if (passes::knowsStage(stage.name) && mlir::failed(passes::verifyStage(module, stage.name)))
    throw_stage_failure(stage.name, diagnostics);
#endif
}

void require_known_target() {
  if (!lowering::hostTargetProblem().empty())
    throw CompileError("[compile] " + lowering::hostTargetProblem() + "\n  See docs/errors.md#compileerror");
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// Of the program before fusion; calls have been expanded by then.
runtime::ProgramCost cost_of(mlir::ModuleOp module) {
  ir::Cost cost = ir::costOf(lowering::programOf(module));
  return {cost.flops, cost.transcendentals, cost.bytes};
}

template <class T> T value_or_throw(llvm::Expected<T> result, const char *what) {
  if (!result)
    throw CompileError(std::string("[compile] ") + what + " failed: " + llvm::toString(result.takeError()) +
                       "\n  See docs/errors.md#compileerror");
  return std::move(*result);
}

} // namespace

void register_dialects(mlir::DialectRegistry &registry) {
  registry.insert<ir::BurinDialect, mlir::func::FuncDialect>();
  lowering::registerDialects(registry);
}

void run_until(mlir::ModuleOp module, std::string_view last) {
  if (llvm::none_of(pipeline, [&](const Stage &stage) { return stage.name == last; }))
    throw UnsupportedError("[ir] there is no stage '" + std::string(last) +
                           "'; expected traced, vjp, remat, clean, fused, planned, llvm or asm");
  require_known_target();
  for (const Stage &stage : pipeline) {
    run_stage(stage, module);
    if (stage.name == last)
      return;
  }
}

std::vector<runtime::SavedValue> saved_values(mlir::ModuleOp module, std::size_t first_cotangent,
                                              std::size_t cotangents) {
  run_until(module, "remat");
  run_stage({"residuals", {passes::inlineCalls, passes::simplify}}, module); // names stay
  std::vector<runtime::SavedValue> values;
  for (passes::Residual &residual : passes::residuals(
           lowering::programOf(module), static_cast<unsigned>(first_cotangent), static_cast<unsigned>(cotangents)))
    values.push_back({runtime_type(residual.type), std::move(residual.why), std::move(residual.line)});
  return values;
}

runtime::ProgramCost program_cost(mlir::ModuleOp module) {
  run_until(module, "clean");
  return cost_of(module);
}

runtime::ProgramCost recorded_cost(mlir::ModuleOp module) {
  for (const Stage &stage : pipeline)
    if (stage.name == "vjp" || stage.name == "remat")
      run_stage(stage, module, Warnings::dropped);
  run_stage({"calls", {passes::inlineCalls}}, module, Warnings::dropped);
  return cost_of(module);
}

std::string stage_text(mlir::ModuleOp module, std::string_view stage) {
  if (stage == "saved")
    return saved_trace(module);
  run_until(module, stage == "asm" ? "llvm" : stage);
  if (stage == "asm")
    return value_or_throw(codegen::assembly(module, lowering::hostTarget()), "code generation");
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, mlir::OpPrintingFlags().useLocalScope());
  stream << '\n';
  return text;
}

std::shared_ptr<const runtime::Executable> compile_module(mlir::ModuleOp module) {
  require_known_target();
  codegen::ProgramFacts facts;
  mlir::func::FuncOp program = lowering::programOf(module);
  facts.arguments = runtime_types(program.getArgumentTypes());
  facts.results = runtime_types(program.getResultTypes());
  auto start = std::chrono::steady_clock::now();
  for (const Stage &stage : pipeline) {
    run_stage(stage, module);
    if (stage.name == "clean")
      facts.cost = cost_of(module);
    if (stage.name == "fused")
      facts.record.passes_ms = milliseconds_since(std::exchange(start, std::chrono::steady_clock::now()));
    if (stage.name == "planned") {
      facts.memory = lowering::memoryPlan(module);
      facts.donations = lowering::plannedDonations(module);
    }
  }
  facts.record.lowering_ms = milliseconds_since(start);
  return value_or_throw(codegen::compile(module, std::move(facts), lowering::hostTarget()), "code generation");
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
