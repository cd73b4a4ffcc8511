// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace burin::ir_dump {

/// Bad input of any kind: one line on standard error, exit code 2.
struct BadInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  enum class Action { help, list, file, model, run };
  Action action = Action::help;
  std::string subject;              ///< file or model
  std::vector<std::string> command; ///< program and its arguments, for run
  std::vector<std::string> stages;  ///< empty: all
  std::string format = "text";      ///< text, dot, svg
  std::string output;               ///< empty: standard output
  std::string function;             ///< only functions of this name, for run
  std::string passes;               ///< run these passes on the trace instead of the stages
};

/// The stages that --stage takes, in pipeline order.
const std::vector<std::string> &all_stages();

Options parse_options(const std::vector<std::string> &arguments);

extern const char *const usage_text;

} // namespace burin::ir_dump
