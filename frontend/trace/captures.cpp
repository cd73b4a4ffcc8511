// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include <cstdio>

/// Arrays from outside that a trace takes in, and warnings about those that its user may not have meant.
namespace burin::detail {
namespace {

constexpr std::size_t large_capture = std::size_t{1} << 20;

} // namespace

Trace &Trace::outermost() {
  Trace *trace = this;
  while (trace->parent_)
    trace = trace->parent_;
  return *trace;
}

/// Other transformations trace again for every call, and bodies are parts of these.
bool Trace::makes_kept_program() const {
  return !parent_ && !options_.keep_values &&
         (options_.transform == Transform::jit || options_.transform == Transform::checkpoint);
}

std::optional<runtime::ValueId> Trace::find(const Node *node) const {
  if (node && node->is_tracer && static_cast<const Tracer *>(node)->control == control_)
    return static_cast<const Tracer *>(node)->value;
  if (const auto found = captured_.find(const_cast<Node *>(node)); found != captured_.end())
    return found->second;
  return std::nullopt;
}

runtime::ValueId Trace::capture(Node *node) {
  if (auto found = captured_.find(node); found != captured_.end())
    return found->second;
  if (!node->is_tracer)
    outermost().warn_if_large(*node);
  retain(node);
  captures_.push_back(ArrayAccess::wrap(NodeRef(node)));
  const std::string path = "capture " + std::to_string(captures_.size() - 1);
  const SourceLine line = node->is_tracer ? as_tracer(*node).line : user_line();
  const runtime::ValueId value = builder_->add_argument(node->type(), path, line);
  captured_.emplace(node, value);
  return value;
}

void Trace::warn_if_large(const Node &node) {
  const std::size_t bytes = node.type().bytes();
  if (bytes <= large_capture || !makes_kept_program() || !warned_.insert(&node).second)
    return;
  std::fprintf(
      stderr,
      "burin: warning: [capture] %s takes in an array of type %s, %zu bytes, that is not an argument; it stays in "
      "memory as long as the traced function does\n  at %s\n  Pass it as an argument.\n",
      control_->describe().c_str(), type_text(node.dtype, node.shape).c_str(), bytes, text_of(user_line()).c_str());
}

void Trace::note_concrete(const Concrete &node) {
  took_in_concrete_ |= !born_within(node.made_in, control_->id);
  outermost().warn_if_watched(node);
}

void Trace::watch(const Array &array, std::string_view path) {
  if (makes_kept_program() && ArrayAccess::is_concrete(array))
    watched_.try_emplace(ArrayAccess::node(array), Watched{array, std::string(path)});
}

void Trace::warn_if_watched(const Node &node) {
  const auto found = watched_.find(&node);
  if (found == watched_.end() || !warned_.insert(&node).second)
    return;
  std::fprintf(stderr,
               "burin: warning: [capture] %s reads %s, of type %s, %zu bytes, as a constant: through a captured "
               "variable, not through the parameter, so that later calls use the value of now\n  at %s\n  Use the "
               "parameter; a model that stays as it is can be an argument of its own.\n",
               control_->describe().c_str(), found->second.path.c_str(), type_text(node.dtype, node.shape).c_str(),
               node.type().bytes(), text_of(user_line()).c_str());
}

} // namespace burin::detail
