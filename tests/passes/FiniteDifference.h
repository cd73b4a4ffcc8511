// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>
#include <vector>

namespace burin::tests {

/// A module of text, and what the passes make of it.
class Program {
public:
  explicit Program(llvm::StringRef text);

  /// Passes up to the code that is lowered; tests fail when one fails.
  void expand();
  void cleanUp();

  mlir::ModuleOp module() { return *module_; }
  /// Results of function `name` by the reference evaluator.
  std::vector<ir::Literal> evaluate(llvm::StringRef name, llvm::ArrayRef<ir::Literal> arguments);
  /// Arguments of `name`, from 0.3 to 1.2, all different.
  std::vector<ir::Literal> someArguments(llvm::StringRef name);
  int count(llvm::StringRef function, llvm::StringRef operation);

private:
  mlir::MLIRContext context_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
};

/// @g(args) gives the derivatives of @f(args) -> f64 by each of the first arguments: they are compared with central
/// differences of @f as written, once as expanded and once after clean-up.
void expectGradients(llvm::StringRef text, double tolerance = 1e-7);

} // namespace burin::tests
