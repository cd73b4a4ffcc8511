// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/io/load_into.h"

#include "frontend/io/arrays.h"
#include "frontend/io/leaf_types.h"

namespace burin::detail {
namespace {

void assign(TreeRef model, const State &state, const FileCall &call) {
  std::vector<NamedType> types;
  std::vector<const Array *> arrays;
  for (const auto &[name, array] : state)
    if (!array.is_none()) {
      types.push_back({name, {array.shape(), array.dtype()}});
      arrays.push_back(&array);
    }
  const std::vector<TreeLeaf> leaves = present_leaves(model);
  const std::vector<std::size_t> matches =
      match_leaves(leaves, types, call,
                   "Rename, erase or convert the arrays of the State before loading: io::load_into(model, state).");
  for (std::size_t i = 0; i < leaves.size(); ++i)
    ArrayAccess::set(*leaves[i].array, *arrays[matches[i]]);
}

} // namespace

void load_into(TreeRef model, const State &state, const SourceLine &line) {
  assign(model, state, {"io.load_into", "the state", line});
}

void load_into(TreeRef model, const std::string &path, const SourceLine &line) {
  const FileCall call{"io.load_into", path, line};
  assign(model, path.ends_with(".npz") ? read_npz(call) : read_safetensors(call, true), call);
}

} // namespace burin::detail
