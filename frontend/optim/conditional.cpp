// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "burin/optim/wrappers.h"
#include "frontend/optim/rule.h"

/// Transformations that do not update in every step.
namespace burin::optim {

namespace {

/// An inner transformation that runs, and whose results count only where `chosen` is true: the rest of the state.
void update_where(const Array &chosen, const Transformation &inner, std::span<Array> updates, StateArrays &state,
                  std::span<const Array> parameters) {
  const std::vector<Array> before(state.rest().begin(), state.rest().end());
  const std::span<Array> all = state.rest();
  inner.rule().update(updates, state, parameters);
  const std::size_t used = all.size() - state.rest().size();
  detail::select(chosen, all.first(used), std::span(before).first(used));
  for (Array &u : updates)
    u = where(chosen, u, zeros_like(u));
}

DType accumulator(const Array &parameter, const MultiStepsOptions &o) {
  return o.accumulator_dtype.value_or(parameter.dtype() == f64 ? f64 : f32);
}

} // namespace

Transformation multi_steps(const Transformation &inner, const Schedule &every_k, const MultiStepsOptions &o) {
  const std::string text = detail::described("multi_steps", {o.use_grad_mean ? 1.0 : 0.0}) +
                           detail::described(o.accumulator_dtype) + "(" + every_k.text() + ";" + inner.rule().text() +
                           ")";
  return detail::made_of(
      {.text = text,
       .init =
           [inner, o](const Parameters &parameters) {
             detail::Entries entries{detail::count_entry("mini_step"), detail::count_entry("gradient_step")};
             detail::append(entries, "", detail::entries_of("acc_grads", parameters, [&](const Array &p) {
                              return zeros(p.shape(), accumulator(p, o));
                            }));
             detail::append(entries, "inner_opt_state", inner.rule().init(parameters));
             return entries;
           },
       .update =
           [inner, every_k, o](std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) {
             Array &mini_step = state.next(), &gradient_step = state.next();
             const std::span<Array> sums = state.next(updates.size());
             const Array k = every_k(gradient_step).astype(i32), last = mini_step == k - 1, nth = mini_step + 1;
             for (std::size_t i = 0; i < updates.size(); ++i) {
               const Array more = o.use_grad_mean ? (updates[i] - sums[i]) / nth.astype(sums[i].dtype()) : updates[i];
               const Array total = detail::stored(sums[i] + more, sums[i]);
               updates[i] = detail::stored(total, updates[i]);
               sums[i] = where(last, zeros_like(total), total);
             }
             update_where(last, inner, updates, state, parameters);
             mini_step = nth % k;
             gradient_step = where(last, detail::incremented(gradient_step), gradient_step);
           },
       .bound = [inner, every_k, o](const Parameters &p) { return multi_steps(inner.bound(p), every_k, o); }});
}

Transformation apply_if_finite(const Transformation &inner, std::int64_t max_consecutive_errors) {
  const std::string text =
      detail::described("apply_if_finite", {double(max_consecutive_errors)}) + "(" + inner.rule().text() + ")";
  return detail::made_of(
      {.text = text,
       .init =
           [inner](const Parameters &parameters) {
             detail::Entries entries{detail::count_entry("notfinite_count"),
                                     detail::entry("last_finite", Array::of(true)),
                                     detail::count_entry("total_notfinite")};
             detail::append(entries, "inner_state", inner.rule().init(parameters));
             return entries;
           },
       .update =
           [=](std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) {
             Array &in_a_row = state.next(), &last_finite = state.next(), &total = state.next();
             Array finite = Array::of(true);
             for (const Array &u : updates)
               finite = finite & all(isfinite(u));
             in_a_row = where(finite, zeros_like(in_a_row), detail::incremented(in_a_row));
             total = where(finite, total, detail::incremented(total));
             last_finite = finite;
             update_where(finite | (in_a_row > max_consecutive_errors), inner, updates, state, parameters);
           },
       .bound = [=](const Parameters &p) { return apply_if_finite(inner.bound(p), max_consecutive_errors); }});
}

} // namespace burin::optim
