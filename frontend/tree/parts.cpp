// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/parts.h"

#include <algorithm>

namespace burin::detail {
namespace {

class PartLister final : public TreeVisitor {
public:
  explicit PartLister(std::span<const TypeId> whole) : TreeVisitor(true), whole_(whole) {}

  void begin_object(const ObjectRef &object) override {
    if (inside_ > 0 || std::find(whole_.begin(), whole_.end(), object.type) != whole_.end())
      if (inside_++ == 0)
        parts.push_back({std::string(path()), object, {}});
  }
  void end_object() override { inside_ -= inside_ > 0; }
  void leaf(Array &array, LeafKind kind) override {
    if (inside_ > 0)
      parts.back().arrays.push_back(&array);
    else
      parts.push_back({std::string(path()), {}, {&array}, kind});
  }

  std::vector<TreePart> parts;

private:
  std::span<const TypeId> whole_;
  int inside_ = 0; ///< how deep within a part
};

} // namespace

std::vector<TreePart> tree_parts(TreeRef tree, TypeId root, std::span<const TypeId> whole) {
  PartLister lister(whole);
  lister.begin_object({root, tree.object});
  tree.visit(lister);
  lister.end_object();
  return std::move(lister.parts);
}

void clear_parts(std::span<const TreePart> parts, const std::vector<bool> &chosen, bool keep_chosen) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (chosen[i] != keep_chosen)
      for (Array *array : parts[i].arrays)
        ArrayAccess::set(*array, Array());
}

} // namespace burin::detail
