// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/key_difference.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace burin::detail {
namespace {

constexpr std::size_t most_changes_shown = 8;

bool same(const KeyLine &a, const KeyLine &b) {
  return a.kind == b.kind && a.value == b.value && a.type == b.type && a.digest == b.digest;
}

/// Lines by path and by their order among those of one path: the keys of a map stand beside its size.
class ByPath {
public:
  using Place = std::pair<std::string_view, int>;
  explicit ByPath(const std::vector<KeyLine> &lines) {
    for (const KeyLine &line : lines)
      lines_.emplace(next(line), &line);
  }
  ByPath() = default;

  /// The place of the next line with this path.
  Place next(const KeyLine &line) { return {line.path, counts_[line.path]++}; }
  const KeyLine *take(const Place &place) {
    const auto found = lines_.find(place);
    return found == lines_.end() ? nullptr : std::exchange(found->second, nullptr);
  }

private:
  std::map<std::string_view, int> counts_;
  std::map<Place, const KeyLine *> lines_;
};

std::string line_text(const KeyLine &line, bool with_type) {
  if (line.kind != KeyLine::Kind::node || (!with_type && !line.value.empty()))
    return line.value;
  return "a " + std::string(line.type) + (line.value.empty() ? "" : " " + line.value);
}

} // namespace

std::size_t key_distance(const std::vector<KeyLine> &a, const std::vector<KeyLine> &b) {
  const std::size_t common = std::min(a.size(), b.size());
  std::size_t count = std::max(a.size(), b.size()) - common;
  for (std::size_t i = 0; i < common; ++i)
    count += a[i].path != b[i].path || !same(a[i], b[i]);
  return count;
}

std::vector<KeyChange> key_changes(const std::vector<KeyLine> &before, const std::vector<KeyLine> &now) {
  std::vector<KeyChange> changes;
  ByPath earlier(before), later;
  for (const KeyLine &line : now) {
    const KeyLine *old = earlier.take(later.next(line));
    if (!old || !same(*old, line))
      changes.push_back({old, &line});
  }
  ByPath order;
  for (const KeyLine &line : before)
    if (const KeyLine *left = earlier.take(order.next(line)))
      changes.push_back({left, nullptr});
  return changes;
}

std::string change_text(const KeyChange &change) {
  if (!change.before)
    return change.now->path + " is new: " + line_text(*change.now, true);
  if (!change.now)
    return change.before->path + " is gone: it was " + line_text(*change.before, true);
  const bool types = change.before->type != change.now->type;
  const std::string before = line_text(*change.before, types), now = line_text(*change.now, types);
  return change.now->path + " was " + before + ", now " + (before == now ? "another" : now);
}

std::string difference_text(const std::vector<KeyChange> &changes) {
  if (changes.empty())
    return "the arguments are those of an earlier trace, which has been dropped, or took in an array from outside";
  std::string text;
  for (std::size_t i = 0; i < changes.size() && i < most_changes_shown; ++i)
    text += (i ? "\n  " : "") + change_text(changes[i]);
  if (changes.size() > most_changes_shown)
    text += "\n  and " + std::to_string(changes.size() - most_changes_shown) + " more changes";
  return text;
}

} // namespace burin::detail
