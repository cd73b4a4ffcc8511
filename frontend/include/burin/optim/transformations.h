// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/transformation.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

/// What optimizers are made of. Defaults are Optax's; dtypes of state are those of the parameters unless given.
namespace burin::optim {

/// One after the other. State: "[0]...", "[1]...".
Transformation chain(const std::vector<Transformation> &parts);
template <std::same_as<Transformation>... T>
Transformation chain(const Transformation &first, const Transformation &second, const T &...rest) {
  return chain(std::vector<Transformation>{first, second, rest...});
}
Transformation identity();
Transformation set_to_zero();

// Scaling.
Transformation scale(double factor);
Transformation scale_by_schedule(const Schedule &factor); ///< state: count
/// By -learning_rate, unless the sign stays.
Transformation scale_by_learning_rate(const Schedule &learning_rate, bool flip_sign = true);
Transformation scale_by_sign();
struct TrustRatioOptions {
  double min_norm = 0, trust_coefficient = 1, eps = 0;
};
/// Each update by trust_coefficient |parameter| / (|update| + eps), by 1 where a norm is 0: You et al. 2017, 2020.
Transformation scale_by_trust_ratio(const TrustRatioOptions &options = {});
Transformation scale_by_param_block_norm(double min_scale = 1e-3); ///< by the norm of each parameter
Transformation scale_by_param_block_rms(double min_scale = 1e-3);  ///< by the root of the mean square of each parameter
Transformation normalize_by_update_norm(double scale_factor = 1, double eps = 1e-6);

// Averages of gradients.
/// Momentum: t = g + decay t; gives t, or g + decay t with nesterov. State: trace.
Transformation trace(double decay, bool nesterov = false, std::optional<DType> accumulator_dtype = {});
/// Exponential moving average. State: count, ema.
Transformation ema(double decay, bool debias = true, std::optional<DType> accumulator_dtype = {});

// By first and second moments. State: count, mu, nu.
struct AdamOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8, eps_root = 0;
  std::optional<DType> mu_dtype{};
  bool nesterov = false;
};
Transformation scale_by_adam(const AdamOptions &options = {}); ///< Kingma and Ba 2015; nesterov: Dozat 2016
struct AmsgradOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8, eps_root = 0;
  std::optional<DType> mu_dtype{};
  bool bias_correction_mu = true, bias_correction_nu = true;
};
Transformation scale_by_amsgrad(const AmsgradOptions &options = {}); ///< Reddi et al. 2018; state: nu_max, too
struct AdamaxOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8;
};
Transformation scale_by_adamax(const AdamaxOptions &options = {}); ///< Kingma and Ba 2015
struct BeliefOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-16, eps_root = 1e-16;
  bool nesterov = false;
};
Transformation scale_by_belief(const BeliefOptions &options = {}); ///< Zhuang et al. 2020
struct YogiOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-3, eps_root = 0, initial_accumulator_value = 1e-6;
};
Transformation scale_by_yogi(const YogiOptions &options = {}); ///< Zaheer et al. 2018
struct RadamOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8, eps_root = 0, threshold = 5;
  bool nesterov = false;
};
Transformation scale_by_radam(const RadamOptions &options = {}); ///< Liu et al. 2020
struct ScaleByLionOptions {
  double b1 = 0.9, b2 = 0.99;
  std::optional<DType> mu_dtype{};
};
Transformation scale_by_lion(const ScaleByLionOptions &options = {}); ///< Chen et al. 2023; state: count, mu

// By squares of gradients.
struct RmsOptions {
  double decay = 0.9, eps = 1e-8, initial_scale = 0;
  bool eps_in_sqrt = true, bias_correction = false;
};
Transformation scale_by_rms(const RmsOptions &options = {});    ///< Hinton 2012; state: nu, count with bias_correction
Transformation scale_by_stddev(const RmsOptions &options = {}); ///< Graves 2013; state: mu, too
/// Duchi et al. 2011. State: sum_of_squares.
Transformation scale_by_rss(double initial_accumulator_value = 0.1, double eps = 1e-7);
Transformation scale_by_adadelta(double rho = 0.9, double eps = 1e-6); ///< Zeiler 2012; state: e_g, e_x
struct FactoredRmsOptions {
  bool factored = true;
  double decay_rate = 0.8;
  std::int64_t step_offset = 0;
  std::int64_t min_dim_size_to_factor = 128; ///< of the second largest extent
  double epsilon = 1e-30;
};
/// Shazeer and Stern 2018. State: count, v_row, v_col, v; [1] where a parameter has no use for one.
Transformation scale_by_factored_rms(const FactoredRmsOptions &options = {});

// Clipping and cleaning.
Transformation clip(double max_delta); ///< each element to [-max_delta, max_delta]
/// All gradients by max_norm / norm where the norm of all of them is max_norm or more.
Transformation clip_by_global_norm(double max_norm);
Transformation clip_by_block_rms(double threshold); ///< each update to a root mean square of at most threshold
/// Each unit's gradient to a norm of at most clipping times the norm of its parameters: Brock et al. 2021.
/// UnsupportedError for parameters of more than five axes.
Transformation adaptive_grad_clip(double clipping, double eps = 1e-3);
Transformation centralize(); ///< subtracts means over all axes but the first: Yong et al. 2020
Transformation zero_nans();  ///< NaN becomes 0; state: found_nan
/// Cuts updates so that parameters that are not negative stay so.
Transformation keep_params_nonnegative();

/// Adds weight_decay times the parameters that the mask selects. State: count, if weight_decay is a schedule.
Transformation add_decayed_weights(const Schedule &weight_decay = 0.0, const Mask &mask = {});

} // namespace burin::optim
