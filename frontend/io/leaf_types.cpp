// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/leaf_types.h"

#include "burin/detail/call_key.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <unordered_map>

namespace burin::detail {
namespace {

std::string shown_name(const std::string &name) { return name.empty() ? "the root" : name; }

/// "; missing: a, b and 3 more".
class NameList {
public:
  explicit NameList(std::string_view title) : title_(title) {}
  void add(const std::string &text) {
    if (++count_ <= shown)
      text_ += (count_ > 1 ? ", " : "") + text;
  }
  std::string text() const {
    if (count_ == 0)
      return {};
    return "; " + std::string(title_) + ": " + text_ +
           (count_ > shown ? " and " + std::to_string(count_ - shown) + " more" : "");
  }

private:
  static constexpr std::size_t shown = 8;
  std::string_view title_;
  std::string text_;
  std::size_t count_ = 0;
};

} // namespace

std::vector<TreeLeaf> present_leaves(TreeRef tree) {
  std::vector<TreeLeaf> leaves = tree_leaves(tree);
  std::erase_if(leaves, [](const TreeLeaf &leaf) { return leaf.array->is_none(); });
  return leaves;
}

std::vector<std::size_t> match_leaves(const std::vector<TreeLeaf> &leaves, const std::vector<NamedType> &arrays,
                                      const FileCall &call, std::string_view cure) {
  std::unordered_map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    by_name.emplace(arrays[i].name, i);
  NameList missing("missing"), unexpected("unexpected"), different("of another type");
  std::vector<std::size_t> matches;
  for (const TreeLeaf &leaf : leaves) {
    const std::string name(plain_path(leaf.path));
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      missing.add(shown_name(name));
      continue;
    }
    const ShapeDtype wanted{leaf.array->shape(), leaf.array->dtype()}, &got = arrays[found->second].type;
    if (!(wanted == got))
      different.add(shown_name(name) + " (expected " + type_text(wanted) + ", got " + type_text(got) + ")");
    matches.push_back(found->second);
    by_name.erase(found);
  }
  for (const NamedType &array : arrays)
    if (by_name.contains(array.name))
      unexpected.add(shown_name(array.name));
  const std::string problem = missing.text() + unexpected.text() + different.text();
  if (!problem.empty())
    throw TreeError(Message(call.op, call.path + ": the arrays are not those of the tree" + problem)
                        .at(call.line)
                        .cure(cure)
                        .text("treeerror"));
  return matches;
}

} // namespace burin::detail
