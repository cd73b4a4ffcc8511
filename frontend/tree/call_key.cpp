// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/call_key.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

// First word of what follows in a key, so that no two sequences of words mean the same.
enum Tag : std::uint64_t { hole = 1, array = 2, value = 3, hashed = 4, node = 5 };

std::uint64_t reference(const void *pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }

} // namespace

void CallKey::clear() {
  words.clear();
  metas.clear();
  leaves.clear();
  unkeyable = nullptr;
}

std::uint64_t CallKey::hash() const {
  std::uint64_t h = words.size();
  for (std::uint64_t word : words) {
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
  }
  return h;
}

StoredKey::StoredKey(const CallKey &key) : words(key.words) {
  for (const MetaRef &meta : key.metas)
    metas.push_back({meta.ops->copy ? meta.ops->copy(meta.object) : nullptr, meta.ops});
}

namespace {

const void *object_of(const MetaRef &meta) { return meta.object; }
const void *object_of(const OwnedMeta &meta) { return meta.object.get(); }

template <class Key> bool equal_keys(const StoredKey &stored, const Key &key) {
  if (stored.words != key.words || stored.metas.size() != key.metas.size())
    return false;
  for (std::size_t i = 0; i < stored.metas.size(); ++i)
    if (const auto &[object, ops] = stored.metas[i];
        object && ops->equal && !ops->equal(object.get(), object_of(key.metas[i])))
      return false;
  return true;
}

} // namespace

bool StoredKey::matches(const CallKey &key) const { return equal_keys(*this, key); }
bool StoredKey::matches(const StoredKey &key) const { return equal_keys(*this, key); }

void KeyVisitor::enter(const NodeInfo &info) {
  word(Tag::node | static_cast<std::uint64_t>(info.kind) << 8 | static_cast<std::uint64_t>(info.size) << 16);
  word(reference(info.type));
}

void KeyVisitor::leaf(Array &leaf, LeafKind) {
  if (leaf.is_none())
    return word(Tag::hole);
  word(Tag::array);
  key_.leaves.push_back(&leaf);
  if (content_ == Content::types)
    ArrayAccess::append_type(leaf, key_.words);
}

void KeyVisitor::meta(const MetaRef &meta) {
  word(meta.ops->word ? Tag::value : Tag::hashed);
  word(reference(meta.ops->type));
  if (meta.ops->word)
    return word(meta.ops->word(meta.object));
  if (!meta.ops->equal && !key_.unkeyable)
    key_.unkeyable = meta.ops;
  word(meta.ops->hash ? meta.ops->hash(meta.object) : 0);
  key_.metas.push_back(meta);
}

namespace {
thread_local CallKey thread_key;
thread_local bool thread_key_used = false;
} // namespace

BorrowedKey::BorrowedKey() : key_(thread_key_used ? new CallKey : &thread_key) {
  if (key_ == &thread_key)
    thread_key_used = true;
}

BorrowedKey::~BorrowedKey() {
  if (key_ != &thread_key) {
    delete key_;
    return;
  }
  key_->clear();
  thread_key_used = false;
}

std::string DescribeVisitor::here() const { return join_path(root_, path()); }

void DescribeVisitor::enter(const NodeInfo &node) {
  std::string text;
  if (node.kind == NodeKind::sequence || node.kind == NodeKind::map || node.kind == NodeKind::optional)
    text = "of size " + std::to_string(node.size);
  else if (node.kind == NodeKind::variant)
    text = "alternative " + std::to_string(node.size);
  lines_.push_back({.path = here(), .value = std::move(text), .kind = KeyLine::Kind::node, .type = node.type_name()});
}
void DescribeVisitor::leaf(Array &leaf, LeafKind) {
  KeyLine line{.path = here(), .value = leaf_text(leaf), .kind = KeyLine::Kind::array};
  if (!leaf.is_none())
    line.array = {leaf.shape(), leaf.dtype()};
  lines_.push_back(std::move(line));
}
void DescribeVisitor::meta(const MetaRef &meta) {
  const auto [object, ops] = meta;
  lines_.push_back({.path = here(),
                    .value = ops->text(object) + " (" + std::string(ops->name) + ")",
                    .kind = KeyLine::Kind::value,
                    .type = ops->name,
                    .digest = ops->word   ? ops->word(object)
                              : ops->hash ? ops->hash(object)
                                          : 0});
}

std::string leaf_text(const Array &leaf) { return type_text(leaf); }
std::string type_text(const ShapeDtype &type) { return type_text(type.dtype, type.shape); }

std::string argument_text(std::size_t i, const std::vector<std::string> &names) {
  const std::string text = "argument " + std::to_string(i);
  return i < names.size() && !names[i].empty() ? text + " (" + names[i] + ")" : text;
}

std::string join_path(const std::string &root, std::string_view path) {
  if (root.empty() || path.empty())
    return root + std::string(path);
  return root + ": " + std::string(path);
}

} // namespace burin::detail
