// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "frontend/trace/apply.h"
#include "frontend/trace/call_site.h"
#include "frontend/trace/message.h"
#include "frontend/trace/program.h"
#include "frontend/trace/thread_state.h"

#include <initializer_list>
#include <utility>

namespace burin::detail {
namespace {

CallSite site_of(runtime::CallKind kind, const TracedFunction &function, std::span<const Array> arguments,
                 SourceLine line) {
  CallSite site{kind, {&function.closed()},          {arguments.begin(), arguments.end()},
                {},   function.closed().result_weak, line};
  append_captures(site.operands, function.closed());
  return site;
}

/// A constant, so that differentiation sees that it is zero.
NodeRef zero_operand(Trace &trace, const CallSite &site, std::size_t operand) {
  const std::uint64_t zero = 0;
  return trace.constant(site.cotangents[operand + site.cotangents.size() - site.operands.size()], &zero);
}

/// A function that was traced in another session comes as a copy.
runtime::Function *callable_in(Trace &trace, const ClosedTrace &callee) {
  if (callee.session == trace.session())
    return callee.function;
  std::lock_guard lock(callee.in_use);
  return trace.session()->adopt(*callee.session, *callee.function);
}

bool transforms(const CallSite &site) {
  using runtime::CallKind;
  return site.kind == CallKind::vjp || site.kind == CallKind::jvp || site.kind == CallKind::vmap;
}

std::vector<NodeRef> record_call(Trace &trace, const CallSite &site) {
  std::vector<runtime::Function *> callees;
  for (const ClosedTrace *callee : site.callees) {
    callees.push_back(callable_in(trace, *callee));
    trace.hold(callee->host_functions);
  }
  UserLine user(site.line);
  std::vector<Node *> operands;
  std::vector<NodeRef> zeros;
  for (const Array &operand : site.operands) {
    if (operand.is_none() && !site.cotangents.empty())
      zeros.push_back(zero_operand(trace, site, operands.size()));
    operands.push_back(operand.is_none() && !site.cotangents.empty() ? zeros.back().get() : ArrayAccess::node(operand));
  }
  std::vector<runtime::Attribute> attributes = site.attributes;
  if (transforms(site))
    attributes.push_back({"transformation", name_of(site.callees.front()->transform)});
  auto results = trace.emit_call(site.kind, callees, operands, attributes, site.line, site.result_weak.size());
  for (std::size_t i = 0; i < results.size(); ++i)
    results[i]->weak = site.result_weak[i];
  return results;
}

std::vector<Node *> values_of(const CallSite &site) {
  std::vector<Node *> values;
  for (const Array &operand : site.operands)
    values.push_back(operand.is_none() ? nullptr : &require_value(operand, Need::operand, "call", site.line));
  return values;
}

std::vector<NodeRef> run_program(const Program &program, std::span<Node *const> arguments) {
  std::vector<NodeRef> results(program.result_types.size());
  program.run(arguments, results);
  return results;
}

/// Evaluation of call, checkpoint and custom rules is the first callee's own program.
std::vector<NodeRef> run_callee(const CallSite &site) {
  const std::vector<Node *> values = values_of(site);
  const ClosedTrace &callee = *site.callees.front();
  return run_program(*Program::compile(callee), {values.data(), callee.num_arguments});
}

/// Everything else runs in a function of their own: the values as arguments, and the call.
std::vector<NodeRef> run_wrapped(const CallSite &site) {
  std::vector<Node *> values = values_of(site);
  NoTrace suspended;
  Trace wrapper({.transform = Transform::library,
                 .function = site.callees.front()->name,
                 .line = site.line,
                 .keep_values = false,
                 .argument_names = {}},
                nullptr, site.session());
  CallSite inner = site;
  inner.operands.clear();
  for (Node *value : values)
    inner.operands.push_back(value
                                 ? ArrayAccess::wrap(wrapper.add_argument(
                                       value->type(), value->weak, "operand " + std::to_string(inner.operands.size())))
                                 : Array());
  std::erase(values, nullptr);
  std::vector<Array> outputs;
  for (NodeRef &result : record_call(wrapper, inner))
    outputs.push_back(ArrayAccess::wrap(std::move(result)));
  inner.operands.clear();
  return run_program(*Program::compile(*wrapper.close(std::move(outputs))), values);
}

bool runs_as_its_callee(const CallSite &site) {
  using runtime::CallKind;
  return site.kind == CallKind::call || site.kind == CallKind::checkpoint || site.kind == CallKind::custom_vjp ||
         site.kind == CallKind::custom_jvp;
}

std::vector<NodeRef> run_site(const CallSite &site) {
  return runs_as_its_callee(site) ? run_callee(site) : run_wrapped(site);
}

bool all_known(const CallSite &site) {
  for (const Array &operand : site.operands)
    if (!operand.is_none() && !known_value(ArrayAccess::node(operand)))
      return false;
  return true;
}

/// Numbers of the floating results.
std::vector<std::size_t> floating_results(const ClosedTrace &closed) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < closed.result_types.size(); ++i)
    if (is_floating(closed.result_types[i].dtype))
      numbers.push_back(i);
  return numbers;
}

} // namespace

void append_captures(std::vector<Array> &operands, const ClosedTrace &callee) {
  operands.insert(operands.end(), callee.captures.begin(), callee.captures.end());
}

std::vector<Array> perform(const CallSite &site) {
  Trace *trace = thread_state.trace;
  std::vector<NodeRef> results = trace ? record_call(*trace, site) : run_site(site);
  if (trace && trace->keeps_values() && all_known(site)) {
    std::vector<NodeRef> values = run_site(site);
    for (std::size_t i = 0; i < results.size(); ++i)
      as_tracer(*results[i].get()).known = std::move(values[i]);
  }
  std::vector<Array> arrays;
  for (NodeRef &result : results)
    arrays.push_back(ArrayAccess::wrap(std::move(result)));
  return arrays;
}

std::vector<Array> call(const TracedFunction &function, std::span<const Array> arguments, SourceLine line) {
  return perform(site_of(runtime::CallKind::call, function, arguments, line));
}

std::vector<Array> call_checkpoint(const TracedFunction &function, std::string_view policy,
                                   std::span<const Array> arguments, SourceLine line) {
  CallSite site = site_of(runtime::CallKind::checkpoint, function, arguments, line);
  site.attributes = {{"policy", policy}};
  return perform(site);
}

std::vector<Array> call_custom_vjp(const TracedFunction &primal, const TracedFunction &fwd, const TracedFunction &bwd,
                                   std::span<const Array> arguments, SourceLine line) {
  CallSite site = site_of(runtime::CallKind::custom_vjp, primal, arguments, line);
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  const std::int64_t counts[] = {count(arguments.size()), count(primal.captures().size()), count(fwd.captures().size()),
                                 count(bwd.captures().size())};
  site.callees = {&primal.closed(), &fwd.closed(), &bwd.closed()};
  append_captures(site.operands, fwd.closed());
  append_captures(site.operands, bwd.closed());
  site.attributes = {{"operand_counts", std::span<const std::int64_t>(counts)}};
  return perform(site);
}

std::vector<Array> call_custom_jvp(const TracedFunction &primal, const TracedFunction &rule,
                                   std::span<const Array> arguments, SourceLine line) {
  CallSite site = site_of(runtime::CallKind::custom_jvp, primal, arguments, line);
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  const std::int64_t counts[] = {count(arguments.size()), count(primal.captures().size()),
                                 count(rule.captures().size())};
  site.callees = {&primal.closed(), &rule.closed()};
  append_captures(site.operands, rule.closed());
  site.attributes = {{"operand_counts", std::span<const std::int64_t>(counts)}};
  return perform(site);
}

std::vector<Array> call_vjp(const TracedFunction &function, std::span<const std::int64_t> wrt,
                            std::span<const Array> arguments, std::span<const Array> cotangents, SourceLine line) {
  CallSite site = site_of(runtime::CallKind::vjp, function, arguments, line);
  site.operands.insert(site.operands.end(), cotangents.begin(), cotangents.end());
  for (std::size_t i : floating_results(function.closed()))
    site.cotangents.push_back(function.closed().result_types[i]);
  site.attributes = {{"wrt", wrt}};
  for (std::int64_t argument : wrt)
    site.result_weak.push_back(function.closed().argument_weak[static_cast<std::size_t>(argument)]);
  return perform(site);
}

std::vector<Array> call_jvp(const TracedFunction &function, std::span<const std::int64_t> wrt,
                            std::span<const Array> arguments, std::span<const Array> tangents, SourceLine line) {
  CallSite site = site_of(runtime::CallKind::jvp, function, arguments, line);
  site.operands.insert(site.operands.end(), tangents.begin(), tangents.end());
  site.attributes = {{"wrt", wrt}};
  for (std::size_t i : floating_results(function.closed()))
    site.result_weak.push_back(function.closed().result_weak[i]);
  return perform(site);
}

std::vector<Array> call_vmap(const TracedFunction &function, const RowAxes &axes, std::span<const Array> arguments,
                             SourceLine line) {
  CallSite site = site_of(runtime::CallKind::vmap, function, arguments, line);
  std::vector<std::int64_t> in = axes.in;
  in.resize(site.operands.size(), -1); // captures
  site.attributes = {{"axis_size", axes.size},
                     {"in_axes", std::span<const std::int64_t>(in)},
                     {"out_axes", std::span<const std::int64_t>(axes.out)}};
  return perform(site);
}

std::vector<Array> apply(std::string_view operation, std::span<const TracedFunction> computations,
                         std::span<const Array> operands, std::initializer_list<runtime::Attribute> attributes,
                         std::vector<bool> result_weak, SourceLine line) {
  CallSite site{runtime::CallKind::apply, {},  {operands.begin(), operands.end()}, attributes,
                std::move(result_weak),   line};
  site.attributes.push_back({"operation", operation});
  for (const TracedFunction &computation : computations)
    site.callees.push_back(&computation.closed());
  return perform(site);
}

} // namespace burin::detail
