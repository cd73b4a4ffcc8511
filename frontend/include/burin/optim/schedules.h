// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/meta.h"
#include "burin/in.h"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Numbers that change while one trains, with Optax's names, formulas and defaults.
namespace burin::optim {

namespace detail {

/// f(count), as a value.
class ScheduleFunction {
public:
  virtual ~ScheduleFunction();
  /// Name and every number, exactly: schedules of equal text are taken to be equal.
  virtual std::string text() const = 0;
  virtual Array value(const Array &count) const = 0;
  /// False where the value depends on more than the count: then there is no program of its own.
  virtual bool of_count_alone() const { return true; }
};

/// Text of a user's callable: by its type when it holds nothing, otherwise another one for every object.
std::string callable_text(burin::detail::TypeId type, bool holds_nothing);

template <class F> class UserSchedule final : public ScheduleFunction {
public:
  explicit UserSchedule(F f)
      : f_(std::move(f)), text_(callable_text(burin::detail::type_id<F>(), std::is_empty_v<F>)) {}
  std::string text() const override { return text_; }
  Array value(const Array &count) const override { return f_(count); }

private:
  F f_;
  std::string text_;
};

} // namespace detail

/// A number that depends on how many updates there were. A C++ number is a constant one; any function of the count (a
/// scalar array, i32) that gives a scalar is one, too: `[](const Array &count) { return 0.1 / (1 + count); }`. The
/// count is state of the optimizer, so that steps never retrace.
class Schedule {
public:
  template <Arithmetic T> Schedule(T value) : constant_(static_cast<double>(value)) {}
  template <class F>
    requires(!std::same_as<F, Schedule> && !Arithmetic<F> && std::is_invocable_r_v<Array, const F &, const Array &>)
  Schedule(F f) : function_(std::make_shared<const detail::UserSchedule<F>>(std::move(f))), user_(true) {}
  explicit Schedule(std::shared_ptr<const detail::ScheduleFunction> function) : function_(std::move(function)) {}

  /// The value after so many updates: a floating scalar.
  Array operator()(const In &count) const;
  /// The number, where it is always the same.
  std::optional<double> constant() const { return function_ ? std::nullopt : std::optional(constant_); }
  std::string text() const;

private:
  Array value(const Array &count) const;

  double constant_ = 0;
  std::shared_ptr<const detail::ScheduleFunction> function_;
  bool user_ = false;
};

Schedule constant_schedule(double value);
/// (init - end) (1 - n / transition_steps)^power + end, where n counts from transition_begin and stops at
/// transition_steps. Without transition steps: init_value.
Schedule polynomial_schedule(double init_value, double end_value, double power, std::int64_t transition_steps,
                             std::int64_t transition_begin = 0);
Schedule linear_schedule(double init_value, double end_value, std::int64_t transition_steps,
                         std::int64_t transition_begin = 0);

/// From this count on, the value so far is multiplied by the scale.
struct Boundary {
  std::int64_t count = 0;
  double scale = 1;
};
/// Error for a negative scale, in this and the next one.
Schedule piecewise_constant_schedule(double init_value, const std::vector<Boundary> &boundaries,
                                     std::source_location where = std::source_location::current());
/// How values between two boundaries follow from those at them.
enum class Interpolate : std::uint8_t { linear, cosine };
Schedule piecewise_interpolate_schedule(Interpolate type, double init_value, const std::vector<Boundary> &boundaries,
                                        std::source_location where = std::source_location::current());

struct ExponentialDecayOptions {
  std::int64_t transition_begin = 0;
  bool staircase = false; ///< only whole powers
  std::optional<double> end_value{};
};
/// init decay_rate^(n / transition_steps), not beyond end_value. Without transition steps, or at rate 0: init_value.
Schedule exponential_decay(double init_value, std::int64_t transition_steps, double decay_rate,
                           const ExponentialDecayOptions &options = {});
/// init ((1 - alpha) (1/2 (1 + cos(pi n / decay_steps)))^exponent + alpha): Loshchilov and Hutter 2017. Error unless
/// decay_steps is positive.
Schedule cosine_decay_schedule(double init_value, std::int64_t decay_steps, double alpha = 0, double exponent = 1,
                               std::source_location where = std::source_location::current());

/// Schedules one after the other; the next one begins, with count 0, at its boundary. Error unless there is one
/// boundary less than schedules.
Schedule join_schedules(const std::vector<Schedule> &schedules, const std::vector<std::int64_t> &boundaries,
                        std::source_location where = std::source_location::current());
Schedule warmup_constant_schedule(double init_value, double peak_value, std::int64_t warmup_steps);
/// Linear from init to peak, then cosine decay to end_value; decay_steps counts both.
Schedule warmup_cosine_decay_schedule(double init_value, double peak_value, std::int64_t warmup_steps,
                                      std::int64_t decay_steps, double end_value = 0, double exponent = 1,
                                      std::source_location where = std::source_location::current());
Schedule warmup_exponential_decay_schedule(double init_value, double peak_value, std::int64_t warmup_steps,
                                           std::int64_t transition_steps, double decay_rate,
                                           const ExponentialDecayOptions &options = {});
struct WarmupCosine {
  double init_value = 0, peak_value = 1;
  std::int64_t warmup_steps = 0, decay_steps = 1;
  double end_value = 0, exponent = 1;
};
/// Warm restarts: one warmup_cosine_decay_schedule after the other.
Schedule sgdr_schedule(const std::vector<WarmupCosine> &cycles,
                       std::source_location where = std::source_location::current());

struct LinearOnecycleOptions {
  double pct_start = 0.3, pct_final = 0.85, div_factor = 25, final_div_factor = 1e4;
};
/// Smith and Topin 2018. Error unless transition_steps is positive, in this and the next one.
Schedule linear_onecycle_schedule(std::int64_t transition_steps, double peak_value,
                                  const LinearOnecycleOptions &options = {},
                                  std::source_location where = std::source_location::current());
struct CosineOnecycleOptions {
  double pct_start = 0.3, div_factor = 25, final_div_factor = 1e4;
};
Schedule cosine_onecycle_schedule(std::int64_t transition_steps, double peak_value,
                                  const CosineOnecycleOptions &options = {},
                                  std::source_location where = std::source_location::current());

} // namespace burin::optim
