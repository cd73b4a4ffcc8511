// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/module_survey.h"

#include <string>
#include <string_view>
#include <vector>

namespace burin::detail {

/// A node of a model: an object that holds arrays, or other nodes.
struct ModelNode {
  std::string path;
  std::string_view type_name; ///< a TypeId is another one in a program that hides its symbols
  const void *object;
  int parent;     ///< -1: the root
  bool is_module; ///< an object with fields, no container
};

struct ModelArray {
  std::string path;
  ShapeDtype type;
  LeafKind kind;
  int node; ///< that it is a field or an element of
};

/// What a model consists of: nodes in order of declaration, parents first, and its arrays without holes.
class ModelTree {
public:
  ModelTree() = default;
  explicit ModelTree(TreeRef model);

  const std::vector<ModelNode> &nodes() const { return nodes_; }
  const std::vector<ModelArray> &arrays() const { return arrays_; }
  const ModelNode &node(int number) const { return nodes_[static_cast<std::size_t>(number)]; }
  const ModelArray &array(int number) const { return arrays_[static_cast<std::size_t>(number)]; }

  /// -1 when no node of the type stands there.
  int at_object(const void *object, std::string_view type_name) const;
  /// The innermost module at a path, or -1.
  int at_path(std::string_view path) const;
  /// The only module of a type below a node, or -1.
  int only_one_below(int node, std::string_view type_name) const;
  bool is_below(int node, int ancestor) const;
  /// The innermost node that both are, or are below; -1 stands for no node.
  int common(int a, int b) const;

private:
  class Visitor;
  std::vector<ModelNode> nodes_;
  std::vector<ModelArray> arrays_;
};

} // namespace burin::detail
