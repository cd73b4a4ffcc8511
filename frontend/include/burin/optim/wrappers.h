// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/transformation.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Transformations of transformations.
namespace burin::optim {

/// Only for the parameters that the mask selects; the gradients of the others go through as they are. State:
/// "inner_state...".
Transformation masked(const Transformation &inner, const Mask &mask);
/// Updates of the parameters that the mask selects are 0.
Transformation freeze(const Mask &mask);

/// For each parameter the transformation with its label (optax.partition). TreeError for a label that has none. State:
/// "inner_states.LABEL...".
Transformation multi_transform(const std::vector<std::pair<std::string, Transformation>> &transformations,
                               const Labels &labels);

struct MultiStepsOptions {
  bool use_grad_mean = true; ///< otherwise the sum
  /// f32 unless the parameters have more digits.
  std::optional<DType> accumulator_dtype{};
};
/// Accumulates the gradients of every_k steps and updates once with them; updates of the other steps are 0. every_k is
/// a number, or a schedule of the number of updates. State: mini_step, gradient_step, inner_opt_state..., acc_grads.
Transformation multi_steps(const Transformation &inner, const Schedule &every_k, const MultiStepsOptions &options = {});

/// No update, and no change of the inner state, where gradients hold infinity or NaN, unless that happens more than
/// max_consecutive_errors times in a row. State: notfinite_count, last_finite, total_notfinite, inner_state...
Transformation apply_if_finite(const Transformation &inner, std::int64_t max_consecutive_errors);

/// The values of hyperparameters in the present step.
class Hyperparameters {
public:
  Hyperparameters(std::vector<State::Entry> values, std::source_location where)
      : values_(std::move(values)), where_(where) {}
  /// In place of a number or a schedule. Error when there is none of this name.
  Schedule operator[](std::string_view name) const;

private:
  std::vector<State::Entry> values_;
  std::source_location where_;
};

namespace detail {

class InjectedFactory {
public:
  virtual ~InjectedFactory();
  virtual Transformation operator()(const Hyperparameters &values) const = 0;
};
template <class F> class InjectedFactoryOf final : public InjectedFactory {
public:
  explicit InjectedFactoryOf(F f) : f_(std::move(f)) {}
  Transformation operator()(const Hyperparameters &values) const override { return f_(values); }

private:
  F f_;
};
Transformation inject(std::vector<std::pair<std::string, Schedule>> values,
                      std::shared_ptr<const InjectedFactory> factory, const std::string &factory_text);

} // namespace detail

/// The transformation that `factory(const Hyperparameters &)` makes, with hyperparameters that are state: numbers can
/// be set between steps, opt.state["hyperparams.learning_rate"] = Array::of(1e-4F), without a new trace; of schedules
/// the present value can be read. State: count, hyperparams.NAME (f32), inner_state...
template <class F>
  requires std::is_invocable_r_v<Transformation, const F &, const Hyperparameters &>
Transformation inject_hyperparams(const std::vector<std::pair<std::string, Schedule>> &values, F factory) {
  return detail::inject(values, std::make_shared<const detail::InjectedFactoryOf<F>>(std::move(factory)),
                        detail::callable_text(burin::detail::type_id<F>(), std::is_empty_v<F>));
}

} // namespace burin::optim
