// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/derivative.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin::detail {

void DifferentiatedLeaves::leaf(Array &array, LeafKind kind) {
  bool wanted = false;
  if (select_) {
    const bool chosen = chosen_.empty() || chosen_[number_++];
    wanted = chosen && is_trained(array, kind);
    differentiated.push_back(wanted);
  }
  if (array.is_none())
    return;
  if (wanted)
    wrt.push_back(static_cast<std::int64_t>(leaves.size()));
  leaves.push_back(array);
}

std::vector<const Array *> DifferentiatedLeaves::pointers() const {
  std::vector<const Array *> list;
  for (const Array &leaf : leaves)
    list.push_back(&leaf);
  return list;
}

void DerivativeSetter::leaf(Array &array, LeafKind kind) {
  const bool has_one = differentiated_ ? (*differentiated_)[number_++] : is_trained(array, kind);
  ArrayAccess::set(array, has_one ? derivatives_[next_++] : Array());
}

TraceRequest derivative_request(Transform transform, std::string_view function, const SourceLine &line,
                                Forwarding forwarding) {
  TraceScope::Options options;
  options.transform = transform;
  options.function = function;
  options.line = line;
  options.keep_values = values_known();
  return {name_of(transform), std::move(options), forwarding, {}};
}

void require_differentiable(std::string_view op, int argument, TreeRef tree, const SourceLine &line) {
  std::string types;
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    if (is_trained(*leaf.array, leaf.kind))
      return;
    if (!leaf.array->is_none() && types.empty())
      types = leaf_text(*leaf.array) + (leaf.kind == LeafKind::stat ? " (nn::Stat)" : "");
  }
  throw DTypeError(Message(op, "argument " + std::to_string(argument) + " cannot be differentiated")
                       .expected("a floating array", types.empty() ? "no array" : types)
                       .at(line)
                       .cure("Convert it with x.astype(f32), or differentiate another argument: grad<1>(f).")
                       .text("dtypeerror"));
}

void require_chosen(std::string_view op, int argument, std::span<const TreePart> leaves,
                    const std::vector<bool> &chosen, const SourceLine &line) {
  std::string paths;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const TreePart &leaf = leaves[i];
    if (!is_trained(*leaf.arrays[0], leaf.kind))
      continue;
    if (chosen[i])
      return;
    paths += (paths.empty() ? "" : ", ") + leaf.path;
  }
  throw TreeError(Message(op, "wrt chooses no floating array of argument " + std::to_string(argument))
                      .expected("one or more of " + paths, "none")
                      .at(line)
                      .cure("Paths are those of tree::paths; an nn::Stat and integer arrays are never differentiated.")
                      .text("treeerror"));
}

void refuse_plain_derivative(std::string_view op, int argument, std::string_view type, const SourceLine &line) {
  throw ConcretizationError(
      Message(op, "argument " + std::to_string(argument) + " goes to a parameter of plain type " + std::string(type) +
                      ", which cannot be differentiated")
          .expected("a parameter of type Array", std::string(type))
          .at(line)
          .cure("Give the parameter the type Array, or differentiate another argument: grad<1>(f).")
          .text("concretizationerror"));
}

void require_scalar_output(std::string_view op, const Array &output, const SourceLine &line) {
  if (output.is_none())
    throw ShapeError(
        Message(op, "the function returned none").expected("a scalar", "none").at(line).text("shapeerror"));
  if (output.ndim() != 0)
    throw ShapeError(
        Message(op, "the gradient is only defined for functions with a scalar output. Output had shape " +
                        output.shape().str())
            .expected("a scalar", leaf_text(output))
            .at(line)
            .cure("Reduce the output with sum(y) or mean(y), or use vjp(f, x) with a cotangent of its shape.")
            .text("shapeerror"));
  if (!is_floating(output.dtype()))
    throw DTypeError(Message(op, "the output cannot be differentiated")
                         .expected("a floating scalar", leaf_text(output))
                         .at(line)
                         .cure("Convert it with y.astype(f32).")
                         .text("dtypeerror"));
}

namespace {
Array one(const ShapeDtype &type) {
  if (type.dtype == f32)
    return Array::of(1.f);
  return type.dtype == f64 ? Array::of(1.) : ones(type.shape, type.dtype);
}
} // namespace

std::vector<Array> unit_cotangents(const TracedFunction &function) {
  std::vector<Array> cotangents;
  for (std::size_t i = 0; i < function.num_results(); ++i)
    if (const ShapeDtype type = function.result_type(i); is_floating(type.dtype))
      cotangents.push_back(cotangents.empty() ? one(type) : Array());
  return cotangents;
}

} // namespace burin::detail
