// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/arrays.h"

#include <unordered_set>

namespace burin::detail {

void add_array(State &state, const std::string &name, const Array &array, const FileCall &call) {
  if (state.contains(name))
    call.fail("two arrays have the name \"" + name + "\"", "Save them under different names.");
  state[name] = array;
}

std::vector<NamedArray> named_arrays(const State &state) {
  std::vector<NamedArray> arrays;
  for (const auto &[name, array] : state)
    arrays.push_back({name, &array});
  return arrays;
}

void require_distinct_names(const std::vector<NamedArray> &arrays, const FileCall &call) {
  std::unordered_set<std::string_view> names;
  for (const NamedArray &array : arrays)
    if (!names.insert(array.name).second)
      call.fail("two arrays have the name \"" + array.name + "\"", "Give them different names.");
}

} // namespace burin::detail
