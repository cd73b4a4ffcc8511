// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops.h"
#include "burin/optim/transformations.h"
#include "frontend/optim/moments.h"
#include "frontend/optim/rule.h"

namespace burin::optim {

Transformation trace(double decay, bool nesterov, std::optional<DType> accumulator_dtype) {
  return detail::made_of(
      {.text = detail::described("trace", {decay, nesterov ? 1.0 : 0.0}) + detail::described(accumulator_dtype),
       .init = [accumulator_dtype](const Parameters &p) { return detail::zeros_of("trace", p, accumulator_dtype); },
       .update =
           [=](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
             const std::span<Array> traces = state.next(updates.size());
             for (std::size_t i = 0; i < updates.size(); ++i) {
               const Array next = updates[i] + decay * traces[i];
               updates[i] = nesterov ? updates[i] + decay * next : next;
               traces[i] = detail::stored(next, traces[i]);
             }
           }});
}

Transformation ema(double decay, bool debias, std::optional<DType> accumulator_dtype) {
  return detail::made_of(
      {.text = detail::described("ema", {decay, debias ? 1.0 : 0.0}) + detail::described(accumulator_dtype),
       .init =
           [accumulator_dtype](const Parameters &p) {
             detail::Entries entries{detail::count_entry()};
             detail::append(entries, "", detail::zeros_of("ema", p, accumulator_dtype));
             return entries;
           },
       .update =
           [=](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
             Array &count = state.next();
             const std::span<Array> averages = state.next(updates.size());
             count = detail::incremented(count);
             detail::BiasCorrection corrected(decay, count);
             for (std::size_t i = 0; i < updates.size(); ++i) {
               const Array next = detail::averaged(decay, updates[i], averages[i]);
               updates[i] = debias ? corrected(next) : next;
               averages[i] = detail::stored(next, averages[i]);
             }
           }});
}

} // namespace burin::optim
