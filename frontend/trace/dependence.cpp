// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include <algorithm>
#include <charconv>

namespace burin::detail {
namespace {

/// Splits "argument 0: .layers[1].kernel" into the number and ".layers[1].kernel"; -1 when it is not of that form.
std::pair<int, std::string_view> split_path(std::string_view path) {
  constexpr std::string_view head = "argument ";
  int number = -1;
  if (!path.starts_with(head))
    return {-1, path};
  path.remove_prefix(head.size());
  const auto parsed = std::from_chars(path.data(), path.data() + path.size(), number);
  path.remove_prefix(static_cast<std::size_t>(parsed.ptr - path.data()));
  if (path.starts_with(": "))
    path.remove_prefix(2);
  return {number, path};
}

void append_unique(std::vector<std::string> &list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(std::move(text));
}

} // namespace

std::string Trace::argument_text(int number) const {
  const std::string &path = paths_[static_cast<std::size_t>(number)];
  const auto [position, rest] = split_path(path);
  if (position >= 0 && position < static_cast<int>(options_.argument_names.size()) &&
      !options_.argument_names[static_cast<std::size_t>(position)].empty())
    return "the argument " + options_.argument_names[static_cast<std::size_t>(position)] + std::string(rest);
  return path;
}

std::vector<std::string> Trace::argument_names(const Tracer &tracer) const {
  std::vector<std::string> names;
  for (int number : builder_->argument_dependence(tracer.value)) {
    const auto index = static_cast<std::size_t>(number);
    if (index < paths_.size()) {
      append_unique(names, argument_text(number));
      continue;
    }
    Node *captured = ArrayAccess::node(captures_[index - paths_.size()]);
    if (!captured->is_tracer)
      continue;
    const Tracer &outer = as_tracer(*captured);
    if (const Trace *owner = outer.control->trace.load(std::memory_order_acquire))
      for (std::string &name : owner->argument_names(outer))
        append_unique(names, std::move(name));
  }
  return names;
}

std::vector<std::string> Trace::origins(const Tracer &tracer, int limit) const {
  return builder_->origins(tracer.value, limit);
}

std::string path_of_argument(Node *node) {
  if (!node || !node->is_tracer || as_tracer(*node).argument < 0)
    return {};
  const Tracer &tracer = as_tracer(*node);
  const Trace *owner = tracer.control->trace.load(std::memory_order_acquire);
  if (!owner || owner->options().transform == Transform::library)
    return {};
  return owner->argument_text(tracer.argument);
}

} // namespace burin::detail
