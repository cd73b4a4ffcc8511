// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "burin/optim/transformations.h"
#include "frontend/optim/moments.h"
#include "frontend/optim/rule.h"

/// Rules with a count and averages mu of gradients and nu of their squares.
namespace burin::optim {

using detail::averaged;
using detail::described;

namespace {

/// What all parameters of a step share; computed where it is used.
struct Step {
  Step(double b1, double b2, const Array &count)
      : count(count), first(b1, count), next_first(b1, detail::incremented(count)), second(b2, count),
        b2_power(b2, count), b1(b1) {}
  /// The corrected first moment, or Nesterov's: the one of the next step, as far as it is known.
  Array first_moment(const Array &m, const Array &gradient, bool nesterov) {
    return nesterov ? averaged(b1, first(gradient), next_first(m)) : first(m);
  }
  Array count; ///< of this step, from 1
  detail::BiasCorrection first, next_first, second;
  detail::DecayPower b2_power;
  double b1;
};

/// The update of one parameter; makes m and v the next ones.
using MomentRule = std::function<Array(const Array &gradient, Array &m, Array &v, Step &step)>;

struct MomentOptions {
  double b1, b2;
  std::optional<DType> mu_dtype{};
  double initial = 0;
};

Transformation two_moments(std::string text, const MomentOptions &o, MomentRule rule) {
  return detail::made_of(
      {.text = std::move(text) + detail::described(o.mu_dtype),
       .init =
           [o](const Parameters &parameters) {
             const auto filled = [&](std::optional<DType> dtype) {
               return [&o, dtype](const Array &p) { return full(p.shape(), o.initial, dtype.value_or(p.dtype())); };
             };
             detail::Entries entries{detail::count_entry()};
             detail::append(entries, "", detail::entries_of("mu", parameters, filled(o.mu_dtype)));
             detail::append(entries, "", detail::entries_of("nu", parameters, filled({})));
             return entries;
           },
       .update =
           [o, rule = std::move(rule)](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
             Array &count = state.next();
             const std::span<Array> mu = state.next(updates.size()), nu = state.next(updates.size());
             count = detail::incremented(count);
             Step step(o.b1, o.b2, count);
             for (std::size_t i = 0; i < updates.size(); ++i) {
               Array m = mu[i], v = nu[i];
               updates[i] = rule(updates[i], m, v, step);
               mu[i] = detail::stored(m, mu[i]);
               nu[i] = detail::stored(v, nu[i]);
             }
           }});
}

/// m / (sqrt(v + eps_root) + eps).
Array normalized(const Array &m, const Array &v, double eps_root, double eps) {
  return m / (sqrt(eps_root == 0 ? v : v + eps_root) + eps);
}

double flag(bool value) { return value ? 1 : 0; }

} // namespace

Transformation scale_by_adam(const AdamOptions &o) {
  return two_moments(described("scale_by_adam", {o.b1, o.b2, o.eps, o.eps_root, flag(o.nesterov)}),
                     {.b1 = o.b1, .b2 = o.b2, .mu_dtype = o.mu_dtype},
                     [o](const Array &g, Array &m, Array &v, Step &step) {
                       m = averaged(o.b1, g, m);
                       v = averaged(o.b2, square(g), v);
                       const Array mu_hat = step.first_moment(m, g, o.nesterov);
                       return normalized(mu_hat, step.second(v), o.eps_root, o.eps);
                     });
}

Transformation scale_by_adamax(const AdamaxOptions &o) {
  return two_moments(described("scale_by_adamax", {o.b1, o.b2, o.eps}), {.b1 = o.b1, .b2 = o.b2},
                     [o](const Array &g, Array &m, Array &v, Step &step) {
                       m = averaged(o.b1, g, m);
                       const Array magnitude = abs(g) + o.eps, kept = o.b2 * v;
                       v = maximum(magnitude, kept);
                       return step.first(m) / v;
                     });
}

Transformation scale_by_belief(const BeliefOptions &o) {
  return two_moments(described("scale_by_belief", {o.b1, o.b2, o.eps, o.eps_root, flag(o.nesterov)}),
                     {.b1 = o.b1, .b2 = o.b2}, [o](const Array &g, Array &m, Array &v, Step &step) {
                       m = averaged(o.b1, g, m);
                       v = averaged(o.b2, square(g - m), v) + o.eps_root;
                       const Array mu_hat = step.first_moment(m, g, o.nesterov);
                       return normalized(mu_hat, step.second(v), 0, o.eps);
                     });
}

Transformation scale_by_yogi(const YogiOptions &o) {
  return two_moments(described("scale_by_yogi", {o.b1, o.b2, o.eps, o.eps_root, o.initial_accumulator_value}),
                     {.b1 = o.b1, .b2 = o.b2, .mu_dtype = {}, .initial = o.initial_accumulator_value},
                     [o](const Array &g, Array &m, Array &v, Step &step) {
                       const Array squares = square(g);
                       m = averaged(o.b1, g, m);
                       v = v - (1 - o.b2) * sign(v - squares) * squares;
                       return normalized(step.first(m), step.second(v), o.eps_root, o.eps);
                     });
}

namespace {

/// Liu et al.'s rectification of the variance: whether there is one, and the factor.
std::pair<Array, Array> rectification(const RadamOptions &o, Step &step, DType dtype) {
  const double ro_inf = 2 / (1 - o.b2) - 1;
  const Array power = step.b2_power.as(dtype), count = step.count.astype(dtype);
  const Array ro = ro_inf - 2 * count * power / (1 - power);
  const Array square_of_factor = (ro - 4) * (ro - 2) * ro_inf / ((ro_inf - 4) * (ro_inf - 2) * ro);
  const Array there_is = ro >= o.threshold;
  return {there_is, sqrt(where(there_is, square_of_factor, ones_like(ro)))};
}

} // namespace

Transformation scale_by_radam(const RadamOptions &o) {
  return two_moments(described("scale_by_radam", {o.b1, o.b2, o.eps, o.eps_root, o.threshold, flag(o.nesterov)}),
                     {.b1 = o.b1, .b2 = o.b2}, [o](const Array &g, Array &m, Array &v, Step &step) {
                       m = averaged(o.b1, g, m);
                       v = averaged(o.b2, square(g), v);
                       const Array mu_hat = step.first_moment(m, g, o.nesterov);
                       const Array scaled = normalized(mu_hat, step.second(v), o.eps_root, o.eps);
                       const auto [rectified, factor] = rectification(o, step, detail::correction_dtype(m));
                       return where(rectified, factor.astype(m.dtype()) * scaled, mu_hat);
                     });
}

Transformation scale_by_amsgrad(const AmsgradOptions &o) {
  const std::string text = described(
      "scale_by_amsgrad", {o.b1, o.b2, o.eps, o.eps_root, flag(o.bias_correction_mu), flag(o.bias_correction_nu)});
  return detail::made_of({.text = text + detail::described(o.mu_dtype),
                          .init =
                              [o](const Parameters &p) {
                                detail::Entries entries{detail::count_entry()};
                                detail::append(entries, "", detail::zeros_of("mu", p, o.mu_dtype));
                                detail::append(entries, "", detail::zeros_of("nu", p));
                                detail::append(entries, "", detail::zeros_of("nu_max", p));
                                return entries;
                              },
                          .update =
                              [o](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
                                const std::size_t n = updates.size();
                                Array &count = state.next();
                                const std::span<Array> mu = state.next(n), nu = state.next(n), most = state.next(n);
                                count = detail::incremented(count);
                                Step step(o.b1, o.b2, count);
                                for (std::size_t i = 0; i < n; ++i) {
                                  const Array m = averaged(o.b1, updates[i], mu[i]);
                                  nu[i] = averaged(o.b2, square(updates[i]), nu[i]);
                                  most[i] = maximum(most[i], o.bias_correction_nu ? step.second(nu[i]) : nu[i]);
                                  updates[i] =
                                      normalized(o.bias_correction_mu ? step.first(m) : m, most[i], o.eps_root, o.eps);
                                  mu[i] = detail::stored(m, mu[i]);
                                }
                              }});
}

Transformation scale_by_lion(const ScaleByLionOptions &o) {
  return detail::made_of({.text = described("scale_by_lion", {o.b1, o.b2}) + detail::described(o.mu_dtype),
                          .init =
                              [o](const Parameters &p) {
                                detail::Entries entries{detail::count_entry()};
                                detail::append(entries, "", detail::zeros_of("mu", p, o.mu_dtype));
                                return entries;
                              },
                          .update =
                              [o](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
                                Array &count = state.next();
                                count = detail::incremented(count);
                                for (Array &m : state.next(updates.size())) {
                                  Array &u = updates[0];
                                  const Array next = averaged(o.b2, u, m);
                                  u = sign(averaged(o.b1, u, m));
                                  m = detail::stored(next, m);
                                  updates = updates.subspan(1);
                                }
                              }});
}

} // namespace burin::optim
