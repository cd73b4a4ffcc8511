// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/lax/computations.h"
#include "frontend/ops/entries.h"
#include "frontend/ops/window_padding.h"
#include "frontend/trace/apply.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin::detail {
namespace {

using IntSpan = std::span<const std::int64_t>;

std::vector<Array> joined(std::span<const Array> first, std::span<const Array> second) {
  std::vector<Array> all(first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  return all;
}

std::vector<bool> weakness_of(std::span<const Array> arrays) {
  std::vector<bool> weak;
  for (const Array &array : arrays)
    weak.push_back(ArrayAccess::weak(array));
  return weak;
}

void check_counts(const ComputationSite &site, std::span<const Array> operands, std::span<const Array> inits) {
  if (!operands.empty() && operands.size() == inits.size())
    return;
  throw TreeError(Message(site.op, "operands and inits have different numbers of arrays")
                      .expected("an init for each of " + std::to_string(operands.size()) + " operands, one at least",
                                std::to_string(inits.size()))
                      .at(site.line)
                      .cure("Give trees of one structure: std::pair{x, y} and std::pair{x0, y0}.")
                      .text("treeerror"));
}

} // namespace

TraceScope::Options computation_options(const ComputationSite &site) {
  TraceScope::Options options;
  options.transform = Transform::computation;
  options.function = std::string(site.function);
  options.line = site.line;
  return options;
}

void add_scalars(TraceScope &scope, TreeRef tree, std::string_view name) {
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none())
      ArrayAccess::set(*leaf.array, scope.argument(ShapeDtype{{}, leaf.array->dtype()}, std::string(name) + leaf.path));
}

void require_closed(const ComputationSite &site, const TracedFunction &function) {
  if (function.captures().empty())
    return;
  throw UnsupportedError(
      Message(site.op, "the computation takes in " + type_text(function.captures()[0]) + " from outside")
          .expected("its own arguments and C++ numbers", type_text(function.captures()[0]))
          .at(site.line)
          .cure("Pass the array as one more operand, or its number: x.item<float>().")
          .text("unsupportederror"));
}

Array beside(const Array &operand, const In &x) { return *Operand(x, In(operand, x.where())).get(); }

std::vector<Array> reduce_by(const ComputationSite &site, const TracedFunction &f, std::span<const Array> operands,
                             std::span<const Array> inits, const Axes &axes) {
  UserLine line(site.line);
  check_counts(site, operands, inits);
  const Ints list = normalize_axes(site.op, axes, operands[0].ndim());
  return apply("reduce", {&f, 1}, joined(operands, inits), {{"axes", IntSpan(list)}}, weakness_of(operands), site.line);
}

std::vector<Array> reduce_windows_by(const ComputationSite &site, const TracedFunction &f,
                                     std::span<const Array> operands, std::span<const Array> inits,
                                     const lax::WindowOptions &options) {
  UserLine line(site.line);
  check_counts(site, operands, inits);
  const Shape &shape = operands[0].shape();
  const Ints size = per_axis(site.op, "window_dimensions", options.window_dimensions, shape.ndim()),
             strides = per_axis(site.op, "window_strides", options.window_strides, shape.ndim()),
             base = per_axis(site.op, "base_dilation", options.base_dilation, shape.ndim()),
             dilation = per_axis(site.op, "window_dilation", options.window_dilation, shape.ndim());
  const WindowWidths widths =
      resolve_padding(site.op, options.padding, Ints(shape.begin(), shape.end()), dilated(size, dilation), strides);
  Ints interior, none(shape.ndim(), 0), ones(shape.ndim(), 1);
  for (std::int64_t by : base)
    interior.push_back(by - 1);
  std::vector<Array> filled;
  for (std::size_t i = 0; i < operands.size(); ++i)
    filled.push_back(lax::pad(operands[i], inits[i], widths.low, widths.high, interior));
  return apply("reduce_window", {&f, 1}, joined(filled, inits),
               {{"window_dimensions", IntSpan(size)},
                {"window_strides", IntSpan(strides)},
                {"base_dilations", IntSpan(ones)},
                {"window_dilations", IntSpan(dilation)},
                {"low", IntSpan(none)},
                {"high", IntSpan(none)}},
               weakness_of(operands), site.line);
}

Array scatter_by(const ComputationSite &site, const TracedFunction &f, const Array &operand, const In &indices,
                 const Array &updates, const lax::ScatterDimensions &d, IndexOptions options) {
  UserLine line(site.line);
  const Array operands[] = {operand, indices.array(), updates.astype(operand.dtype())};
  check_vectors(site.op, operands[1]);
  return apply("scatter_apply", {&f, 1}, operands,
               {{"update_window_dims", IntSpan(d.update_window_dims)},
                {"inserted_window_dims", IntSpan(d.inserted_window_dims)},
                {"input_batching_dims", IntSpan(d.operand_batching_dims)},
                {"scatter_indices_batching_dims", IntSpan(d.scatter_indices_batching_dims)},
                {"scatter_dims_to_operand_dims", IntSpan(d.scatter_dims_to_operand_dims)},
                {"index_vector_dim", static_cast<std::int64_t>(operands[1].ndim()) - 1},
                {"mode", name_of(options.mode)},
                {"unique_indices", options.unique_indices}},
               {ArrayAccess::weak(operand)}, site.line)[0];
}

} // namespace burin::detail
