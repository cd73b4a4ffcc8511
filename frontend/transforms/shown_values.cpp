// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/shown_values.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

class Visitor final : public TreeVisitor {
public:
  Visitor(std::vector<ShownValue> &values, std::string root)
      : TreeVisitor(true), values_(values), root_(std::move(root)) {}

  void enter(const NodeInfo &info) override { open_.push_back({info.kind, path().size()}); }
  void leave() override { open_.pop_back(); }
  void leaf(Array &array, LeafKind) override {
    if (!array.is_none())
      show(type_text(array));
  }
  void meta(const MetaRef &meta) override {
    const bool is_key = !open_.empty() && open_.back().kind == NodeKind::map && open_.back().length == path().size();
    if (!is_key)
      show(meta.ops->text(meta.object));
  }

private:
  struct Open {
    NodeKind kind;
    std::size_t length; ///< of its path
  };

  void show(std::string text) { values_.push_back({root_ + std::string(path()), std::move(text)}); }

  std::vector<ShownValue> &values_;
  std::string root_;
  std::vector<Open> open_;
};

} // namespace

std::vector<ShownValue> shown_values(std::span<const TreeRef> trees) {
  std::vector<ShownValue> values;
  for (std::size_t i = 0; i < trees.size(); ++i) {
    Visitor visitor(values, trees.size() > 1 ? "[" + std::to_string(i) + "]" : "");
    trees[i].visit(visitor);
  }
  return values;
}

} // namespace burin::detail
