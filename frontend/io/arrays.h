// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/state.h"
#include "frontend/io/file_call.h"

#include <string>
#include <vector>

/// Arrays by name, on their way from and to files.
namespace burin::detail {

State read_npz(const FileCall &call);
State read_safetensors(const FileCall &call, bool mapped);

/// IoError when the state has the name.
void add_array(State &state, const std::string &name, const Array &array, const FileCall &call);

/// An array to be written, under its name.
struct NamedArray {
  std::string name;
  const Array *array;
};
std::vector<NamedArray> named_arrays(const State &state);
/// IoError when two have one name.
void require_distinct_names(const std::vector<NamedArray> &arrays, const FileCall &call);

} // namespace burin::detail
