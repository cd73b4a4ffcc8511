// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>
#include <vector>

namespace burin::ir_dump {

/// A trace that a program compiled.
struct CollectedTrace {
  std::string name; ///< "train_step"
  std::string text; ///< in the form of save()
};

struct ProgramRun {
  int exit_code = 0; ///< 128 + signal when it was killed
  std::vector<CollectedTrace> traces;
};

/// Runs the program with BURIN_DUMP set to a temporary directory and collects what it compiled, also when it fails
/// half-way.
ProgramRun run_program(const std::vector<std::string> &command);

} // namespace burin::ir_dump
