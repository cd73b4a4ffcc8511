// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/optim/plan.h"
#include "burin/detail/library.h"
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

#include <functional>

namespace burin::optim::detail {

void TypedPaths::add(std::string path, const Array &array) {
  paths.push_back(std::move(path));
  types.push_back({array.shape(), array.dtype()});
}

bool operator==(const Plan &a, const Plan &b) {
  if (a.data_ == b.data_)
    return true;
  return a.data_ && b.data_ && a.data_->transformation == b.data_->transformation &&
         a.data_->parameters == b.data_->parameters;
}

std::size_t burin_hash(const Plan &plan) { return plan ? plan.data_->hash : 0; }

std::vector<Leaf> trained(const std::vector<Leaf> &leaves, const Mask &wrt, std::source_location where) {
  std::vector<Leaf> present;
  std::vector<Array> arrays;
  std::vector<std::string> paths;
  for (const Leaf &leaf : leaves)
    if (!leaf.array->is_none()) {
      present.push_back(leaf);
      arrays.push_back(*leaf.array);
      paths.push_back(leaf.path);
    }
  const std::vector<bool> chosen = wrt.chosen("optim.Optimizer", {arrays, paths, where});
  std::vector<Leaf> found;
  for (std::size_t i = 0; i < present.size(); ++i)
    if (chosen[i] && burin::detail::is_trained(*present[i].array, present[i].kind))
      found.push_back(present[i]);
  return found;
}

std::pair<std::shared_ptr<PlanData>, State> make_plan(const Transformation &transformation,
                                                      const std::vector<Leaf> &leaves, std::source_location where) {
  auto plan = std::make_shared<PlanData>();
  std::vector<Array> arrays;
  for (const Leaf &leaf : leaves) {
    plan->parameters.add(leaf.path, *leaf.array);
    arrays.push_back(*leaf.array);
  }
  plan->made = where;
  const Parameters parameters{arrays, plan->parameters.paths, where};
  plan->transformation = transformation.bound(parameters);
  plan->hash = burin_hash(plan->transformation);
  for (const std::string &path : plan->parameters.paths)
    plan->hash = plan->hash * 31 + std::hash<std::string>{}(path);
  State state;
  for (const auto &[name, array] : plan->transformation.rule().init(parameters)) {
    plan->state.add(name, array);
    burin::detail::ArrayAccess::set(state[name], array);
  }
  return {plan, state};
}

std::shared_ptr<const PlanData> abstract_plan(const Transformation &transformation, const std::vector<Leaf> &leaves,
                                              std::source_location where) {
  // Recorded in a trace that is given up: nothing is computed.
  const burin::detail::TraceScope scope({.transform = burin::detail::Transform::library,
                                         .function = "optim.init",
                                         .line = {},
                                         .keep_values = false,
                                         .argument_names = {}});
  return make_plan(transformation, leaves, where).first;
}

std::vector<Array> run_update(const PlanData &plan, const std::vector<Array *> &gradients,
                              const std::vector<Array *> &state, const std::vector<Array *> &parameters, bool add,
                              std::source_location where) {
  const std::size_t states = state.size(), count = parameters.size();
  std::vector<const Array *> operands(state.begin(), state.end());
  operands.insert(operands.end(), parameters.begin(), parameters.end());
  operands.insert(operands.end(), gradients.begin(), gradients.end());
  std::vector<Array> results(states + count);
  const auto body = [&](std::span<const Array> in, std::span<Array> out) {
    std::vector<Array> next(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(states));
    const std::span<const Array> p = in.subspan(states, count);
    std::vector<Array> u(in.end() - static_cast<std::ptrdiff_t>(count), in.end());
    StateArrays arrays(next);
    plan.transformation.rule().update(u, arrays, p);
    for (std::size_t i = 0; i < states; ++i)
      out[i] = next[i];
    for (std::size_t i = 0; i < count; ++i)
      out[states + i] = add ? (p[i] + u[i]).astype(p[i].dtype()) : u[i];
  };
  const std::int64_t attributes[] = {plan.transformation.id(), static_cast<std::int64_t>(count), add};
  using Body = decltype(body);
  burin::detail::run_library(
      {"optim.update", attributes, operands, where}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) { (*static_cast<Body *>(context))(in, out); },
      const_cast<std::remove_const_t<Body> *>(&body));
  return results;
}

} // namespace burin::optim::detail
