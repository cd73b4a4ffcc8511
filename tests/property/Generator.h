// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/ops/Program.h"

namespace burin::tests {

/// A module with one public function @main, and arguments for it.
struct Subject {
  mlir::func::FuncOp main();
  mlir::Block &body() { return main().getBody().front(); }
  Subject clone();
  std::string text();

  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<ir::Literal> inputs;
};

/// A well-typed program of about 1 to 30 operations of the whole dialect: applications of samples and of their variants
/// to each other's results, which are reshaped, converted and squeezed into the ranges that the samples declare.
/// Operations that jump take integer-valued operands that nothing rounds.
Subject randomProgram(Context &context, unsigned seed);

} // namespace burin::tests
