// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/model_tree.h"

namespace burin::detail {

class ModelTree::Visitor final : public TreeVisitor {
public:
  explicit Visitor(ModelTree &tree) : TreeVisitor(true), tree_(tree) {}

  void enter(const NodeInfo &info) override {
    const bool is_module = info.kind == NodeKind::aggregate;
    tree_.nodes_.push_back(
        {std::string(path()), info.type_name(), info.object, open_.empty() ? -1 : open_.back(), is_module});
    open_.push_back(static_cast<int>(tree_.nodes_.size()) - 1);
  }
  void leave() override { open_.pop_back(); }
  void leaf(Array &array, LeafKind kind) override {
    if (!array.is_none())
      tree_.arrays_.push_back(
          {std::string(path()), {array.shape(), array.dtype()}, kind, open_.empty() ? -1 : open_.back()});
  }

private:
  ModelTree &tree_;
  std::vector<int> open_;
};

ModelTree::ModelTree(TreeRef model) {
  Visitor visitor(*this);
  model.visit(visitor);
}

int ModelTree::at_object(const void *object, std::string_view type_name) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].object == object && nodes_[i].type_name == type_name)
      return static_cast<int>(i);
  return -1;
}

int ModelTree::at_path(std::string_view path) const {
  for (std::size_t i = nodes_.size(); i-- > 0;)
    if (nodes_[i].is_module && nodes_[i].path == path)
      return static_cast<int>(i);
  return -1;
}

int ModelTree::only_one_below(int node, std::string_view type_name) const {
  int found = -1;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].type_name == type_name && is_below(static_cast<int>(i), node)) {
      if (found >= 0)
        return -1;
      found = static_cast<int>(i);
    }
  return found;
}

bool ModelTree::is_below(int node, int ancestor) const {
  for (int at = node < 0 ? -1 : this->node(node).parent; at >= 0; at = this->node(at).parent)
    if (at == ancestor)
      return true;
  return false;
}

int ModelTree::common(int a, int b) const {
  if (a < 0 || b < 0)
    return a < 0 ? b : a;
  while (a != b && !is_below(b, a))
    a = node(a).parent;
  return a;
}

} // namespace burin::detail
