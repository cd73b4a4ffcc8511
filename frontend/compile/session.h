// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/compile/function.h"
#include "runtime/compiler/compiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"

#include <deque>
#include <memory>

namespace burin::bridge {

/// A context from the pool; goes back when destroyed, unless it is worn out (contexts never free types).
class PooledContext {
public:
  PooledContext();
  ~PooledContext();
  PooledContext(const PooledContext &) = delete;
  PooledContext &operator=(const PooledContext &) = delete;
  mlir::MLIRContext &operator*() const { return *context_; }

private:
  std::unique_ptr<mlir::MLIRContext> context_;
  int sessions_ = 0;
};

class IrSession final : public runtime::Session {
public:
  IrSession();
  ~IrSession() override;

  std::unique_ptr<runtime::FunctionBuilder> begin_function(std::string_view name, const SourceLine &line) override;
  runtime::Compilation compile(runtime::Function &entry, std::span<const runtime::Donation> donors) override;
  runtime::ProgramCost cost(runtime::Function &entry) override;
  runtime::ProgramCost recorded_cost(runtime::Function &entry) override;
  runtime::Outline outline(runtime::Function &function, runtime::ValueId first, runtime::ValueId last,
                           std::span<const runtime::ValueId> results) override;
  std::vector<runtime::SavedValue> saved_values(runtime::Function &entry, std::size_t first_cotangent,
                                                std::size_t cotangents) override;
  std::vector<bool> dependent_results(runtime::Function &function, const std::vector<bool> &arguments) override;
  std::string text(runtime::Function &entry, std::string_view stage) override;
  std::string graph(runtime::Function &entry, std::string_view stage) override;
  std::string run_passes(runtime::Function &entry, std::string_view passes) override;
  runtime::Function *adopt(runtime::Session &other, runtime::Function &function) override;
  runtime::Function *parse(std::string_view text, std::string_view file_name) override;

  mlir::MLIRContext &context() { return *context_; }
  mlir::ModuleOp module() { return *module_; }
  mlir::SymbolTable &symbols() { return *symbols_; }
  /// Adds a detached function under a unique name. `values`: its values by number.
  IrFunction *insert(mlir::func::FuncOp func, std::vector<mlir::Value> values = {});

private:
  mlir::OwningOpRef<mlir::ModuleOp> extract(runtime::Function &entry);

  PooledContext context_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
  std::unique_ptr<mlir::SymbolTable> symbols_;
  std::deque<IrFunction> functions_;
};

} // namespace burin::bridge
