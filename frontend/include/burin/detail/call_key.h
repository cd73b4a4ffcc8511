// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_scope.h"
#include "burin/detail/tree_visitor.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace burin::detail {

struct OwnedMeta {
  std::shared_ptr<const void> object;
  const MetaOps *ops;
};

/// The key of a call, and the arrays met on the way. Words hold structure, leaf types and small values
/// exactly; other values stand in `metas` and count by their hash in the words.
struct CallKey {
  std::vector<std::uint64_t> words;
  std::vector<MetaRef> metas;
  std::vector<const Array *> leaves;
  const MetaOps *unkeyable = nullptr; ///< the first value that cannot be compared

  void clear();
  std::uint64_t hash() const;
};

/// A key that owns what it compares with.
struct StoredKey {
  std::vector<std::uint64_t> words;
  std::vector<OwnedMeta> metas;

  StoredKey() = default;
  explicit StoredKey(const CallKey &key);
  bool matches(const CallKey &key) const;
  bool matches(const StoredKey &key) const;
};

/// Appends a tree to a key.
class KeyVisitor final : public TreeVisitor {
public:
  enum class Content : std::uint8_t { types, structure };
  explicit KeyVisitor(CallKey &key, Content content = Content::types) : key_(key), content_(content) {}

  void word(std::uint64_t w) { key_.words.push_back(w); }
  void enter(const NodeInfo &node) override;
  void leaf(Array &array, LeafKind kind) override;
  void meta(const MetaRef &value) override;

private:
  CallKey &key_;
  Content content_;
};

/// The key buffers of this thread, or fresh ones while those are in use.
class BorrowedKey {
public:
  BorrowedKey();
  ~BorrowedKey();
  BorrowedKey(const BorrowedKey &) = delete;
  BorrowedKey &operator=(const BorrowedKey &) = delete;
  CallKey &operator*() const { return *key_; }
  CallKey *operator->() const { return key_; }

private:
  CallKey *key_;
};

/// One line per node, leaf and value of the arguments, for texts about what differs.
struct KeyLine {
  enum class Kind : std::uint8_t { node, array, value };
  std::string path;  ///< "argument 0: .kernel"
  std::string value; ///< "float32[3]", "true (bool)", "of size 2"; empty for a node of fixed size
  Kind kind;
  std::string_view type{};  ///< the C++ type of a node or value
  std::uint64_t digest = 0; ///< tells values of the same text apart
  ShapeDtype array{};
};
class DescribeVisitor final : public TreeVisitor {
public:
  explicit DescribeVisitor(std::vector<KeyLine> &lines) : TreeVisitor(true), lines_(lines) {}
  void root(std::string name) { root_ = std::move(name); }
  void enter(const NodeInfo &node) override;
  void leaf(Array &array, LeafKind kind) override;
  void meta(const MetaRef &value) override;

private:
  std::string here() const;
  std::vector<KeyLine> &lines_;
  std::string root_;
};

/// "f32[3,4]", or "none".
std::string leaf_text(const Array &leaf);
std::string type_text(const ShapeDtype &type);
/// "argument 0", "argument 0 (x)"; with a path "argument 0: .kernel".
std::string argument_text(std::size_t i, const std::vector<std::string> &names);
std::string join_path(const std::string &root, std::string_view path);

} // namespace burin::detail
