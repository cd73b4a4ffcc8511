// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/optim/transformations.h"
#include "frontend/nn/message.h"
#include "frontend/optim/norms.h"
#include "frontend/optim/rule.h"

/// Rules that bound gradients, or clean them.
namespace burin::optim {

using detail::described;
using detail::stateless;

Transformation clip(double max_delta) {
  return stateless(described("clip", {max_delta}),
                   [max_delta](const Array &u, const Array &) { return burin::clip(u, -max_delta, max_delta); });
}

Transformation clip_by_global_norm(double max_norm) {
  return detail::made_of({.text = described("clip_by_global_norm", {max_norm}),
                          .init = {},
                          .update = [max_norm](std::span<Array> updates, StateArrays &, std::span<const Array>) {
                            if (updates.empty())
                              return;
                            const Array norm = detail::norm_of_all(updates);
                            const Array within = norm < max_norm; // select, so that a norm of 0 gives no NaN
                            for (Array &u : updates)
                              u = where(within, u, (u / norm.astype(u.dtype())) * max_norm);
                          }});
}

Transformation clip_by_block_rms(double threshold) {
  return stateless(described("clip_by_block_rms", {threshold}), [threshold](const Array &u, const Array &) {
    return u / maximum(1, sqrt(mean(square(u))) / threshold);
  });
}

namespace {

/// Norms of the units of a parameter: its last axis, but for vectors and scalars, which are one unit.
Array unitwise_norm(const Array &x) {
  const auto longer_than_one = std::count_if(x.shape().begin(), x.shape().end(), [](auto e) { return e != 1; });
  if (longer_than_one <= 1)
    return sqrt(sum(square(x), {}, true));
  switch (x.ndim()) {
  case 2:
  case 3: return sqrt(sum(square(x), 0, true));
  case 4: return sqrt(sum(square(x), {0, 1, 2}, true));
  case 5: return sqrt(sum(square(x), {0, 1, 2, 3}, true));
  default:
    throw UnsupportedError(
        nn::message("optim.adaptive_grad_clip",
                    "a parameter has too many axes to say what a unit is; expected at most 5, got " + nn::type_text(x),
                    {}, "Leave it out with optim::masked.", "unsupportederror"));
  }
}

} // namespace

Transformation adaptive_grad_clip(double clipping, double eps) {
  return stateless(described("adaptive_grad_clip", {clipping, eps}), [=](const Array &u, const Array &p) {
    const Array norm = unitwise_norm(u), most = clipping * maximum(unitwise_norm(p), eps);
    return where(norm < most, u, u * (most / maximum(norm, 1e-6)));
  });
}

Transformation centralize() {
  return stateless("centralize", [](const Array &u, const Array &) {
    if (u.ndim() < 2)
      return u;
    std::vector<int> axes;
    for (int axis = 1; axis < static_cast<int>(u.ndim()); ++axis)
      axes.push_back(axis);
    return u - mean(u, Axes(axes), true);
  });
}

Transformation zero_nans() {
  return detail::each_with_state("zero_nans", {{"found_nan", [](const Array &) { return Array::of(false); }}},
                                 [](const Array &u, detail::Slots state) {
                                   const Array nan = isnan(u);
                                   *state[0] = any(nan);
                                   return where(nan, zeros_like(u), u);
                                 });
}

Transformation keep_params_nonnegative() {
  return stateless("keep_params_nonnegative", [](const Array &u, const Array &p) { return where(p + u < 0, -p, u); });
}

} // namespace burin::optim
