// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/callback.h"
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "frontend/trace/abstract.h"
#include "frontend/trace/message.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

#include <atomic>
#include <cstring>
#include <memory>

namespace burin::detail {
namespace {

using Extents = std::span<const std::int64_t>;
using runtime::HostCall;
using runtime::TensorType;

TensorType over_rows(Extents rows, const TensorType &row) {
  Shape shape(rows);
  for (std::int64_t extent : row.shape)
    shape.push_back(extent);
  return {row.dtype, shape};
}

/// The user's function, on arrays in memory.
class HostCallback final : public runtime::HostFunction {
public:
  HostCallback(HostCallSite site, std::span<const TensorType> operands)
      : site_(std::move(site)), operands_(operands.begin(), operands.end()) {
    for (const CallbackLeaf &leaf : site_.results)
      if (!leaf.like.is_none())
        results_.push_back({leaf.like.dtype(), leaf.like.shape()});
  }

  const std::vector<TensorType> &operands() const { return operands_; }
  const std::vector<TensorType> &results() const { return results_; }

  void call(const HostCall &arrays) const override {
    const NoTrace suspended;
    switch (site_.options.vmap_method) {
    case VmapMethod::sequential:
      for (std::size_t row = 0; row < arrays.num_rows(); ++row)
        write(run([&](std::size_t i) { return row_of_input(arrays, i, row); }, {}), arrays.outputs, row);
      return;
    case VmapMethod::expand_dims:
      return write(run([&](std::size_t i) { return whole_input(arrays, i); }, arrays.rows), arrays.outputs, 0);
    case VmapMethod::broadcast_all:
      return write(run([&](std::size_t i) { return broadcast_input(arrays, i); }, arrays.rows), arrays.outputs, 0);
    }
  }

private:
  static NodeRef copy(const TensorType &type, const void *from) {
    NodeRef node = new_concrete(type.dtype, type.shape);
    if (type.bytes() > 0)
      std::memcpy(as_concrete(*node.get()).data(), from, type.bytes());
    return node;
  }

  const char *memory_of_row(const HostCall &arrays, std::size_t i, std::size_t row) const {
    return static_cast<const char *>(arrays.inputs[i]) + arrays.row_of(i, row) * operands_[i].bytes();
  }

  Array row_of_input(const HostCall &arrays, std::size_t i, std::size_t row) const {
    return ArrayAccess::wrap(copy(operands_[i], memory_of_row(arrays, i, row)));
  }

  Array whole_input(const HostCall &arrays, std::size_t i) const {
    return ArrayAccess::wrap(copy(over_rows(arrays.rows_of(i), operands_[i]), arrays.inputs[i]));
  }

  Array broadcast_input(const HostCall &arrays, std::size_t i) const {
    const TensorType type = over_rows(arrays.rows, operands_[i]);
    NodeRef node = new_concrete(type.dtype, type.shape);
    auto *to = static_cast<char *>(as_concrete(*node.get()).data());
    const std::size_t bytes = operands_[i].bytes();
    for (std::size_t row = 0; type.bytes() > 0 && row < arrays.num_rows(); ++row)
      std::memcpy(to + row * bytes, memory_of_row(arrays, i, row), bytes);
    return ArrayAccess::wrap(std::move(node));
  }

  /// What the function gives for the arguments; its arrays have the axes `leading` before their own.
  template <class Argument> std::vector<Array> run(Argument argument, Extents leading) const {
    std::vector<Array> arguments;
    for (std::size_t i = 0; i < operands_.size(); ++i)
      arguments.push_back(argument(i));
    const UserCode user;
    return checked(site_.body(arguments), leading);
  }

  void write(const std::vector<Array> &values, void *const *outputs, std::size_t row) const {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (const std::size_t all = as_concrete(*ArrayAccess::node(values[i])).type().bytes())
        std::memcpy(static_cast<char *>(outputs[i]) + row * results_[i].bytes(),
                    as_concrete(*ArrayAccess::node(values[i])).data(), all);
  }

  /// The results without holes, if they are what was declared.
  std::vector<Array> checked(const std::vector<Array> &given, Extents leading) const {
    if (given.size() != site_.results.size())
      throw TreeError(Message("pure_callback", "the function gave another tree than was declared")
                          .expected(std::to_string(site_.results.size()) + " arrays", std::to_string(given.size()))
                          .at(site_.line)
                          .cure("Declare what it gives: pure_callback(f, results, args...).")
                          .text("treeerror"));
    std::vector<Array> values;
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (site_.results[i].like.is_none() && given[i].is_none())
        continue;
      values.push_back(checked(site_.results[i], given[i], leading));
    }
    return values;
  }

  Array checked(const CallbackLeaf &declared, const Array &given, Extents leading) const {
    std::string expected = "none";
    if (!declared.like.is_none()) {
      const TensorType type = over_rows(leading, {declared.like.dtype(), declared.like.shape()});
      expected = type_text(type.dtype, type.shape);
      if (!given.is_none() && given.shape() == type.shape) {
        if (given.dtype() != type.dtype && !ArrayAccess::weak(given))
          throw DTypeError(mismatch(declared, expected, given).text("dtypeerror"));
        const Array value = given.astype(type.dtype);
        require_value(value, Need::elements, "pure_callback", site_.line);
        return value;
      }
    }
    throw ShapeError(mismatch(declared, expected, given).text("shapeerror"));
  }

  Message mismatch(const CallbackLeaf &declared, const std::string &expected, const Array &given) const {
    Message message("pure_callback", "the function gave an array of another type than was declared");
    message.expected(expected, type_text(given));
    if (!declared.path.empty())
      message.note("result: " + declared.path);
    return std::move(
        message.at(site_.line).cure("Declare what it gives: pure_callback(f, ShapeDtype{shape, dtype}, args...)."));
  }

  HostCallSite site_;
  std::vector<TensorType> operands_, results_;
};

std::int64_t next_number() {
  static std::atomic<std::int64_t> last{0};
  return ++last;
}

std::vector<NodeRef> record_host(Trace &trace, std::shared_ptr<const HostCallback> function,
                                 std::span<Node *const> arguments) {
  const HeldFunction held{next_number(), function};
  trace.hold({&held, 1});
  const runtime::Attribute attributes[] = {{"host_function", held.number},
                                           {"input_types", std::span<const TensorType>(function->operands())},
                                           {"output_types", std::span<const TensorType>(function->results())},
                                           {"rows", std::span<const std::int64_t>()}};
  return trace.emit("pure_callback", arguments, attributes, function->results().size());
}

std::vector<NodeRef> run_host(const HostCallback &function, std::span<Concrete *const> arguments) {
  std::vector<const void *> inputs;
  for (const Concrete *argument : arguments)
    inputs.push_back(argument->data());
  std::vector<NodeRef> results;
  std::vector<void *> outputs;
  for (const TensorType &type : function.results()) {
    results.push_back(new_concrete(type.dtype, type.shape));
    outputs.push_back(as_concrete(*results.back().get()).data());
  }
  function.call({{}, nullptr, inputs.data(), outputs.data()});
  return results;
}

/// The values of all arguments; nothing when one is not known.
std::vector<Concrete *> known_values(std::span<Node *const> arguments) {
  std::vector<Concrete *> values;
  for (Node *argument : arguments)
    if (Concrete *value = known_value(argument))
      values.push_back(value);
  if (values.size() != arguments.size())
    values.clear();
  return values;
}

std::vector<Array> wrapped(std::vector<NodeRef> nodes) {
  std::vector<Array> arrays;
  for (NodeRef &node : nodes)
    arrays.push_back(ArrayAccess::wrap(std::move(node)));
  return arrays;
}

SourceLine line_of(const HostCallSite &site) {
  if (!site.line.known())
    for (const CallbackLeaf &leaf : site.results)
      if (ArrayAccess::is_tracer(leaf.like))
        return as_tracer(*ArrayAccess::node(leaf.like)).line;
  return site.line;
}

/// An abstract array: the function must not keep tracers alive.
Array type_alone(const Array &like) {
  const bool abstract = ArrayAccess::is_tracer(like) && is_abstract(as_tracer(*ArrayAccess::node(like)));
  return like.is_none() || abstract ? like : abstract_like(like, like.shape());
}

} // namespace

std::vector<CallbackLeaf> callback_leaves(TreeRef results) {
  std::vector<CallbackLeaf> leaves;
  for (TreeLeaf &leaf : tree_leaves(results))
    leaves.push_back({std::move(leaf.path), type_alone(*leaf.array)});
  return leaves;
}

std::vector<Array> all_leaves(TreeRef tree) {
  std::vector<Array> arrays;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    arrays.push_back(*leaf.array);
  return arrays;
}

std::vector<Array> call_host(HostCallSite site, std::vector<Array> arguments) {
  const SourceLine line = site.line = line_of(site);
  const UserLine user(line);
  Trace *trace = thread_state.trace;
  std::vector<Node *> nodes;
  std::vector<TensorType> types;
  for (const Array &argument : arguments) {
    nodes.push_back(trace ? ArrayAccess::node(argument)
                          : &require_value(argument, Need::operand, "pure_callback", line));
    types.push_back(nodes.back()->type());
  }
  const auto function = std::make_shared<const HostCallback>(std::move(site), types);
  const std::vector<Concrete *> known = known_values(nodes);
  const bool runs_now = !trace || (trace->keeps_values() && known.size() == nodes.size());
  std::vector<NodeRef> values;
  if (runs_now)
    values = run_host(*function, known);
  if (!trace)
    return wrapped(std::move(values));
  std::vector<NodeRef> recorded = record_host(*trace, function, nodes);
  for (std::size_t i = 0; i < values.size(); ++i)
    as_tracer(*recorded[i].get()).known = std::move(values[i]);
  return wrapped(std::move(recorded));
}

} // namespace burin::detail
