// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/optim/wrappers.h"
#include "frontend/nn/message.h"
#include "frontend/optim/rule.h"

namespace burin::optim {

namespace detail {

InjectedFactory::~InjectedFactory() = default;

namespace {

/// A value of the step in progress.
class Injected final : public ScheduleFunction {
public:
  Injected(std::string name, const Array &value) : name_(std::move(name)), value_(value) {}
  std::string text() const override { return "hyperparameter " + name_; }
  Array value(const Array &) const override { return value_; }
  bool of_count_alone() const override { return false; }

private:
  std::string name_;
  Array value_;
};

using Values = std::vector<std::pair<std::string, Schedule>>;

/// The values of the first step.
Entries first_values(const Values &values) {
  Entries entries;
  for (const auto &[name, schedule] : values)
    entries.push_back(entry(name, schedule(Array::of(std::int32_t{0})).astype(f32)));
  return entries;
}

/// The inner transformation of a step; the factory is the user's code.
Transformation made_by(const InjectedFactory &factory, Entries values, const Parameters &parameters) {
  const burin::detail::UserCode code;
  return factory(Hyperparameters(std::move(values), parameters.where)).bound(parameters);
}

Entries first_state(const Values &values, const InjectedFactory &factory, const Parameters &parameters) {
  Entries entries{count_entry()};
  append(entries, "hyperparams", first_values(values));
  append(entries, "inner_state", made_by(factory, first_values(values), parameters).rule().init(parameters));
  return entries;
}

void inner_update(const Values &values, const InjectedFactory &factory, const std::vector<std::string> &paths,
                  std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) {
  Array &count = state.next();
  Entries present;
  for (const auto &[name, schedule] : values) {
    Array &value = state.next();
    if (!schedule.constant())
      value = schedule(count).astype(f32);
    present.push_back(entry(name, value));
  }
  made_by(factory, std::move(present), {parameters, paths, {}}).rule().update(updates, state, parameters);
  count = incremented(count);
}

} // namespace

Transformation inject(Values values, std::shared_ptr<const InjectedFactory> factory, const std::string &factory_text) {
  std::string text = "inject_hyperparams " + factory_text + "(";
  for (const auto &[name, schedule] : values)
    text += name + "=" + schedule.text() + ";";
  return to_be_bound("optim.inject_hyperparams", text + ")", [=](const Parameters &parameters) {
    const std::string inner = made_by(*factory, first_values(values), parameters).rule().text();
    const std::vector<std::string> paths(parameters.paths.begin(), parameters.paths.end());
    return made_of({.text = text + ";" + inner + ")",
                    .init = [=](const Parameters &p) { return first_state(values, *factory, p); },
                    .update = [=](std::span<Array> u, StateArrays &s,
                                  std::span<const Array> p) { inner_update(values, *factory, paths, u, s, p); }});
  });
}

} // namespace detail

Schedule Hyperparameters::operator[](std::string_view name) const {
  std::string names;
  for (const auto &[known, value] : values_) {
    if (known == name)
      return Schedule(std::make_shared<const detail::Injected>(known, value));
    names += (names.empty() ? "" : ", ") + known;
  }
  throw Error(
      nn::message("optim.inject_hyperparams",
                  "there is no hyperparameter of this name; expected one of " + names + ", got " + std::string(name),
                  where_, "Name it in the list of hyperparameters.", "error"));
}

} // namespace burin::optim
