// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/transformation.h"

#include <cstdint>
#include <optional>
#include <string>
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

} // namespace burin::optim
