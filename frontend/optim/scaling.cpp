// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "burin/optim/transformations.h"
#include "frontend/optim/norms.h"
#include "frontend/optim/rule.h"

namespace burin::optim {

using detail::described;
using detail::stateless;

Transformation identity() { return detail::made_of({.text = "identity", .init = {}, .update = {}}); }

Transformation set_to_zero() {
  return stateless("set_to_zero", [](const Array &u, const Array &) { return zeros_like(u); });
}

Transformation scale(double factor) {
  return stateless(described("scale", {factor}), [factor](const Array &u, const Array &) { return u * factor; });
}

namespace {

Transformation scale_by_signed_schedule(const Schedule &schedule, int sign) {
  return detail::made_of({.text = described("scale_by_schedule", {double(sign)}) + "(" + schedule.text() + ")",
                          .init = [](const Parameters &) { return detail::Entries{detail::count_entry()}; },
                          .update =
                              [schedule, sign](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
                                Array &count = state.next();
                                const Array value = schedule(count), factor = sign < 0 ? -value : value;
                                for (Array &u : updates)
                                  u = factor.astype(u.dtype()) * u;
                                count = detail::incremented(count);
                              }});
}

} // namespace

Transformation scale_by_schedule(const Schedule &factor) { return scale_by_signed_schedule(factor, 1); }

Transformation scale_by_learning_rate(const Schedule &learning_rate, bool flip_sign) {
  const int sign = flip_sign ? -1 : 1;
  if (const auto rate = learning_rate.constant())
    return scale(sign * *rate);
  return scale_by_signed_schedule(learning_rate, sign);
}

Transformation scale_by_sign() {
  return stateless("scale_by_sign", [](const Array &u, const Array &) { return sign(u); });
}

Transformation scale_by_trust_ratio(const TrustRatioOptions &o) {
  return stateless(described("scale_by_trust_ratio", {o.min_norm, o.trust_coefficient, o.eps}),
                   [o](const Array &u, const Array &p) {
                     const Array of_parameter = detail::norm_at_least(p, o.min_norm);
                     const Array of_update = detail::norm_at_least(u, o.min_norm);
                     const Array ratio = o.trust_coefficient * of_parameter / (of_update + o.eps);
                     const Array parameter_is_zero = of_parameter == 0, update_is_zero = of_update == 0;
                     return u * where(parameter_is_zero | update_is_zero, ones_like(ratio), ratio);
                   });
}

Transformation scale_by_param_block_norm(double min_scale) {
  return stateless(described("scale_by_param_block_norm", {min_scale}),
                   [min_scale](const Array &u, const Array &p) { return u * detail::norm_at_least(p, min_scale); });
}

Transformation scale_by_param_block_rms(double min_scale) {
  return stateless(described("scale_by_param_block_rms", {min_scale}),
                   [min_scale](const Array &u, const Array &p) { return u * detail::rms_at_least(p, min_scale); });
}

Transformation normalize_by_update_norm(double scale_factor, double eps) {
  return detail::made_of({.text = described("normalize_by_update_norm", {scale_factor, eps}),
                          .init = {},
                          .update = [=](std::span<Array> updates, StateArrays &, std::span<const Array>) {
                            if (updates.empty())
                              return;
                            const Array divisor = (detail::norm_of_all(updates) + eps) / scale_factor;
                            for (Array &u : updates)
                              u = u / divisor.astype(u.dtype());
                          }});
}

} // namespace burin::optim
