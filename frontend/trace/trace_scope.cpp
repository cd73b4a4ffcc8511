// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_scope.h"
#include "frontend/trace/message.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

#include <utility>

namespace burin::detail {
namespace {

void enter(Trace *trace) noexcept {
  thread_state.trace = trace;
  thread_state.trace_id = trace ? trace->control().id : 0;
}

void leave(const Trace &trace) noexcept { enter(trace.parent()); }

} // namespace

const std::vector<Array> &TracedFunction::captures() const { return closed_->captures; }
std::size_t TracedFunction::num_arguments() const { return closed_->num_arguments; }
std::size_t TracedFunction::num_results() const { return closed_->result_types.size(); }
ShapeDtype TracedFunction::result_type(std::size_t i) const {
  return {closed_->result_types[i].shape, closed_->result_types[i].dtype};
}
bool TracedFunction::result_weak(std::size_t i) const { return closed_->result_weak[i]; }
int TracedFunction::result_argument(std::size_t i) const { return closed_->result_argument[i]; }
bool TracedFunction::took_in_concrete() const { return closed_->took_in_concrete; }

std::vector<bool> TracedFunction::dependent_results(std::vector<bool> arguments) const {
  arguments.resize(closed_->num_arguments + closed_->captures.size(), false);
  std::lock_guard lock(closed_->in_use);
  return closed_->session->dependent_results(*closed_->function, arguments);
}

bool TracedFunction::serves_derivatives() const {
  // A trace that takes over what depends on the derivatives to come depends on them itself.
  return closed_->derivatives < 0 || derivatives_to_come() <= closed_->derivatives;
}

TraceCost TracedFunction::cost() const { return {.trace_ms = closed_->trace_ms}; }

bool TracedFunction::captures_tracers() const {
  for (const Array &capture : closed_->captures)
    if (ArrayAccess::is_tracer(capture))
      return true;
  return false;
}

void TracedFunction::foresee(std::vector<LeafUse> uses, const GivenArguments &given) {
  closed_->uses = std::move(uses);
  closed_->given = given;
}

TraceScope::TraceScope(Options options) {
  trace_ = std::make_unique<Trace>(std::move(options), thread_state.trace);
  enter(trace_.get());
}

TraceScope::TraceScope(Options options, const TracedFunction &called) {
  Trace *parent = thread_state.trace;
  trace_ = std::make_unique<Trace>(std::move(options), parent, parent ? nullptr : called.closed().session);
  enter(trace_.get());
}

TraceScope::TraceScope(Options options, std::shared_ptr<runtime::Session> session) {
  trace_ = std::make_unique<Trace>(std::move(options), thread_state.trace, std::move(session));
  enter(trace_.get());
}

TraceScope::~TraceScope() { leave(*trace_); }

Array TraceScope::argument(const Array &like, std::string_view path) {
  Node *node = ArrayAccess::node(like);
  NodeRef argument = trace_->add_argument(node->type(), node->weak, path);
  if (trace_->keeps_values())
    if (Concrete *known = known_value(node)) {
      retain(known);
      as_tracer(*argument.get()).known = NodeRef(known);
    }
  return ArrayAccess::wrap(std::move(argument));
}

Array TraceScope::argument(const ShapeDtype &type, std::string_view path) {
  return ArrayAccess::wrap(trace_->add_argument({type.dtype, type.shape}, false, path));
}

void TraceScope::watch(const Array &array, std::string_view path) { trace_->watch(array, path); }

void TraceScope::give_value(const Array &argument, const Array &value) {
  if (Concrete *known = known_value(ArrayAccess::node(value)); known && trace_->keeps_values()) {
    retain(known);
    as_tracer(*ArrayAccess::node(argument)).known = NodeRef(known);
  }
}

TracedFunction TraceScope::close(std::vector<Array> outputs) {
  TracedFunction closed(trace_->close(std::move(outputs)));
  leave(*trace_);
  return closed;
}

int derivatives_to_come() noexcept {
  if (!thread_state.trace)
    return 0;
  thread_state.trace->note_derivatives();
  return thread_state.trace->derivatives_to_come();
}

bool tracing() noexcept { return thread_state.trace != nullptr; }
bool values_known() noexcept { return !thread_state.trace || thread_state.trace->keeps_values(); }

UserLine::UserLine(const SourceLine &line)
    : previous_(thread_state.user_line), line_(line), owner_(previous_ == nullptr && line.known()) {
  if (owner_)
    thread_state.user_line = &line_;
}
UserLine::~UserLine() {
  if (owner_)
    thread_state.user_line = previous_;
}
UserCode::UserCode() : previous_(std::exchange(thread_state.user_line, nullptr)) {}
UserCode::~UserCode() { thread_state.user_line = previous_; }

NoTrace::NoTrace() : previous_(thread_state.trace) { enter(nullptr); }
NoTrace::~NoTrace() { enter(previous_); }

Node *ArrayAccess::node(const Array &a) { return a.node_.get(); }
Array ArrayAccess::wrap(NodeRef node) { return Array(std::move(node), thread_state.trace_id); }
void ArrayAccess::set(Array &target, const Array &value) {
  target.node_ = value.node_;
  target.born_ = thread_state.trace_id;
}
bool ArrayAccess::is_tracer(const Array &a) { return a.node_ && a.node_->is_tracer; }
bool ArrayAccess::is_concrete(const Array &a) {
  return a.node_ && !a.node_->is_tracer && !as_concrete(*a.node_.get()).donated;
}
bool ArrayAccess::weak(const Array &a) { return a.node_ && a.node_->weak; }
bool ArrayAccess::same_node(const Array &a, const Array &b) { return a.node_.get() == b.node_.get(); }

void ArrayAccess::append_type(const Array &a, std::vector<std::uint64_t> &key) {
  if (!a.node_) {
    key.push_back(0xff);
    return;
  }
  key.push_back(static_cast<std::uint64_t>(a.node_->dtype) | std::uint64_t{a.node_->shape.ndim()} << 8);
  for (std::int64_t extent : a.node_->shape)
    key.push_back(static_cast<std::uint64_t>(extent));
}

} // namespace burin::detail
