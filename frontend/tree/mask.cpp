// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/parts.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

struct Entry {
  std::string path;
  bool value;
  bool used = false;
};

/// The arrays of a mask and its fields of type bool.
class MaskReader final : public TreeVisitor {
public:
  MaskReader() : TreeVisitor(true) {}
  void leaf(Array &array, LeafKind) override { arrays.push_back({std::string(plain_path(path())), &array, {}}); }
  void meta(const MetaRef &value) override {
    if (value.ops->type == type_id<bool>())
      flags.push_back({std::string(plain_path(path())), *static_cast<const bool *>(value.object)});
  }
  std::vector<TreeLeaf> arrays;
  std::vector<Entry> flags;
};

bool value_of(std::string_view op, const TreeLeaf &entry, const SourceLine &line) {
  const Array &array = *entry.array;
  if (array.dtype() != bool_ || array.size() != 1)
    throw TreeError(Message(op, "a mask consists of bools")
                        .expected("true or false", entry.path + ": " + leaf_text(array))
                        .at(line)
                        .cure("Give it {\"path\", true} or {\"path\", false}, or give a predicate.")
                        .text("treeerror"));
  return static_cast<bool>(array);
}

std::vector<Entry> entries_of(std::string_view op, TreeRef mask, const SourceLine &line) {
  MaskReader reader;
  mask.visit(reader);
  if (reader.arrays.empty())
    return std::move(reader.flags);
  std::vector<Entry> entries;
  for (const TreeLeaf &leaf : reader.arrays)
    if (!leaf.array->is_none())
      entries.push_back({leaf.path, value_of(op, leaf, line)});
  return entries;
}

/// True for ".layers" and ".layers[0].kernel", not for ".layer" and ".layers".
bool leads_to(std::string_view start, std::string_view path) {
  return start.empty() || path == start ||
         (path.starts_with(start) && (path[start.size()] == '.' || path[start.size()] == '['));
}

Entry *longest(std::vector<Entry> &entries, std::string_view path) {
  Entry *best = nullptr;
  for (Entry &entry : entries)
    if (leads_to(entry.path, path) && (!best || entry.path.size() > best->path.size()))
      best = &entry;
  return best;
}

/// An entry stands for something when a path of the tree begins with it, be another entry longer.
void use_all(std::vector<Entry> &entries, std::string_view path) {
  for (Entry &entry : entries)
    entry.used |= leads_to(entry.path, path);
}

bool holds_array(const TreePart &part) {
  for (const Array *array : part.arrays)
    if (!array->is_none())
      return true;
  return false;
}

[[noreturn]] void throw_silent(std::string_view op, const TreePart &part, const SourceLine &line) {
  throw TreeError(Message(op, "the mask says nothing of " + part.path)
                      .expected("true or false for it, or for what it lies in", "no entry")
                      .at(line)
                      .cure("Add its path to the mask; {\"\", false} is for all that have no entry of their own.")
                      .text("treeerror"));
}

void require_used(std::string_view op, const std::vector<Entry> &entries, std::span<const TreePart> parts,
                  const SourceLine &line) {
  for (const Entry &entry : entries) {
    if (entry.used)
      continue;
    std::string present;
    for (const TreePart &part : parts)
      present.append(present.empty() ? "" : ", ").append(plain_path(part.path));
    throw TreeError(Message(op, "the mask has an entry for a path that the tree has not")
                        .expected("one of " + present + ", or the beginning of one", entry.path)
                        .at(line)
                        .cure("Spell the path as tree::paths gives it.")
                        .text("treeerror"));
  }
}

} // namespace

std::vector<bool> masked_parts(std::string_view op, std::span<const TreePart> parts, TreeRef mask,
                               const SourceLine &line) {
  std::vector<Entry> entries = entries_of(op, mask, line);
  std::vector<bool> chosen;
  for (const TreePart &part : parts) {
    const std::string_view path = plain_path(part.path);
    use_all(entries, path);
    const Entry *entry = longest(entries, path);
    if (!entry && holds_array(part))
      throw_silent(op, part, line);
    chosen.push_back(entry && entry->value);
  }
  require_used(op, entries, parts, line);
  return chosen;
}

} // namespace burin::detail
