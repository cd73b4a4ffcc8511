// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/state.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin {
namespace {

using detail::plain_path;

[[noreturn]] void throw_missing(std::string_view op, std::string_view path, const std::string &present,
                                const SourceLine &line) {
  throw TreeError(detail::Message(op, "there is no array at the path " + std::string(path))
                      .expected("one of " + present, std::string(path))
                      .at(line)
                      .cure("Spell the path as state_of gives it.")
                      .text("treeerror"));
}

std::string listed(const State &state) {
  std::string text;
  for (const auto &[path, array] : state)
    text += (text.empty() ? "" : ", ") + path;
  return text.empty() ? "no path" : text;
}

} // namespace

State::State(std::initializer_list<Entry> entries) {
  for (const Entry &entry : entries)
    entries_.emplace_back(plain_path(entry.first), entry.second);
}

const Array *State::find(std::string_view path) const {
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [name = plain_path(path)](const Entry &entry) { return entry.first == name; });
  return at == entries_.end() ? nullptr : &at->second;
}

const Array &State::at(std::string_view path, std::source_location where) const {
  if (const Array *array = find(path))
    return *array;
  throw_missing("State", path, listed(*this), where);
}

Array &State::operator[](std::string_view path) {
  if (const Array *array = find(path))
    return const_cast<Array &>(*array);
  return entries_.emplace_back(plain_path(path), Array()).second;
}

void State::erase(std::string_view path) {
  std::erase_if(entries_, [name = plain_path(path)](const Entry &entry) { return entry.first == name; });
}

void State::visit_entries(detail::TreeVisitor &visitor, detail::LeafKind kind) {
  visitor.enter(detail::node_info(detail::NodeKind::map, entries_.size(), *this));
  for (Entry &entry : entries_) {
    visitor.meta(detail::meta_of(entry.first));
    // Without a type: a program that hides its types has another one.
    visitor.begin_child({detail::ChildName::Kind::key, entry.first, 0}, {nullptr, &entry.second});
    visitor.leaf(entry.second, kind);
    visitor.end_child();
  }
  visitor.leave();
}

namespace detail {

State state_of(TreeRef tree) {
  State state;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none())
      ArrayAccess::set(state[leaf.path], *leaf.array);
  return state;
}

State take_out(std::vector<TreePart> &parts, const std::vector<bool> &chosen) {
  State state;
  std::vector<TreePart> rest;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!chosen[i])
      rest.push_back(std::move(parts[i]));
    else if (!parts[i].arrays[0]->is_none())
      ArrayAccess::set(state[parts[i].path], *parts[i].arrays[0]);
  }
  parts = std::move(rest);
  return state;
}

void merge_state(TreeRef tree, const State &state, const SourceLine &line) {
  const std::vector<TreeLeaf> leaves = tree_leaves(tree);
  for (const auto &[path, array] : state) {
    const auto leaf = std::find_if(leaves.begin(), leaves.end(),
                                   [&, &key = path](const TreeLeaf &l) { return plain_path(l.path) == key; });
    if (leaf == leaves.end())
      throw_missing("merge", path, listed(state_of(tree)), line);
    ArrayAccess::set(*leaf->array, array);
  }
}

} // namespace detail
} // namespace burin
