// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/autodiff/Linearizer.h"

namespace burin::passes {

/// Carries cotangents backward through the linear part of a function. What it emits keeps the location of the forward
/// operation: the user's line.
class Transposer {
public:
  Transposer(mlir::OpBuilder &builder, FunctionTable &symbols) : b(builder), symbols(symbols) {}

  /// Adds to the cotangent of a linear value; a null cotangent is zero.
  void add(mlir::Value linear, mlir::Value cotangent, mlir::Location loc);
  mlir::Value cotangent(mlir::Value linear) const { return cotangents.lookup(linear); }

  llvm::LogicalResult run(llvm::ArrayRef<LinearStep> steps);

private:
  llvm::LogicalResult transpose(const LinearStep &step);
  llvm::LogicalResult transpose(const LinearStep &step, llvm::ArrayRef<mlir::Value> outputs,
                                llvm::MutableArrayRef<mlir::Value> inputs);

  mlir::OpBuilder &b;
  FunctionTable &symbols;
  llvm::DenseMap<mlir::Value, mlir::Value> cotangents; ///< by linear value
};

} // namespace burin::passes
