// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/tree_statics.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

/// Names of types stand only where nothing else tells nodes apart: compilers spell them differently.
class StaticLister final : public TreeVisitor {
public:
  StaticLister() : TreeVisitor(true) {}
  std::vector<std::string> lines;

  void enter(const NodeInfo &node) override {
    switch (node.kind) {
    case NodeKind::sequence:
    case NodeKind::map:
    case NodeKind::optional: return add(std::to_string(node.size) + " children");
    case NodeKind::variant: return add("alternative " + std::to_string(node.size));
    case NodeKind::layer: return add(std::string(node.type_name()));
    case NodeKind::aggregate:
    case NodeKind::tuple: return;
    }
  }
  void leaf(Array &array, LeafKind) override {
    if (array.is_none())
      add("none");
  }
  void meta(const MetaRef &meta) override { add(meta.ops->text(meta.object)); }

private:
  void add(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    lines.push_back(std::string(path()) + ": " + text);
  }
};

} // namespace

std::vector<std::string> static_lines(TreeRef tree) {
  StaticLister lister;
  tree.visit(lister);
  return std::move(lister.lines);
}

void require_same_statics(const std::vector<std::string> &tree, const std::vector<std::string> &file,
                          const FileCall &call) {
  const auto [here, there] = std::ranges::mismatch(tree, file);
  if (here == tree.end() && there == file.end())
    return;
  throw TreeError(
      Message(call.op, call.path + ": the file was saved from a tree of another structure")
          .expected(here == tree.end() ? "nothing more" : *here, there == file.end() ? "nothing more" : *there)
          .at(call.line)
          .cure("Build the tree as it was built for saving; arrays alone: io::load_into(model, path).")
          .text("treeerror"));
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

} // namespace burin::detail
