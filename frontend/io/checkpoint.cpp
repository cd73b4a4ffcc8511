// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/io/checkpoint.h"

#include "frontend/io/leaf_types.h"
#include "frontend/io/safetensors_format.h"
#include "frontend/io/tree_statics.h"

#include <algorithm>

namespace burin::detail {
namespace {

/// The text under which a checkpoint keeps what is static.
constexpr std::string_view structure_key = "burin.structure";

const std::string &structure_of(const SafetensorsHeader &header, const FileCall &call) {
  const auto at = std::ranges::find_if(header.metadata, [](const auto &entry) { return entry.first == structure_key; });
  if (at == header.metadata.end())
    call.fail("it is no checkpoint of io::save: it does not say from which structure it was saved",
              "Load its arrays by name: io::load_into(model, path).");
  return at->second;
}

} // namespace

void save_checkpoint(const std::string &path, TreeRef tree, const io::SaveOptions &options, const SourceLine &line) {
  const FileCall call{"io.save", path, line};
  std::vector<NamedArray> arrays;
  for (const TreeLeaf &leaf : present_leaves(tree))
    arrays.push_back({std::string(plain_path(leaf.path)), leaf.array});
  io::Metadata metadata = options.metadata;
  metadata.emplace_back(structure_key, joined(static_lines(tree)));
  write_safetensors(call, arrays, metadata);
}

void restore_checkpoint(const std::string &path, TreeRef tree, const SourceLine &line) {
  const InputFile file({"io.restore", path, line});
  const SafetensorsHeader header = read_safetensors_header(file);
  require_same_statics(static_lines(tree), split_lines(structure_of(header, file.call())), file.call());
  std::vector<NamedType> types;
  for (const StoredArray &stored : header.arrays)
    types.push_back({stored.name, stored.type()});
  const std::vector<TreeLeaf> leaves = present_leaves(tree);
  const std::vector<std::size_t> matches =
      match_leaves(leaves, types, file.call(), "Build the tree as it was built for saving.");
  const std::vector<Array> arrays = read_arrays(file, header, false);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    ArrayAccess::set(*leaves[i].array, arrays[matches[i]]);
}

} // namespace burin::detail
