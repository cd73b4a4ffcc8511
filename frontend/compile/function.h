// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <vector>

namespace burin::bridge {

/// A closed function of the dialect.
class IrFunction final : public runtime::Function {
public:
  IrFunction(mlir::func::FuncOp func, std::vector<mlir::Value> values);
  std::string_view name() const override { return name_; }
  const std::vector<runtime::TensorType> &arguments() const override { return arguments_; }
  const std::vector<runtime::TensorType> &results() const override { return results_; }
  mlir::func::FuncOp func() const { return func_; }
  /// By number; empty for a function that was read or copied.
  const std::vector<mlir::Value> &values() const { return values_; }

private:
  mlir::func::FuncOp func_;
  std::vector<mlir::Value> values_;
  std::string name_;
  std::vector<runtime::TensorType> arguments_, results_;
};

class IrSession;

/// Appends operations to one func.func.
class IrFunctionBuilder final : public runtime::FunctionBuilder {
public:
  IrFunctionBuilder(IrSession &session, std::string_view name, const SourceLine &line);
  ~IrFunctionBuilder() override;

  runtime::ValueId add_argument(const runtime::TensorType &type, std::string_view path,
                                const SourceLine &line) override;
  runtime::ValueId constant(const runtime::TensorType &type, const void *value, const SourceLine &line) override;
  runtime::ValueId emit(std::string_view name, std::span<const runtime::ValueId> operands,
                        std::span<const runtime::Attribute> attributes, const SourceLine &line) override;
  runtime::ValueId emit_call(runtime::CallKind kind, std::span<runtime::Function *const> callees,
                             std::span<const runtime::ValueId> operands, std::span<const runtime::Attribute> attributes,
                             const SourceLine &line) override;
  runtime::ValueId num_values() const override { return static_cast<runtime::ValueId>(values_.size()); }
  const runtime::TensorType &type(runtime::ValueId value) const override { return types_[value]; }
  SourceLine line(runtime::ValueId value) const override { return lines_[value]; }
  std::vector<std::string> origins(runtime::ValueId value, int limit) const override;
  std::vector<int> argument_dependence(runtime::ValueId value) const override;
  void mark_escaped(runtime::ValueId value, std::string_view note) override;
  std::vector<std::string> check_leaks() override;
  runtime::Function *close(std::span<const runtime::ValueId> results) override;

private:
  runtime::ValueId emit_applied(std::span<runtime::Function *const> computations,
                                std::span<const runtime::ValueId> operands,
                                std::span<const runtime::Attribute> attributes, const SourceLine &line);
  runtime::ValueId append(mlir::Value value, const SourceLine &line);
  runtime::ValueId append_results(mlir::Operation *op, const SourceLine &line);
  llvm::SmallVector<mlir::Value> values_of(std::span<const runtime::ValueId> ids) const;
  void write_signature(mlir::TypeRange results);

  IrSession &session_;
  mlir::func::FuncOp func_; ///< null once closed
  std::vector<mlir::Value> values_;
  std::vector<runtime::TensorType> types_;
  std::vector<SourceLine> lines_;
  /// Of the arguments; written to the function at once: each change there costs a copy of all.
  llvm::SmallVector<mlir::DictionaryAttr> argument_attributes_;
};

} // namespace burin::bridge
