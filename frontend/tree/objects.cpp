// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/inference_mode.h"
#include "burin/tree_at.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

struct PlacedObject {
  std::string path;
  ObjectRef object;
};

/// Every object of a tree, from the root down.
class ObjectLister final : public TreeVisitor {
public:
  ObjectLister() : TreeVisitor(true) {}
  void begin_object(const ObjectRef &object) override { objects.push_back({std::string(path()), object}); }
  std::vector<PlacedObject> objects;
};

std::vector<PlacedObject> objects_of(TreeRef tree, TypeId root) {
  ObjectLister lister;
  lister.begin_object({root, tree.object});
  tree.visit(lister);
  return std::move(lister.objects);
}

/// The root is said, where a path is empty.
std::string named(const std::string &path) { return path.empty() ? "the tree itself" : path; }

bool lies_in(std::string_view path, std::string_view node) {
  return path.starts_with(node) &&
         (path.size() == node.size() || node.empty() || path[node.size()] == '.' || path[node.size()] == '[');
}

[[noreturn]] void refuse(const std::string &problem, std::string_view cure, const SourceLine &line) {
  throw TreeError(Message("tree_at", problem).at(line).cure(cure).text("treeerror"));
}

std::vector<std::string> paths_of(TreeRef tree, TypeId root, std::span<const ObjectRef> targets,
                                  const SourceLine &line) {
  const std::vector<PlacedObject> objects = objects_of(tree, root);
  std::vector<std::string> paths;
  for (const ObjectRef &target : targets) {
    const auto at = std::find_if(objects.begin(), objects.end(), [&](const PlacedObject &placed) {
      return placed.object.object == target.object && (placed.object.type == target.type || !placed.object.type);
    });
    if (at == objects.end())
      refuse("`where` gives an object that is not in the tree",
             "Return a reference to a part of the argument: [](auto &m) -> auto & { return m.bias; }. A field that "
             "tree_fields does not name is no part.",
             line);
    paths.push_back(at->path);
  }
  return paths;
}

} // namespace

void require_targets(TreeRef tree, TypeId root, std::span<const ObjectRef> targets, const SourceLine &line) {
  const std::vector<std::string> paths = paths_of(tree, root, targets, line);
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (std::size_t j = i + 1; j < paths.size(); ++j) {
      if (targets[i] == targets[j])
        refuse("`where` gives one node twice: " + named(paths[i]), "Name each node once.", line);
      const bool inside = lies_in(paths[j], paths[i]);
      if (inside || lies_in(paths[i], paths[j]))
        refuse("`where` gives " + named(paths[inside ? j : i]) + ", which lies in " + named(paths[inside ? i : j]) +
                   ", which it gives, too",
               "Replace the outer node alone, or the inner one first.", line);
    }
}

void require_replacements(std::size_t targets, std::size_t replacements, const SourceLine &line) {
  if (targets != replacements)
    throw TreeError(Message("tree_at", "`where` does not give as many nodes as there are replacements")
                        .expected(std::to_string(targets) + " replacements", std::to_string(replacements))
                        .at(line)
                        .cure("Give one replacement for each node, in the same order, or a function of the node.")
                        .text("treeerror"));
}

namespace {

class FlagSetter final : public TreeVisitor {
public:
  FlagSetter(std::string_view field, bool value)
      : TreeVisitor(true), ending_("." + std::string(field)), value_(value) {}
  void begin_object(const ObjectRef &object) override {
    if (object.type == type_id<bool>() && path().ends_with(ending_))
      *static_cast<bool *>(object.object) = value_;
  }

private:
  const std::string ending_;
  const bool value_;
};

} // namespace

void set_flags(TreeRef tree, std::string_view field, bool value) {
  FlagSetter setter(field, value);
  tree.visit(setter);
}

} // namespace burin::detail
