// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>
#include <vector>

namespace burin::ir_dump {

/// A model that ir-dump can trace by itself.
struct Model {
  const char *name;
  const char *summary;
  std::string (*saved_trace)(); ///< the text that save() writes
};

const std::vector<Model> &models();
bool has_model(const std::string &name);
/// The saved trace of a model that has_model.
std::string trace_model(const std::string &name);

} // namespace burin::ir_dump
