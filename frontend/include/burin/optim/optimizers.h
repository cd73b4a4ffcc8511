// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/transformations.h"

#include <cstdint>
#include <optional>

/// Optax's optimizers: names, defaults, and the order of their parts. A learning rate is a number or a schedule.
namespace burin::optim {

Transformation sgd(const Schedule &learning_rate, double momentum = 0, bool nesterov = false,
                   std::optional<DType> accumulator_dtype = {});
Transformation momentum(const Schedule &learning_rate, double decay = 0.9, bool nesterov = false);
Transformation sign_sgd(const Schedule &learning_rate);
Transformation signum(const Schedule &learning_rate, double beta = 0.9);

Transformation adam(const Schedule &learning_rate, const AdamOptions &options = {});
Transformation nadam(const Schedule &learning_rate, AdamOptions options = {});
struct AdamWOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8, eps_root = 0;
  std::optional<DType> mu_dtype{};
  Schedule weight_decay = 1e-4; ///< is multiplied with the learning rate
  Mask mask{};                  ///< which parameters decay
  bool nesterov = false;
};
Transformation adamw(const Schedule &learning_rate, const AdamWOptions &options = {}); ///< Loshchilov and Hutter 2019
Transformation nadamw(const Schedule &learning_rate, AdamWOptions options = {});
Transformation adamax(const Schedule &learning_rate, const AdamaxOptions &options = {});
struct AdamaxWOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8;
  Schedule weight_decay = 1e-4;
  Mask mask{};
};
Transformation adamaxw(const Schedule &learning_rate, const AdamaxWOptions &options = {});
Transformation amsgrad(const Schedule &learning_rate, const AmsgradOptions &options = {});
Transformation adabelief(const Schedule &learning_rate, const BeliefOptions &options = {});
Transformation yogi(const Schedule &learning_rate, const YogiOptions &options = {});
Transformation radam(const Schedule &learning_rate, const RadamOptions &options = {});

struct LionOptions {
  double b1 = 0.9, b2 = 0.99;
  std::optional<DType> mu_dtype{};
  Schedule weight_decay = 1e-3;
  Mask mask{};
};
Transformation lion(const Schedule &learning_rate, const LionOptions &options = {});
struct LambOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-6, eps_root = 0;
  Schedule weight_decay = 0.0;
  Mask mask{};
};
Transformation lamb(const Schedule &learning_rate, const LambOptions &options = {}); ///< You et al. 2020
struct LarsOptions {
  Schedule weight_decay = 0.0;
  Mask weight_decay_mask{};
  double trust_coefficient = 1e-3, eps = 0;
  Mask trust_ratio_mask{};
  double momentum = 0.9;
  bool nesterov = false;
};
Transformation lars(const Schedule &learning_rate, const LarsOptions &options = {}); ///< You et al. 2017

struct RmspropOptions {
  double decay = 0.9, eps = 1e-8, initial_scale = 0;
  bool eps_in_sqrt = true, centered = false;
  std::optional<double> momentum{};
  bool nesterov = false, bias_correction = false;
};
Transformation rmsprop(const Schedule &learning_rate, const RmspropOptions &options = {});
struct AdagradOptions {
  double initial_accumulator_value = 0.1, eps = 1e-7;
};
Transformation adagrad(const Schedule &learning_rate, const AdagradOptions &options = {});
struct AdadeltaOptions {
  double rho = 0.9, eps = 1e-6;
  Schedule weight_decay = 0.0;
  Mask weight_decay_mask{};
};
Transformation adadelta(const Schedule &learning_rate, const AdadeltaOptions &options = {});
struct AdafactorOptions {
  std::int64_t min_dim_size_to_factor = 128;
  double decay_rate = 0.8;
  std::int64_t decay_offset = 0;
  bool multiply_by_parameter_scale = true;
  std::optional<double> clipping_threshold = 1.0, momentum{};
  DType dtype_momentum = f32;
  std::optional<Schedule> weight_decay_rate{};
  double eps = 1e-30;
  bool factored = true;
  Mask weight_decay_mask{};
};
/// Without a learning rate the updates have the size of the parameters alone.
Transformation adafactor(const std::optional<Schedule> &learning_rate = {}, const AdafactorOptions &options = {});

} // namespace burin::optim
