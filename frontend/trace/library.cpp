// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/library.h"
#include "frontend/trace/message.h"
#include "frontend/trace/program_cache.h"
#include "frontend/trace/thread_state.h"

#include <string>

namespace burin::detail {
namespace {

constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

SourceLine line_of(const LibraryCall &call) {
  return thread_state.user_line ? *thread_state.user_line : SourceLine(call.where);
}

/// Traces the body on arguments like `operands` and compiles it.
std::shared_ptr<const Program> compile_body(const LibraryCall &call, std::span<Node *const> operands,
                                            std::size_t num_results, LibraryBody body, void *context) {
  const SourceLine line = line_of(call);
  UserLine user(line);
  TraceScope scope({.transform = Transform::library,
                    .function = std::string(call.name),
                    .line = line,
                    .keep_values = false,
                    .argument_names = {}});
  std::vector<Array> outputs(num_results);
  {
    std::vector<Array> arguments;
    for (Node *operand : operands) {
      retain(operand);
      arguments.push_back(
          scope.argument(ArrayAccess::wrap(NodeRef(operand)), "operand " + std::to_string(arguments.size())));
    }
    body(context, arguments, outputs);
  }
  return Program::compile(scope.close(std::move(outputs)).closed(), false);
}

/// Runs the function on concrete operands as one program.
void run_eagerly(const LibraryCall &call, std::span<Node *const> operands, std::span<NodeRef> results, LibraryBody body,
                 void *context) {
  ProgramKey key;
  key.push(hash_of(call.name));
  key.push(call.attributes.size());
  for (std::int64_t attribute : call.attributes)
    key.push(static_cast<std::uint64_t>(attribute));
  for (Node *operand : operands)
    key.push_type(*operand);
  const Program *program = find_program(key);
  if (!program)
    program = insert_program(key, compile_body(call, operands, results.size(), body, context));
  program->run(operands, results);
}

/// Nodes of the operands, or their known values; on the stack while they are few.
class Operands {
public:
  explicit Operands(std::size_t count) : count_(count), many_(count > few ? count : 0) {}
  Node *&operator[](std::size_t i) { return count_ > few ? many_[i] : few_[i]; }
  std::span<Node *const> span() { return {count_ > few ? many_.data() : few_, count_}; }

private:
  static constexpr std::size_t few = 8;
  std::size_t count_;
  Node *few_[few];
  std::vector<Node *> many_;
};

/// Values of the results; on the stack while they are few.
class Values {
public:
  explicit Values(std::size_t count) : count_(count), many_(count > few ? count : 0) {}
  std::span<NodeRef> span() { return {count_ > few ? many_.data() : few_, count_}; }

private:
  static constexpr std::size_t few = 8;
  std::size_t count_;
  NodeRef few_[few];
  std::vector<NodeRef> many_;
};

void run_now(const LibraryCall &call, std::span<Array> results, LibraryBody body, void *context) {
  Operands nodes(call.operands.size());
  for (std::size_t i = 0; i < call.operands.size(); ++i)
    nodes[i] = known_value(ArrayAccess::node(*call.operands[i]));
  for (std::size_t i = 0; i < call.operands.size(); ++i)
    if (!nodes[i])
      nodes[i] = &require_value(*call.operands[i], Need::operand, call.name, line_of(call));
  Values values(results.size());
  run_eagerly(call, nodes.span(), values.span(), body, context);
  for (std::size_t i = 0; i < results.size(); ++i)
    ArrayAccess::set(results[i], ArrayAccess::wrap(std::move(values.span()[i])));
}

/// Values of the results, computed outside of the recording; false when an operand's value is not known.
bool compute_values(const LibraryCall &call, std::span<NodeRef> values, LibraryBody body, void *context) {
  Operands nodes(call.operands.size());
  for (std::size_t i = 0; i < call.operands.size(); ++i)
    if (!(nodes[i] = known_value(ArrayAccess::node(*call.operands[i]))))
      return false;
  NoTrace suspended;
  run_eagerly(call, nodes.span(), values, body, context);
  return true;
}

void attach_value(const Array &result, NodeRef value) {
  Node *node = ArrayAccess::node(result);
  if (node && node->is_tracer && !as_tracer(*node).known)
    as_tracer(*node).known = std::move(value);
}

void record(const LibraryCall &call, std::span<Array> results, LibraryBody body, void *context) {
  std::vector<Array> operands;
  operands.reserve(call.operands.size());
  for (const Array *operand : call.operands)
    operands.push_back(*operand);
  Trace &trace = *thread_state.trace;
  if (!trace.keeps_values())
    return body(context, operands, results);
  Values values(results.size());
  const bool known = compute_values(call, values.span(), body, context);
  Trace::SuspendValues suspended(trace);
  body(context, operands, results);
  if (known)
    for (std::size_t i = 0; i < results.size(); ++i)
      attach_value(results[i], std::move(values.span()[i]));
}

} // namespace

void run_library(const LibraryCall &call, std::span<Array> results, LibraryBody body, void *context) {
  if (!thread_state.trace)
    return run_now(call, results, body, context);
  UserLine user(SourceLine(call.where));
  record(call, results, body, context);
}

} // namespace burin::detail
