// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/session.h"

#include "burin/errors.h"
#include "compiler/lowering/BufferPlan.h"
#include "frontend/compile/dump.h"
#include "frontend/compile/fault.h"
#include "frontend/compile/graph.h"
#include "frontend/compile/outline.h"
#include "frontend/compile/pipeline.h"
#include "frontend/compile/program.h"
#include "frontend/compile/program_cache.h"
#include "passes/batching/Dependence.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/SourceMgr.h"

namespace burin::bridge {

IrSession::IrSession() : module_(mlir::ModuleOp::create(mlir::UnknownLoc::get(&*context_))) {
  symbols_ = std::make_unique<mlir::SymbolTable>(*module_);
}

IrSession::~IrSession() = default;

std::unique_ptr<runtime::FunctionBuilder> IrSession::begin_function(std::string_view name, const SourceLine &line) {
  return std::make_unique<IrFunctionBuilder>(*this, name, line);
}

IrFunction *IrSession::insert(mlir::func::FuncOp func, std::vector<mlir::Value> values) {
  symbols_->insert(func);
  return &functions_.emplace_back(func, std::move(values));
}

mlir::OwningOpRef<mlir::ModuleOp> IrSession::extract(runtime::Function &entry) {
  return extract_program(module(), static_cast<IrFunction &>(entry).func());
}

runtime::Compilation IrSession::compile(runtime::Function &entry, std::span<const runtime::Donation> donors) {
  mlir::OwningOpRef<mlir::ModuleOp> program = extract(entry);
  lowering::setDonors(lowering::programOf(*program), {donors.data(), donors.size()});
  dump_trace(*program, entry.name());
  std::vector<std::int64_t> host_functions = number_host_functions(*program);
  runtime::Compilation compilation =
      program_cache().find_or_compile(program_key(*program), [&] { return compile_module(*program); });
  compilation.host_functions = std::move(host_functions);
  return compilation;
}

runtime::ProgramCost IrSession::cost(runtime::Function &entry) { return program_cost(*extract(entry)); }

runtime::ProgramCost IrSession::recorded_cost(runtime::Function &entry) {
  return bridge::recorded_cost(*extract(entry));
}

runtime::Outline IrSession::outline(runtime::Function &function, runtime::ValueId first, runtime::ValueId last,
                                    std::span<const runtime::ValueId> results) {
  OutlinedPart part = outline_part(static_cast<IrFunction &>(function), first, last, results);
  return {insert(part.func), std::move(part.arguments), part.num_results};
}

std::vector<runtime::SavedValue> IrSession::saved_values(runtime::Function &entry, std::size_t first_cotangent,
                                                         std::size_t cotangents) {
  return bridge::saved_values(*extract(entry), first_cotangent, cotangents);
}

std::vector<bool> IrSession::dependent_results(runtime::Function &function, const std::vector<bool> &arguments) {
  return passes::dependentResults(static_cast<IrFunction &>(function).func(), arguments);
}

std::string IrSession::text(runtime::Function &entry, std::string_view stage) {
  return stage_text(*extract(entry), stage);
}

std::string IrSession::graph(runtime::Function &entry, std::string_view stage) {
  mlir::OwningOpRef<mlir::ModuleOp> program = extract(entry);
  run_until(*program, stage);
  return dot_graph(*program);
}

std::string IrSession::run_passes(runtime::Function &entry, std::string_view passes) {
  mlir::OwningOpRef<mlir::ModuleOp> program = extract(entry);
  run_named_passes(*program, passes);
  return stage_text(*program, "traced");
}

runtime::Function *IrSession::adopt(runtime::Session &other, runtime::Function &function) {
  return parse(other.text(function, "saved"), function.name());
}

static mlir::func::FuncOp public_function(mlir::ModuleOp module) {
  mlir::func::FuncOp entry;
  for (auto func : module.getOps<mlir::func::FuncOp>())
    if (func.isPublic() && !entry)
      entry = func;
  return entry;
}

runtime::Function *IrSession::parse(std::string_view text, std::string_view file_name) {
  DiagnosticCollector diagnostics(context());
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(text), llvm::StringRef(file_name)),
                             llvm::SMLoc());
  mlir::OwningOpRef<mlir::ModuleOp> parsed =
      mlir::parseSourceFile<mlir::ModuleOp>(sources, mlir::ParserConfig(&context()));
  if (!parsed)
    throw IoError(diagnostics.place() + ": " + diagnostics.text());
  mlir::func::FuncOp entry = public_function(*parsed);
  if (!entry)
    throw IoError(std::string(file_name) + ": no public function in the file; expected a trace saved by save()");
  mlir::SymbolTable names(*parsed);
  for (auto func : parsed->getOps<mlir::func::FuncOp>())
    if (symbols_->lookup(func.getSymName()) && mlir::failed(names.renameToUnique(func, {symbols_.get()})))
      throw CompileError("[compile] a function cannot be renamed\n  See docs/errors.md#compileerror");
  IrFunction *result = nullptr;
  for (auto func : llvm::make_early_inc_range(parsed->getOps<mlir::func::FuncOp>())) {
    func->remove();
    IrFunction *inserted = insert(func);
    if (func == entry)
      result = inserted;
  }
  return result;
}

} // namespace burin::bridge
