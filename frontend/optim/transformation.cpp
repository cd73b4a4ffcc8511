// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/optim/transformation.h"
#include "burin/create.h"
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"
#include "frontend/optim/plan.h"

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>

namespace burin::optim {

Rule::~Rule() = default;
std::vector<State::Entry> Rule::init(const Parameters &) const { return {}; }
std::shared_ptr<const Rule> Rule::bound(const Parameters &) const { return nullptr; }

Transformation::Transformation(std::shared_ptr<const Rule> rule)
    : rule_(std::move(rule)), id_(detail::text_id(rule_->text())) {}

const Rule &Transformation::rule(std::source_location where) const {
  if (rule_)
    return *rule_;
  throw Error(nn::message("optim", "the transformation has no rule; expected one such as optim::adam(1e-3), got none",
                          where, "", "error"));
}

Transformation Transformation::bound(const Parameters &parameters) const {
  std::shared_ptr<const Rule> other = rule().bound(parameters);
  return other ? Transformation(std::move(other)) : *this;
}

State Transformation::init(Leaves parameters, std::source_location where) const {
  rule(where);
  const burin::detail::UserLine line(where);
  return detail::make_plan(*this, detail::trained(parameters, {}, where), where).second;
}

void Transformation::update(Leaves updates, State &state, Leaves parameters, std::source_location where) const {
  rule(where);
  const burin::detail::UserLine line(where);
  const std::shared_ptr<const detail::PlanData> plan =
      detail::abstract_plan(*this, detail::trained(parameters, {}, where), where);
  const detail::Sides sides{.op = "optim.Transformation.update",
                            .reference = "parameters have",
                            .note = "",
                            .cure =
                                "Give the parameters that the gradient was taken of: integers and nn::Stat have none."};
  const std::vector<Array *> p = detail::matched(*plan, parameters, sides, where);
  const std::vector<Array *> u = detail::matched(*plan, updates, sides, where);
  detail::refuse_untrained(u, updates, sides, where);
  const std::vector<Array *> s = detail::matched_state(*plan, state, sides.op, where);
  const std::vector<Array> results = detail::run_update(*plan, u, s, p, false, where);
  for (std::size_t i = 0; i < s.size(); ++i)
    *s[i] = results[i];
  for (std::size_t i = 0; i < u.size(); ++i)
    burin::detail::ArrayAccess::set(*u[i], results[s.size() + i]);
}

namespace detail {

std::int64_t text_id(const std::string &text) {
  static std::mutex mutex;
  static std::map<std::string, std::int64_t> ids;
  const std::lock_guard lock(mutex);
  return ids.try_emplace(text, static_cast<std::int64_t>(ids.size()) + 1).first->second;
}

std::string callable_text(burin::detail::TypeId type, bool holds_nothing) {
  static std::atomic<unsigned long> serial{0};
  char text[48];
  if (holds_nothing)
    std::snprintf(text, sizeof text, "function %p", type);
  else
    std::snprintf(text, sizeof text, "callable %lu", ++serial);
  return text;
}

void apply_updates(std::vector<burin::detail::TreeLeaf> parameters, std::vector<burin::detail::TreeLeaf> updates,
                   std::source_location where) {
  const burin::detail::UserLine line(where);
  const Sides sides{.op = "optim.apply_updates",
                    .reference = "parameters have",
                    .note = "",
                    .cure = "Updates have the paths and shapes of the parameters, or are none.",
                    .other = "update has"};
  std::vector<std::pair<Array *, const Array *>> changed;
  for (const burin::detail::TreeLeaf &update : updates) {
    if (update.array->is_none())
      continue;
    const burin::detail::TreeLeaf *parameter = leaf_at(parameters, update.path, changed.size());
    if (!parameter || parameter->array->is_none() || !(parameter->array->shape() == update.array->shape()))
      mismatch(update.path, leaf_text(parameter), sides, leaf_text(&update), where);
    changed.emplace_back(parameter->array, update.array);
  }
  for (const auto &[parameter, update] : changed)
    burin::detail::ArrayAccess::set(*parameter, (*parameter + *update).astype(parameter->dtype()));
}

Array global_norm(const std::vector<burin::detail::TreeLeaf> &leaves, std::source_location where) {
  const burin::detail::UserLine line(where);
  Array squares(0.F);
  for (const burin::detail::TreeLeaf &leaf : leaves)
    if (!leaf.array->is_none() && is_floating(leaf.array->dtype()))
      squares = squares + sum(square(*leaf.array));
  return sqrt(squares);
}

} // namespace detail
} // namespace burin::optim
