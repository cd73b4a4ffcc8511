// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "burin/optim/transformations.h"
#include "frontend/optim/moments.h"
#include "frontend/optim/rule.h"

#include <algorithm>
#include <numeric>

/// Rules that divide by averages or sums of squares of gradients.
namespace burin::optim {

using detail::averaged;
using detail::described;
using detail::Slots;

namespace {

detail::Tree filled(std::string name, double value) {
  return {std::move(name), [value](const Array &p) { return full_like(p, value, p.dtype()); }};
}

/// 1 / sqrt(x + eps), or 1 / (sqrt(x) + eps).
Array inverse_root(const Array &x, double eps, bool eps_in_sqrt) {
  return eps_in_sqrt ? rsqrt(x + eps) : 1 / (sqrt(x) + eps);
}

/// Of rmsprop: the average of squares, less the square of the average where that is kept, too.
Transformation by_spread(std::string_view name, const RmsOptions &o, bool centered) {
  const double flags = (o.eps_in_sqrt ? 1 : 0) + (o.bias_correction ? 2 : 0);
  return detail::made_of(
      {.text = described(name, {o.decay, o.eps, o.initial_scale, flags}),
       .init =
           [o, centered](const Parameters &p) {
             detail::Entries entries;
             if (o.bias_correction)
               entries.push_back(detail::count_entry());
             if (centered)
               detail::append(entries, "", detail::zeros_of("mu", p));
             detail::append(entries, "", detail::entries_of("nu", p, filled("", o.initial_scale).first));
             return entries;
           },
       .update =
           [o, centered](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
             Array *count = o.bias_correction ? &state.next() : nullptr;
             if (count)
               *count = detail::incremented(*count);
             detail::BiasCorrection correct(o.decay, count ? *count : Array());
             const auto corrected = [&](const Array &x) { return count ? correct(x) : x; };
             const std::span<Array> mu = state.next(centered ? updates.size() : 0), nu = state.next(updates.size());
             for (std::size_t i = 0; i < updates.size(); ++i) {
               Array &u = updates[i];
               nu[i] = averaged(o.decay, square(u), nu[i]);
               Array spread = corrected(nu[i]);
               if (centered) {
                 mu[i] = averaged(o.decay, u, mu[i]);
                 spread = spread - square(corrected(mu[i]));
               }
               u = inverse_root(spread, o.eps, o.eps_in_sqrt) * u;
             }
           }});
}

} // namespace

Transformation scale_by_rms(const RmsOptions &options) { return by_spread("scale_by_rms", options, false); }
Transformation scale_by_stddev(const RmsOptions &options) { return by_spread("scale_by_stddev", options, true); }

Transformation scale_by_rss(double initial_accumulator_value, double eps) {
  return detail::each_with_state(described("scale_by_rss", {initial_accumulator_value, eps}),
                                 {filled("sum_of_squares", initial_accumulator_value)},
                                 [eps](const Array &u, Slots state) {
                                   Array &squares = *state[0];
                                   squares = square(u) + squares;
                                   return where(squares > 0, rsqrt(squares + eps), zeros_like(squares)) * u;
                                 });
}

Transformation scale_by_adadelta(double rho, double eps) {
  return detail::each_with_state(described("scale_by_adadelta", {rho, eps}), {filled("e_g", 0), filled("e_x", 0)},
                                 [rho, eps](const Array &g, Slots state) {
                                   Array &of_gradients = *state[0], &of_updates = *state[1];
                                   of_gradients = averaged(rho, square(g), of_gradients);
                                   const Array past = sqrt(of_updates + eps), present = sqrt(of_gradients + eps);
                                   const Array update = past / present * g;
                                   of_updates = averaged(rho, square(update), of_updates);
                                   return update;
                                 });
}

namespace {

/// The axes of the largest and of the second largest extent, if both are worth it.
struct FactoredAxes {
  int largest, second;
};
std::optional<FactoredAxes> factored_axes(const Shape &shape, const FactoredRmsOptions &o) {
  if (!o.factored || shape.ndim() < 2)
    return std::nullopt;
  std::vector<int> axes(shape.ndim());
  std::iota(axes.begin(), axes.end(), 0);
  const auto extent = [&](int axis) { return shape[static_cast<std::size_t>(axis)]; };
  std::sort(axes.begin(), axes.end(), [&](int a, int b) { return std::pair(extent(a), a) < std::pair(extent(b), b); });
  const FactoredAxes found{axes[axes.size() - 1], axes[axes.size() - 2]};
  return extent(found.second) < o.min_dim_size_to_factor ? std::nullopt : std::optional(found);
}

Array zeros_without(const Array &p, int axis) {
  Shape shape;
  for (std::size_t i = 0; i < p.ndim(); ++i)
    if (static_cast<int>(i) != axis)
      shape.push_back(p.shape()[i]);
  return zeros(shape, p.dtype());
}

enum class Part { row, column, whole };

detail::Entries factored_entries(std::string_view name, Part part, const Parameters &parameters,
                                 const FactoredRmsOptions &o) {
  return detail::entries_of(name, parameters, [&](const Array &p) {
    const auto axes = factored_axes(p.shape(), o);
    if (!axes)
      return zeros(part == Part::whole ? p.shape() : Shape{1}, p.dtype());
    return part == Part::whole ? zeros({1}, p.dtype())
                               : zeros_without(p, part == Part::row ? axes->largest : axes->second);
  });
}

/// The update of a matrix from the averages of its squares over rows and over columns.
Array factored_update(const Array &g, const Array &squares, FactoredAxes axes, const Array &decay, Array &row,
                      Array &column) {
  const Array over_rows = mean(squares, axes.largest), over_columns = mean(squares, axes.second);
  row = detail::stored(decay * row + (1 - decay) * over_rows, row);
  column = detail::stored(decay * column + (1 - decay) * over_columns, column);
  const int second_in_row = axes.second > axes.largest ? axes.second - 1 : axes.second;
  const Array row_factor = rsqrt(row / mean(row, second_in_row, true)), column_factor = rsqrt(column);
  return g * expand_dims(row_factor, axes.largest) * expand_dims(column_factor, axes.second);
}

} // namespace

Transformation scale_by_factored_rms(const FactoredRmsOptions &o) {
  const std::string text =
      described("scale_by_factored_rms", {o.factored ? 1.0 : 0.0, o.decay_rate, double(o.step_offset),
                                          double(o.min_dim_size_to_factor), o.epsilon});
  return detail::made_of({.text = text,
                          .init =
                              [o](const Parameters &p) {
                                detail::Entries entries{detail::count_entry()};
                                detail::append(entries, "", factored_entries("v_row", Part::row, p, o));
                                detail::append(entries, "", factored_entries("v_col", Part::column, p, o));
                                detail::append(entries, "", factored_entries("v", Part::whole, p, o));
                                return entries;
                              },
                          .update =
                              [o](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
                                const std::size_t n = updates.size();
                                Array &count = state.next();
                                const std::span<Array> rows = state.next(n), columns = state.next(n),
                                                       wholes = state.next(n);
                                const Array decay_of_step =
                                    1 - pow((count - o.step_offset + 1).astype(f32), -o.decay_rate);
                                count = detail::incremented(count);
                                for (std::size_t i = 0; i < n; ++i) {
                                  Array &u = updates[i];
                                  const Array squares = square(u) + o.epsilon, decay = decay_of_step.astype(u.dtype());
                                  if (const auto axes = factored_axes(u.shape(), o)) {
                                    u = factored_update(u, squares, *axes, decay, rows[i], columns[i]);
                                  } else {
                                    wholes[i] = detail::stored(decay * wholes[i] + (1 - decay) * squares, wholes[i]);
                                    u = u * rsqrt(wholes[i]);
                                  }
                                }
                              }});
}

} // namespace burin::optim
