// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/optim/schedules.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"
#include "frontend/optim/rule.h"
#include "frontend/optim/schedule.h"

#include <algorithm>
#include <numbers>

namespace burin::optim {

using detail::described;
using detail::schedule_of;

namespace {

[[noreturn]] void refuse(std::string_view op, const std::string &problem, std::source_location where) {
  throw Error(nn::message("optim." + std::string(op), problem, where, "", "error"));
}

void require_positive(std::string_view op, std::string_view name, std::int64_t steps, std::source_location where) {
  if (steps <= 0)
    refuse(op, std::string(name) + " is not positive; expected 1 or more, got " + std::to_string(steps), where);
}

} // namespace

Schedule constant_schedule(double value) { return value; }

Schedule polynomial_schedule(double init_value, double end_value, double power, std::int64_t transition_steps,
                             std::int64_t transition_begin) {
  if (transition_steps <= 0)
    return init_value;
  const std::int64_t begin = std::max<std::int64_t>(transition_begin, 0);
  return schedule_of(described("polynomial", {init_value, end_value, power, double(transition_steps), double(begin)}),
                     [=](const Array &count) {
                       const Array steps = clip(count - begin, 0, transition_steps);
                       const Array left = 1 - steps / transition_steps;
                       return (init_value - end_value) * (power == 1 ? left : pow(left, power)) + end_value;
                     });
}

Schedule linear_schedule(double init_value, double end_value, std::int64_t transition_steps,
                         std::int64_t transition_begin) {
  return polynomial_schedule(init_value, end_value, 1, transition_steps, transition_begin);
}

namespace {

/// In order of their counts. Error for a negative scale.
std::vector<Boundary> sorted(std::string_view op, std::vector<Boundary> boundaries, std::source_location where) {
  for (const Boundary &boundary : boundaries)
    if (boundary.scale < 0)
      refuse(op, "a scale is negative; expected 0 or more, got " + std::to_string(boundary.scale), where);
  std::sort(boundaries.begin(), boundaries.end(),
            [](const Boundary &a, const Boundary &b) { return a.count < b.count; });
  return boundaries;
}

std::string text_of(const std::vector<Boundary> &boundaries) {
  std::string text;
  for (const Boundary &boundary : boundaries)
    text += described("", {double(boundary.count), boundary.scale});
  return text;
}

Array between(Interpolate type, double start, double end, const Array &part) {
  if (type == Interpolate::linear)
    return (end - start) * part + start;
  return end + (start - end) / 2 * (cos(std::numbers::pi * part) + 1);
}

} // namespace

Schedule piecewise_constant_schedule(double init_value, const std::vector<Boundary> &boundaries,
                                     std::source_location where) {
  const std::vector<Boundary> ordered = sorted("piecewise_constant_schedule", boundaries, where);
  return schedule_of(described("piecewise_constant", {init_value}) + text_of(ordered),
                     [init_value, ordered](const Array &count) {
                       double present = init_value;
                       Array value = full({}, present, f32);
                       for (const Boundary &boundary : ordered) {
                         present *= boundary.scale;
                         value = burin::where(count < boundary.count, value, present);
                       }
                       return value;
                     });
}

Schedule piecewise_interpolate_schedule(Interpolate type, double init_value, const std::vector<Boundary> &boundaries,
                                        std::source_location where) {
  const std::vector<Boundary> ordered = sorted("piecewise_interpolate_schedule", boundaries, where);
  return schedule_of(described("piecewise_interpolate", {init_value, double(type)}) + text_of(ordered),
                     [type, init_value, ordered](const Array &count) {
                       std::vector<double> values{init_value};
                       for (const Boundary &boundary : ordered)
                         values.push_back(values.back() * boundary.scale);
                       Array value = full({}, values.back(), f32);
                       for (std::size_t i = ordered.size(); i-- > 0;) {
                         const std::int64_t start = i > 0 ? ordered[i - 1].count : 0, end = ordered[i].count;
                         const Array part = (count - start) / std::max<std::int64_t>(end - start, 1);
                         value = burin::where(count < end, between(type, values[i], values[i + 1], part), value);
                       }
                       return value;
                     });
}

Schedule exponential_decay(double init_value, std::int64_t transition_steps, double decay_rate,
                           const ExponentialDecayOptions &o) {
  if (transition_steps <= 0 || decay_rate == 0)
    return init_value;
  const std::int64_t begin = std::max<std::int64_t>(o.transition_begin, 0);
  const std::string text = described(
      "exponential_decay", {init_value, double(transition_steps), decay_rate, double(begin), o.staircase ? 1.0 : 0.0});
  return schedule_of(text + (o.end_value ? described("", {*o.end_value}) : ""), [=](const Array &count) {
    const Array steps = count - begin;
    const Array share = steps / transition_steps, exponent = o.staircase ? floor(share) : share;
    const Array value = burin::where(steps <= 0, init_value, init_value * pow(decay_rate, exponent));
    if (!o.end_value)
      return value;
    return decay_rate < 1 ? maximum(value, *o.end_value) : minimum(value, *o.end_value);
  });
}

Schedule cosine_decay_schedule(double init_value, std::int64_t decay_steps, double alpha, double exponent,
                               std::source_location where) {
  require_positive("cosine_decay_schedule", "decay_steps", decay_steps, where);
  return schedule_of(described("cosine_decay", {init_value, double(decay_steps), alpha, exponent}),
                     [=](const Array &count) {
                       const Array steps = minimum(count.astype(f32), double(decay_steps));
                       const Array wave = 0.5 * (1 + cos(std::numbers::pi * steps / double(decay_steps)));
                       return init_value * ((1 - alpha) * (exponent == 1 ? wave : pow(wave, exponent)) + alpha);
                     });
}

Schedule join_schedules(const std::vector<Schedule> &schedules, const std::vector<std::int64_t> &boundaries,
                        std::source_location where) {
  if (schedules.size() != boundaries.size() + 1)
    refuse("join_schedules",
           "there is not one boundary less than schedules; expected " +
               std::to_string(schedules.empty() ? 0 : schedules.size() - 1) + ", got " +
               std::to_string(boundaries.size()),
           where);
  std::string text = "join(" + schedules[0].text();
  for (std::size_t i = 0; i < boundaries.size(); ++i)
    text += ";" + std::to_string(boundaries[i]) + ":" + schedules[i + 1].text();
  return schedule_of(text + ")", [=](const Array &count) {
    Array value = schedules[0](count);
    for (std::size_t i = 0; i < boundaries.size(); ++i)
      value = burin::where(count < boundaries[i], value, schedules[i + 1](count - boundaries[i]));
    return value;
  });
}

Schedule warmup_constant_schedule(double init_value, double peak_value, std::int64_t warmup_steps) {
  return linear_schedule(init_value, peak_value, warmup_steps);
}

Schedule warmup_cosine_decay_schedule(double init_value, double peak_value, std::int64_t warmup_steps,
                                      std::int64_t decay_steps, double end_value, double exponent,
                                      std::source_location where) {
  const double alpha = peak_value == 0 ? 0 : end_value / peak_value;
  return join_schedules({linear_schedule(init_value, peak_value, warmup_steps),
                         cosine_decay_schedule(peak_value, decay_steps - warmup_steps, alpha, exponent, where)},
                        {warmup_steps}, where);
}

Schedule warmup_exponential_decay_schedule(double init_value, double peak_value, std::int64_t warmup_steps,
                                           std::int64_t transition_steps, double decay_rate,
                                           const ExponentialDecayOptions &options) {
  return join_schedules({linear_schedule(init_value, peak_value, warmup_steps),
                         exponential_decay(peak_value, transition_steps, decay_rate, options)},
                        {warmup_steps});
}

Schedule sgdr_schedule(const std::vector<WarmupCosine> &cycles, std::source_location where) {
  std::vector<Schedule> schedules;
  std::vector<std::int64_t> boundaries;
  std::int64_t step = 0;
  for (const WarmupCosine &c : cycles) {
    if (!schedules.empty())
      boundaries.push_back(step);
    schedules.push_back(warmup_cosine_decay_schedule(c.init_value, c.peak_value, c.warmup_steps, c.decay_steps,
                                                     c.end_value, c.exponent, where));
    step += c.decay_steps;
  }
  return join_schedules(schedules, boundaries, where);
}

Schedule linear_onecycle_schedule(std::int64_t transition_steps, double peak_value, const LinearOnecycleOptions &o,
                                  std::source_location where) {
  require_positive("linear_onecycle_schedule", "transition_steps", transition_steps, where);
  const auto share = [&](double pct) { return static_cast<std::int64_t>(pct * static_cast<double>(transition_steps)); };
  return piecewise_interpolate_schedule(Interpolate::linear, peak_value / o.div_factor,
                                        {{share(o.pct_start), o.div_factor},
                                         {share(o.pct_final), 1 / o.div_factor},
                                         {transition_steps, 1 / o.final_div_factor}},
                                        where);
}

Schedule cosine_onecycle_schedule(std::int64_t transition_steps, double peak_value, const CosineOnecycleOptions &o,
                                  std::source_location where) {
  require_positive("cosine_onecycle_schedule", "transition_steps", transition_steps, where);
  const auto start = static_cast<std::int64_t>(o.pct_start * static_cast<double>(transition_steps));
  return piecewise_interpolate_schedule(
      Interpolate::cosine, peak_value / o.div_factor,
      {{start, o.div_factor}, {transition_steps, 1 / (o.div_factor * o.final_div_factor)}}, where);
}

} // namespace burin::optim
