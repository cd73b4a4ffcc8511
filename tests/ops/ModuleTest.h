// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/ops/Program.h"

#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

namespace burin::tests {

/// A module read from text.
class ModuleTest : public testing::Test {
protected:
  /// The first line of what is said about it; empty when it is right.
  std::string parse(const std::string &text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, context.get());
    std::string diagnostics = context.takeDiagnostics();
    return diagnostics.substr(0, diagnostics.find('\n'));
  }
  /// The last one of this class.
  template <class Op> Op find() {
    Op found;
    module->walk([&](Op op) { found = op; });
    return found;
  }

  Context context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace burin::tests
