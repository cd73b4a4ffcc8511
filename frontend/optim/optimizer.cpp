// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/library.h"
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/optim.h"
#include "frontend/nn/message.h"

#include <algorithm>

namespace burin::optim {

namespace detail {

struct PlanData {
  Transformation transformation;
  std::vector<std::string> paths;
  std::vector<ShapeDtype> types;
  std::size_t hash = 0;
};

bool operator==(const Plan &a, const Plan &b) {
  if (a.data_ == b.data_)
    return true;
  return a.data_ && b.data_ && a.data_->transformation == b.data_->transformation && a.data_->paths == b.data_->paths &&
         a.data_->types == b.data_->types;
}

std::size_t burin_hash(const Plan &plan) { return plan ? plan.data_->hash : 0; }

namespace {

using Leaf = burin::detail::TreeLeaf;

bool trainable(const Leaf &leaf) {
  return leaf.kind == burin::detail::LeafKind::array && !leaf.array->is_none() && is_floating(leaf.array->dtype());
}

/// The name in a State, "hidden.kernel", of a path in a tree, ".hidden.kernel", or in a State,
/// ["hidden.kernel"].
std::string_view plain(std::string_view path) {
  if (path.starts_with("[\"") && path.ends_with("\"]") && path.find('"', 2) == path.size() - 2)
    return path.substr(2, path.size() - 4);
  return path.starts_with('.') ? path.substr(1) : path;
}

const Leaf *leaf_at(const std::vector<Leaf> &leaves, std::string_view path, std::size_t expected_position) {
  for (std::size_t i = 0; i < leaves.size(); ++i)
    if (const Leaf &leaf = leaves[(i + expected_position) % leaves.size()]; plain(leaf.path) == plain(path))
      return &leaf;
  return nullptr;
}

std::string text_of(const Array *array) {
  if (!array)
    return "no such path";
  return nn::type_text(*array);
}

[[noreturn]] void mismatch(const std::string &path, const std::string &expected, std::string_view side,
                           const std::string &got, std::source_location where) {
  const std::string problem = path + ": optimizer state has " + expected + ", " + std::string(side) + " has " + got;
  throw TreeError(nn::message("optim.Optimizer.update", problem, where,
                              "Make the optimizer from the model that is trained, and differentiate what it trains: "
                              "optim::Optimizer opt(model, tx), grad(loss)(model, ...).",
                              "treeerror"));
}

/// The leaves at the plan's paths. Throws for the first that is absent or of another type.
std::vector<Array *> matched(const PlanData &plan, const std::vector<Leaf> &leaves, std::string_view side,
                             std::source_location where) {
  std::vector<Array *> found;
  std::size_t position = 0;
  for (std::size_t i = 0; i < plan.paths.size(); ++i) {
    const Leaf *leaf = leaf_at(leaves, plan.paths[i], position);
    const Array *array = leaf ? leaf->array : nullptr;
    if (!array || array->is_none() || !(ShapeDtype{array->shape(), array->dtype()} == plan.types[i]))
      mismatch(plan.paths[i], nn::type_text(plan.types[i]), side, text_of(array), where);
    found.push_back(leaf->array);
    position = static_cast<std::size_t>(leaf - leaves.data()) + 1;
  }
  return found;
}

void refuse_untrained(const std::vector<Array *> &trained, const std::vector<Leaf> &gradients,
                      std::source_location where) {
  std::size_t next = 0;
  for (const Leaf &leaf : gradients) {
    if (next < trained.size() && leaf.array == trained[next])
      ++next;
    else if (!leaf.array->is_none() && std::find(trained.begin(), trained.end(), leaf.array) == trained.end())
      mismatch(leaf.path, "none", "gradient", text_of(leaf.array), where);
  }
}

} // namespace

} // namespace detail

void Optimizer::start(std::vector<Leaf> leaves, const Transformation &transformation, std::source_location where) {
  const burin::detail::UserLine line(where);
  auto plan = std::make_shared<detail::PlanData>();
  plan->transformation = transformation;
  plan->hash = burin_hash(transformation);
  std::vector<Array> parameters;
  for (const Leaf &leaf : leaves)
    if (detail::trainable(leaf)) {
      plan->paths.push_back(leaf.path);
      plan->types.push_back({leaf.array->shape(), leaf.array->dtype()});
      plan->hash = plan->hash * 31 + std::hash<std::string>{}(leaf.path);
      parameters.push_back(*leaf.array);
    }
  step = Array::of(std::uint32_t{0});
  state = transformation.rule(where).init(parameters);
  plan_ = detail::Plan(std::move(plan));
}

void Optimizer::apply(std::vector<Leaf> model, std::vector<Leaf> gradients, std::source_location where) {
  if (!plan_)
    throw TreeError(nn::message("optim.Optimizer.update",
                                "this optimizer has no model; expected optim::Optimizer opt(model, tx)", where, "",
                                "treeerror"));
  const burin::detail::UserLine line(where);
  const detail::PlanData &plan = *plan_;
  const std::vector<Array *> parameters = detail::matched(plan, model, "model", where);
  const std::vector<Array *> updates = detail::matched(plan, gradients, "gradient", where);
  detail::refuse_untrained(updates, gradients, where);

  std::vector<const Array *> operands{&step};
  for (const Array &array : state)
    operands.push_back(&array);
  operands.insert(operands.end(), parameters.begin(), parameters.end());
  operands.insert(operands.end(), updates.begin(), updates.end());
  std::vector<Array> results(operands.size() - updates.size());
  const std::size_t states = state.size(), count = parameters.size();
  const auto body = [&](std::span<const Array> in, std::span<Array> out) {
    std::vector<Array> next(in.begin() + 1, in.begin() + 1 + static_cast<std::ptrdiff_t>(states));
    const std::span<const Array> p = in.subspan(1 + states, count);
    std::vector<Array> u(in.end() - static_cast<std::ptrdiff_t>(count), in.end());
    plan.transformation.rule().update(u, next, p);
    out[0] = in[0] + 1;
    for (std::size_t i = 0; i < states; ++i)
      out[1 + i] = next[i];
    for (std::size_t i = 0; i < count; ++i)
      out[1 + states + i] = p[i] + u[i].astype(p[i].dtype());
  };
  const std::int64_t attributes[] = {plan.transformation.id(), static_cast<std::int64_t>(count)};
  using Body = decltype(body);
  burin::detail::run_library(
      {"optim.update", attributes, operands, where}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) { (*static_cast<Body *>(context))(in, out); },
      const_cast<std::remove_const_t<Body> *>(&body));

  step = results[0];
  for (std::size_t i = 0; i < states; ++i)
    state[i] = results[1 + i];
  for (std::size_t i = 0; i < count; ++i)
    *parameters[i] = results[1 + states + i];
}

} // namespace burin::optim
