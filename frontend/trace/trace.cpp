// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/trace.h"
#include "frontend/trace/clock.h"
#include "frontend/trace/donation.h"
#include "frontend/trace/message.h"
#include "frontend/trace/thread_state.h"

#include "burin/errors.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace burin::detail {
namespace {

std::uint64_t next_trace_id() {
  static std::atomic<std::uint64_t> threads{0};
  if (thread_state.thread_number == 0)
    thread_state.thread_number = ++threads;
  return thread_state.thread_number << 40 | ++thread_state.traces_begun;
}

} // namespace

Trace::Trace(TraceScope::Options options, Trace *parent, std::shared_ptr<runtime::Session> session)
    : begun_(milliseconds()), options_(std::move(options)), parent_(parent), session_(std::move(session)) {
  if (!session_)
    session_ = parent ? parent->session_ : runtime::compiler().begin_session();
  builder_ = session_->begin_function(options_.function, options_.line);
  control_ = new TraceControl(this, next_trace_id(), options_);
}

Trace::~Trace() {
  end();
  control_->release();
}

void Trace::end() noexcept { control_->trace.store(nullptr, std::memory_order_release); }

NodeRef Trace::wrap(runtime::ValueId value, const SourceLine &line) {
  return NodeRef(new Tracer(*control_, value, builder_->type(value), line));
}

std::vector<NodeRef> Trace::wrap_all(runtime::ValueId first, std::size_t count, const SourceLine &line) {
  std::vector<NodeRef> results;
  for (std::size_t i = 0; i < count; ++i)
    results.push_back(wrap(first + static_cast<runtime::ValueId>(i), line));
  return results;
}

NodeRef Trace::add_argument(const runtime::TensorType &type, bool weak, std::string_view path) {
  NodeRef node = wrap(builder_->add_argument(type, path, options_.line), options_.line);
  node->weak = weak;
  as_tracer(*node.get()).argument = static_cast<int>(paths_.size());
  paths_.emplace_back(path);
  argument_types_.push_back(type);
  argument_weak_.push_back(weak);
  return node;
}

std::vector<NodeRef> Trace::emit(std::string_view name, std::span<Node *const> operands,
                                 std::span<const runtime::Attribute> attributes, std::size_t num_results) {
  std::vector<runtime::ValueId> values;
  values.reserve(operands.size());
  for (Node *operand : operands)
    values.push_back(value_of(operand, name));
  const SourceLine line = user_line();
  return wrap_all(builder_->emit(name, values, attributes, line), num_results, line);
}

std::vector<NodeRef> Trace::emit_call(runtime::CallKind kind, std::span<runtime::Function *const> callees,
                                      std::span<Node *const> operands, std::span<const runtime::Attribute> attributes,
                                      const SourceLine &line, std::size_t num_results) {
  std::vector<runtime::ValueId> values;
  for (Node *operand : operands)
    values.push_back(value_of(operand, "call"));
  return wrap_all(builder_->emit_call(kind, callees, values, attributes, line), num_results, line);
}

NodeRef Trace::alias(Node *node, bool weak) {
  NodeRef same = wrap(value_of(node, "astype"), node->is_tracer ? as_tracer(*node).line : user_line());
  same->weak = weak;
  return same;
}

NodeRef Trace::constant(const runtime::TensorType &type, const void *element) {
  const SourceLine line = user_line();
  return wrap(builder_->constant(type, element, line), line);
}

void Trace::hold(std::span<const HeldFunction> functions) {
  host_functions_.insert(host_functions_.end(), functions.begin(), functions.end());
}

bool Trace::encloses(const TraceControl &other) const {
  for (const Trace *outer = parent_; outer; outer = outer->parent_)
    if (outer->control_ == &other)
      return true;
  return false;
}

runtime::ValueId Trace::value_of(Node *node, std::string_view op) {
  if (!node)
    throw Error(Message(op, "an operand is none").at_user_line().cure("Give it an array first.").text("error"));
  if (node->is_tracer) {
    const Tracer &tracer = as_tracer(*node);
    if (tracer.control == control_)
      return tracer.value;
    if (!tracer.control->trace.load(std::memory_order_acquire))
      throw_dead_tracer(tracer, op, user_line());
    if (!encloses(*tracer.control))
      throw_foreign_tracer(tracer, op, user_line());
    return capture(node);
  }
  if (as_concrete(*node).donated)
    throw_donated(as_concrete(*node), op, user_line());
  note_concrete(as_concrete(*node));
  if (node->shape.num_elements() == 1)
    return builder_->constant(node->type(), as_concrete(*node).data(), user_line());
  return capture(node);
}

int Trace::derivatives_to_come() const {
  const int around = parent_ ? parent_->derivatives_to_come() : 0;
  switch (options_.transform) {
  case Transform::custom_vjp:
  case Transform::custom_jvp: return std::max(around - 1, 0);
  case Transform::grad:
  case Transform::value_and_grad:
  case Transform::vjp:
  case Transform::jvp:
  case Transform::linearize:
  case Transform::jacfwd:
  case Transform::jacrev:
  case Transform::check_grads:
  case Transform::tabulate: return around + options_.orders;
  default: return around;
  }
}

void Trace::note_derivatives() {
  for (Trace *trace = this; trace && !trace->depends_on_derivatives_; trace = trace->parent_)
    trace->depends_on_derivatives_ = true;
}

std::shared_ptr<ClosedTrace> Trace::close(std::vector<Array> outputs) {
  auto closed = std::make_shared<ClosedTrace>();
  std::vector<runtime::ValueId> values;
  for (Array &output : outputs) {
    Node *node = ArrayAccess::node(output);
    values.push_back(value_of(node, "return"));
    closed->result_types.push_back(node->type());
    closed->result_weak.push_back(node->weak);
    const bool own = node->is_tracer && as_tracer(*node).control == control_;
    closed->result_argument.push_back(own ? as_tracer(*node).argument : -1);
  }
  outputs.clear();
  throw_if_leaked();
  closed->function = builder_->close(values);
  end();
  closed->session = session_;
  closed->num_arguments = paths_.size();
  closed->argument_types = std::move(argument_types_);
  closed->argument_weak = std::move(argument_weak_);
  closed->captures = std::move(captures_);
  closed->host_functions = std::move(host_functions_);
  closed->took_in_concrete = took_in_concrete_;
  if (depends_on_derivatives_)
    closed->derivatives = parent_ ? parent_->derivatives_to_come() : 0;
  closed->transform = options_.transform;
  closed->name = options_.function;
  closed->line = options_.line;
  closed->trace_ms = milliseconds() - begun_;
  return closed;
}

} // namespace burin::detail
