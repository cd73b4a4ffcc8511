// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/optim/optimizer.h"
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"
#include "frontend/optim/plan.h"

namespace burin::optim {

namespace {

/// "the optimizer, made at model.cpp:12, trains the floating arrays that are not nn::Stat".
std::string what_is_trained(const detail::PlanData &plan) {
  return "the optimizer, made at " + std::string(plan.made.file_name()) + ":" + std::to_string(plan.made.line()) +
         ", trains the floating arrays that are not nn::Stat" + (plan.by_wrt ? " and that its wrt selects" : "");
}

} // namespace

void Optimizer::start(std::vector<Leaf> leaves, const Transformation &transformation, const Mask &wrt,
                      std::source_location where) {
  transformation.rule(where);
  const burin::detail::UserLine line(where);
  auto [plan, first] = detail::make_plan(transformation, detail::trained(leaves, wrt, where), where);
  plan->by_wrt = static_cast<bool>(wrt);
  step = Array::of(std::uint32_t{0});
  state = std::move(first);
  plan_ = detail::Plan(std::move(plan));
}

void Optimizer::apply(std::vector<Leaf> model, std::vector<Leaf> gradients, std::source_location where) {
  constexpr std::string_view op = "optim.Optimizer.update";
  if (!plan_)
    throw TreeError(nn::message(op, "this optimizer has no model; expected optim::Optimizer opt(model, tx)", where, "",
                                "treeerror"));
  const burin::detail::UserLine line(where);
  const detail::PlanData &plan = *plan_;
  const detail::Sides sides{.op = op,
                            .reference = "optimizer state has",
                            .note = what_is_trained(plan),
                            .cure = "Make the optimizer from the model that is trained, and differentiate what it "
                                    "trains: optim::Optimizer opt(model, tx), grad(loss)(model, ...)."};
  const std::vector<Array *> parameters = detail::matched(plan, model, sides.against("model has"), where);
  const std::vector<Array *> grads = detail::matched(plan, gradients, sides, where);
  detail::refuse_untrained(grads, gradients, sides, where);
  const std::vector<Array *> states = detail::matched_state(plan, state, op, where);

  const std::vector<Array> results = detail::run_update(plan, grads, states, parameters, true, where);
  step = step + 1;
  for (std::size_t i = 0; i < states.size(); ++i)
    *states[i] = results[i];
  for (std::size_t i = 0; i < parameters.size(); ++i)
    *parameters[i] = results[states.size() + i];
}

} // namespace burin::optim
