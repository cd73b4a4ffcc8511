// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/passes/FiniteDifference.h"

#include <functional>
#include <optional>

namespace burin::tests {

/// @f of a program, and @rows, which is vmap_call @f.
class Rows {
public:
  /// An axis of -1: all rows share the argument or result. No `out`: 0 everywhere.
  Rows(llvm::StringRef text, int64_t size, std::vector<int64_t> in, std::optional<std::vector<int64_t>> out = {});

  /// Changes the arguments of @rows, which are those of Program::someArguments.
  using Change = std::function<void(std::vector<ir::Literal> &)>;
  /// Results of @rows, as expanded and after clean-up, are those of @f for each row.
  void expectLoop(const Change &change = {});
  /// How many of an operation @rows and the functions that it names hold after clean-up.
  int count(llvm::StringRef operation);

private:
  std::vector<ir::Literal> argumentsOf(llvm::ArrayRef<ir::Literal> all, int64_t row) const;

  int64_t size;
  std::vector<int64_t> in, out;
  Program expanded, cleaned;
};

} // namespace burin::tests
