// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/detail/meta.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace burin::detail {

enum class NodeKind : std::uint8_t { aggregate, tuple, sequence, optional, map, variant, layer };

struct NodeInfo {
  NodeKind kind;
  std::size_t size; ///< number of children; of an optional 0 or 1; of a variant the number of the alternative held
  TypeId type;
  std::string_view (*type_name)();
  const void *object; ///< where the node stands
};

/// How a child is reached from its node: ".kernel", "[1]", "[\"key\"]".
struct ChildName {
  enum class Kind : std::uint8_t { field, index, key, self } kind;
  std::string_view text{};
  std::size_t index = 0;
};

enum class LeafKind : std::uint8_t { array, stat };

/// An object in a tree: an array, a node, or static metadata.
struct ObjectRef {
  TypeId type = nullptr;
  void *object = nullptr;
  friend bool operator==(const ObjectRef &, const ObjectRef &) = default;
};

/// One traversal of a tree, in order of declaration. Everything that walks trees derives from this: a type is
/// instantiated once, for all of them.
class TreeVisitor {
public:
  explicit TreeVisitor(bool wants_names = false) : wants_names_(wants_names) {}
  virtual ~TreeVisitor();
  TreeVisitor(const TreeVisitor &) = delete;
  TreeVisitor &operator=(const TreeVisitor &) = delete;

  virtual void enter(const NodeInfo &) {}
  virtual void leave() {}
  virtual void leaf(Array &, LeafKind) {}
  virtual void meta(const MetaRef &) {}

  /// Around each child, metadata included, where names are wanted.
  virtual void begin_object(const ObjectRef &) {}
  virtual void end_object() {}

  void begin_child(const ChildName &name, const ObjectRef &child) {
    if (wants_names_)
      begin_named(name, child);
  }
  void end_child() {
    if (wants_names_)
      end_named();
  }
  /// Path of the present position, below the root: ".layers[1].kernel"; empty at the root. Needs wants_names.
  std::string_view path() const { return path_; }

private:
  void begin_named(const ChildName &name, const ObjectRef &child);
  void end_named();

  bool wants_names_;
  std::string path_;
  std::vector<std::size_t> lengths_;
};

} // namespace burin::detail
