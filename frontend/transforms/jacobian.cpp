// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/jacobian.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/tree.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

Shape joined(const Shape &first, const Shape &second) {
  Shape all = first;
  for (std::int64_t extent : second)
    all.push_back(extent);
  return all;
}

/// Row i is 1 at element i.
Array identity_rows(const ShapeDtype &type) {
  const std::int64_t n = type.shape.num_elements();
  return reshape(eye(n, type.dtype), joined(Shape{n}, type.shape));
}

ShapeDtype type_of_array(const Array &array) { return {array.shape(), array.dtype()}; }

/// Traces, runs over rows and arranges; within a trace of its own.
class JacobianTrace {
public:
  JacobianTrace(const JacobianCall &call, std::vector<Array> leaves) : call_(call), leaves_(std::move(leaves)) {}

  std::vector<Array> blocks() const {
    return call_.mode == JacobianMode::forward ? forward_blocks() : reverse_blocks();
  }

private:
  using RowBody = std::vector<Array> (JacobianTrace::*)(std::span<const Array> leaves, std::size_t number,
                                                        const Array &seed) const;

  /// Numbers of the results in order of the leaves of the function's result.
  std::vector<std::size_t> outputs() const {
    std::vector<std::size_t> list;
    for (Source source : call_.sources)
      if (source != no_source)
        list.push_back(static_cast<std::size_t>(source));
    return list;
  }

  /// `body` of every row of the identity of `seed`'s type; results have the rows at `axis`, counted from 0 or from the
  /// end.
  std::vector<Array> over_rows(const ShapeDtype &seed, RowBody body, std::size_t number, bool rows_last) const {
    TraceScope scope(call_.options());
    std::vector<Array> rows;
    RowAxes axes{.size = seed.shape.num_elements(), .in = std::vector<std::int64_t>(leaves_.size(), -1), .out = {}};
    {
      std::vector<Array> inner;
      for (const Array &leaf : leaves_)
        inner.push_back(scope.argument(type_of_array(leaf), "argument"));
      rows = (this->*body)(inner, number, scope.argument(seed, "direction"));
    }
    for (const Array &row : rows)
      axes.out.push_back(rows_last ? static_cast<std::int64_t>(row.ndim()) : 0);
    const TracedFunction function = scope.close(std::move(rows));
    axes.in.push_back(0);
    std::vector<Array> operands = leaves_;
    operands.push_back(identity_rows(seed));
    return call_vmap(function, axes, operands, call_.line);
  }

  std::vector<Array> tangents(std::span<const Array> leaves, std::size_t leaf, const Array &seed) const {
    const std::int64_t wrt[] = {static_cast<std::int64_t>(leaf)};
    const std::vector<Array> all = call_jvp(call_.function, wrt, leaves, {&seed, 1}, call_.line);
    std::vector<std::size_t> place(call_.function.num_results());
    std::size_t next = place.size();
    for (std::size_t i = 0; i < place.size(); ++i)
      place[i] = is_floating(call_.function.result_type(i).dtype) ? next++ : 0;
    std::vector<Array> rows;
    for (std::size_t output : outputs())
      rows.push_back(all[place[output]]);
    return rows;
  }

  std::vector<Array> cotangents(std::span<const Array> leaves, std::size_t output, const Array &seed) const {
    std::vector<Array> given;
    for (std::size_t i = 0; i < call_.function.num_results(); ++i)
      if (is_floating(call_.function.result_type(i).dtype))
        given.push_back(i == output ? seed : Array());
    std::vector<Array> all = call_vjp(call_.function, call_.arguments.wrt, leaves, given, call_.line);
    return {all.begin() + static_cast<std::ptrdiff_t>(call_.function.num_results()), all.end()};
  }

  std::vector<Array> forward_blocks() const {
    const std::vector<std::size_t> results = outputs();
    const std::size_t count = call_.arguments.wrt.size();
    std::vector<Array> blocks(results.size() * count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto leaf = static_cast<std::size_t>(call_.arguments.wrt[i]);
      const ShapeDtype type = type_of_array(leaves_[leaf]);
      const std::vector<Array> columns = over_rows(type, &JacobianTrace::tangents, leaf, true);
      for (std::size_t o = 0; o < results.size(); ++o)
        ArrayAccess::set(blocks[o * count + i],
                         reshape(columns[o], joined(call_.function.result_type(results[o]).shape, type.shape)));
    }
    return blocks;
  }

  std::vector<Array> reverse_blocks() const {
    std::vector<Array> blocks;
    for (std::size_t output : outputs()) {
      const ShapeDtype type = call_.function.result_type(output);
      const std::vector<Array> lines = over_rows(type, &JacobianTrace::cotangents, output, false);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const Array &leaf = leaves_[static_cast<std::size_t>(call_.arguments.wrt[i])];
        blocks.push_back(reshape(lines[i], joined(type.shape, leaf.shape())));
      }
    }
    return blocks;
  }

  const JacobianCall &call_;
  std::vector<Array> leaves_;
};

} // namespace

TraceScope::Options JacobianCall::options() const {
  TraceScope::Options options;
  options.transform = mode == JacobianMode::forward ? Transform::jacfwd : Transform::jacrev;
  options.function = op();
  options.line = line;
  return options;
}

void require_floating_results(const JacobianCall &call, TreeRef result) {
  std::size_t number = 0;
  for (const TreeLeaf &leaf : tree_leaves(result)) {
    const Source source = call.sources[number++];
    if (source == no_source)
      continue;
    if (const ShapeDtype type = call.function.result_type(static_cast<std::size_t>(source)); !is_floating(type.dtype))
      throw DTypeError(Message(call.op(), join_path("the result", leaf.path) + " has no derivative")
                           .expected("a floating array", type_text(type))
                           .at(call.line)
                           .cure("Convert it with y.astype(f32), or return it from another function.")
                           .text("dtypeerror"));
  }
}

JacobianBlocks jacobian_blocks(const JacobianCall &call) {
  const std::vector<Array> &leaves = call.arguments.leaves;
  const std::size_t results = call.with_results ? call.function.num_results() : 0;
  TraceScope scope(call.options(), call.function);
  std::vector<Array> outputs;
  {
    std::vector<Array> inner;
    for (const Array &leaf : leaves)
      inner.push_back(scope.argument(type_of_array(leaf), "argument"));
    if (call.with_results)
      outputs = detail::call(call.function, inner, call.line);
    for (Array &block : JacobianTrace(call, std::move(inner)).blocks())
      outputs.push_back(std::move(block));
  }
  const TracedFunction whole = scope.close(std::move(outputs));
  std::vector<Array> all = detail::call(whole, leaves, call.line);
  const auto blocks = all.begin() + static_cast<std::ptrdiff_t>(results);
  return {{all.begin(), blocks}, {blocks, all.end()}};
}

void set_result_blocks(TreeRef tree, std::span<const Source> sources, std::span<const Array> blocks) {
  std::size_t number = 0, next = 0;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    ArrayAccess::set(*leaf.array, sources[number++] == no_source ? Array() : blocks[next++]);
}

State named_blocks(TreeRef result, std::span<const Source> sources, TreeRef argument, std::span<const Array> blocks) {
  State state;
  std::size_t number = 0, next = 0;
  const auto plain = [](const std::string &path) { return std::string(plain_path(path)); };
  const std::vector<TreeLeaf> inputs = tree_leaves(argument);
  for (const TreeLeaf &out : tree_leaves(result)) {
    if (sources[number++] == no_source)
      continue;
    for (const TreeLeaf &in : inputs)
      if (is_trained(*in.array, in.kind))
        ArrayAccess::set(state[plain(out.path) + "|" + plain(in.path)], blocks[next++]);
  }
  return state;
}

} // namespace burin::detail
