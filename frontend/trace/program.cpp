// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/program.h"
#include "frontend/trace/clock.h"
#include "frontend/trace/compile_log.h"
#include "frontend/trace/message.h"

#include "burin/debug.h"
#include "burin/errors.h"

#include <algorithm>
#include <array>
#include <new>

namespace burin::detail {
namespace {

constexpr std::size_t pointers_on_stack = 64;

/// As many pointers as a call needs, on the stack when they are few.
class PointerTable {
public:
  explicit PointerTable(std::size_t count) {
    if (count > pointers_on_stack)
      many_.resize(count);
    first_ = count > pointers_on_stack ? many_.data() : few_.data();
  }
  void *&operator[](std::size_t i) { return first_[i]; }
  void **data() { return first_; }

private:
  std::array<void *, pointers_on_stack> few_;
  std::vector<void *> many_;
  void **first_;
};

[[noreturn]] void throw_no_memory(const runtime::Executable &executable) {
  throw Error(Message("call", "there is no memory for the temporaries of a program")
                  .expected(std::to_string(executable.memory().temporaries) + " free bytes", "fewer")
                  .at_user_line()
                  .cure("Compute in smaller pieces, or recompute instead of keeping: checkpoint(f).")
                  .text("error"));
}

std::shared_ptr<const runtime::HostFunction> held_function(const ClosedTrace &closed, std::int64_t number) {
  for (const HeldFunction &held : closed.host_functions)
    if (held.number == number)
      return held.function;
  throw UnsupportedError(Message("pure_callback", "the program was traced by another process, whose functions it calls")
                             .cure("Trace it in this process.")
                             .text("unsupportederror"));
}

} // namespace

void Program::prepare(const ClosedTrace &closed) {
  num_arguments = closed.num_arguments;
  result_types = closed.result_types;
  result_weak = closed.result_weak;
  result_argument = closed.result_argument;
  for (const Array &capture : closed.captures) {
    Concrete &value = require_value(capture, Need::operand, "call", closed.line);
    retain(&value);
    captures.push_back(ArrayAccess::wrap(NodeRef(&value)));
  }
  forwards_all = std::none_of(closed.result_argument.begin(), closed.result_argument.end(),
                              [](int argument) { return argument < 0; });
}

std::shared_ptr<const Program> Program::compile(const ClosedTrace &closed, bool even_if_forwarding) {
  auto program = std::make_shared<Program>();
  program->prepare(closed);
  if (!program->forwards_all || even_if_forwarding)
    program->compile_function(closed, {});
  return program;
}

std::shared_ptr<const Program> Program::compile_donating(const ClosedTrace &closed) {
  auto program = std::make_shared<Program>();
  program->prepare(closed);
  // What a host function throws must find the caller's arrays as they were.
  const bool keeps_arguments = !closed.host_functions.empty();
  if (keeps_arguments) {
    program->compile_function(closed, {});
    return program;
  }
  program->compile_function(closed, donors_of(closed.uses, closed.given));
  program->donations.plan(program->executable->donations(), closed);
  warn_unusable(program->executable->donations(), closed);
  return program;
}

void Program::compile_function(const ClosedTrace &closed, std::span<const runtime::Donation> donors) {
  const double begun = milliseconds();
  runtime::Compilation compilation = closed.session->compile(*closed.function, donors);
  executable = std::move(compilation.executable);
  for (std::int64_t number : compilation.host_functions)
    host_functions.push_back(held_function(closed, number));
  cost = {.trace_ms = closed.trace_ms,
          .compile_ms = milliseconds() - begun,
          .program = compilation.found ? TraceCost::Program::found : TraceCost::Program::compiled};
  if (debug::log_compiles)
    log_compile(closed, cost);
}

void Program::run(std::span<Node *const> arguments, std::span<NodeRef> results, const GivenArguments &given) const {
  donations.prepare(arguments, results, given);
  for (std::size_t i = 0; i < results.size(); ++i)
    if (results[i]) {
      continue;
    } else if (result_argument[i] < 0) {
      results[i] = new_concrete(result_types[i].dtype, result_types[i].shape, result_weak[i]);
    } else {
      Node *same = arguments[static_cast<std::size_t>(result_argument[i])];
      retain(same);
      results[i] = NodeRef(same);
    }
  if (forwards_all)
    return;

  PointerTable inputs(arguments.size() + captures.size()), outputs(results.size());
  std::size_t next = 0;
  for (Node *argument : arguments)
    inputs[next++] = as_concrete(*argument).data();
  for (const Array &capture : captures)
    inputs[next++] = as_concrete(*ArrayAccess::node(capture)).data();
  std::vector<NodeRef> discarded;
  for (std::size_t i = 0; i < results.size(); ++i) {
    NodeRef target = results[i];
    if (result_argument[i] >= 0) // the program computes it too; an argument must not be written
      discarded.push_back(target = new_concrete(result_types[i].dtype, result_types[i].shape));
    outputs[i] = as_concrete(*target.get()).data();
  }
  donations.redirect(arguments, results, outputs.data());
  run_executable(inputs.data(), outputs.data());
  donations.commit(arguments, results);
}

void Program::run_executable(const void *const *inputs, void *const *outputs) const {
  if (!host_functions.empty()) { // whatever they throw is the caller's
    std::vector<const runtime::HostFunction *> functions;
    for (const auto &function : host_functions)
      functions.push_back(function.get());
    const runtime::HostFunctions named(functions);
    return executable->run(inputs, outputs);
  }
  try {
    executable->run(inputs, outputs);
  } catch (const std::bad_alloc &) {
    throw_no_memory(*executable);
  }
}

CompiledFunction::CompiledFunction(const TracedFunction &function)
    : program_(Program::compile_donating(function.closed())) {}

void CompiledFunction::operator()(std::span<const Array *const> leaves, std::span<Array> results,
                                  const GivenArguments &given) const {
  constexpr std::size_t few = 16;
  std::array<Node *, few> few_arguments;
  std::array<NodeRef, few> few_results;
  std::vector<Node *> many_arguments(leaves.size() > few ? leaves.size() : 0);
  std::vector<NodeRef> many_results(results.size() > few ? results.size() : 0);
  Node **arguments = leaves.size() > few ? many_arguments.data() : few_arguments.data();
  NodeRef *values = results.size() > few ? many_results.data() : few_results.data();
  for (std::size_t i = 0; i < leaves.size(); ++i)
    arguments[i] = &require_value(*leaves[i], Need::operand, "call", user_line());
  program_->run({arguments, leaves.size()}, {values, results.size()}, given);
  for (std::size_t i = 0; i < results.size(); ++i)
    ArrayAccess::set(results[i], ArrayAccess::wrap(std::move(values[i])));
}

const runtime::Executable &CompiledFunction::executable() const { return *program_->executable; }
const TraceCost &CompiledFunction::cost() const { return program_->cost; }

std::string program_text(const TracedFunction &function, std::string_view stage) {
  ClosedTrace &closed = function.closed();
  std::lock_guard lock(closed.in_use);
  return closed.session->text(*closed.function, stage);
}

} // namespace burin::detail
