// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/optim/optimizers.h"
#include "burin/optim/wrappers.h"

namespace burin::optim {

Transformation sgd(const Schedule &learning_rate, double momentum, bool nesterov,
                   std::optional<DType> accumulator_dtype) {
  if (momentum == 0)
    return chain(identity(), scale_by_learning_rate(learning_rate));
  return chain(trace(momentum, nesterov, accumulator_dtype), scale_by_learning_rate(learning_rate));
}

Transformation momentum(const Schedule &learning_rate, double decay, bool nesterov) {
  return sgd(learning_rate, decay, nesterov);
}

Transformation sign_sgd(const Schedule &learning_rate) {
  return chain(scale_by_sign(), scale_by_learning_rate(learning_rate));
}

Transformation signum(const Schedule &learning_rate, double beta) {
  return chain(ema(beta, false), scale_by_sign(), scale_by_learning_rate(learning_rate));
}

Transformation adam(const Schedule &learning_rate, const AdamOptions &options) {
  return chain(scale_by_adam(options), scale_by_learning_rate(learning_rate));
}

Transformation nadam(const Schedule &learning_rate, AdamOptions options) {
  options.nesterov = true;
  return adam(learning_rate, options);
}

Transformation adamw(const Schedule &learning_rate, const AdamWOptions &o) {
  return chain(scale_by_adam({.b1 = o.b1,
                              .b2 = o.b2,
                              .eps = o.eps,
                              .eps_root = o.eps_root,
                              .mu_dtype = o.mu_dtype,
                              .nesterov = o.nesterov}),
               add_decayed_weights(o.weight_decay, o.mask), scale_by_learning_rate(learning_rate));
}

Transformation nadamw(const Schedule &learning_rate, AdamWOptions options) {
  options.nesterov = true;
  return adamw(learning_rate, options);
}

Transformation adamax(const Schedule &learning_rate, const AdamaxOptions &options) {
  return chain(scale_by_adamax(options), scale_by_learning_rate(learning_rate));
}

Transformation adamaxw(const Schedule &learning_rate, const AdamaxWOptions &o) {
  return chain(scale_by_adamax({.b1 = o.b1, .b2 = o.b2, .eps = o.eps}), add_decayed_weights(o.weight_decay, o.mask),
               scale_by_learning_rate(learning_rate));
}

Transformation amsgrad(const Schedule &learning_rate, const AmsgradOptions &options) {
  return chain(scale_by_amsgrad(options), scale_by_learning_rate(learning_rate));
}

Transformation adabelief(const Schedule &learning_rate, const BeliefOptions &options) {
  return chain(scale_by_belief(options), scale_by_learning_rate(learning_rate));
}

Transformation yogi(const Schedule &learning_rate, const YogiOptions &options) {
  return chain(scale_by_yogi(options), scale_by_learning_rate(learning_rate));
}

Transformation radam(const Schedule &learning_rate, const RadamOptions &options) {
  return chain(scale_by_radam(options), scale_by_learning_rate(learning_rate));
}

Transformation lion(const Schedule &learning_rate, const LionOptions &o) {
  return chain(scale_by_lion({.b1 = o.b1, .b2 = o.b2, .mu_dtype = o.mu_dtype}),
               add_decayed_weights(o.weight_decay, o.mask), scale_by_learning_rate(learning_rate));
}

Transformation lamb(const Schedule &learning_rate, const LambOptions &o) {
  return chain(scale_by_adam({.b1 = o.b1, .b2 = o.b2, .eps = o.eps, .eps_root = o.eps_root}),
               add_decayed_weights(o.weight_decay, o.mask), scale_by_trust_ratio(),
               scale_by_learning_rate(learning_rate));
}

Transformation lars(const Schedule &learning_rate, const LarsOptions &o) {
  const Transformation ratio = scale_by_trust_ratio({.trust_coefficient = o.trust_coefficient, .eps = o.eps});
  return chain(add_decayed_weights(o.weight_decay, o.weight_decay_mask), masked(ratio, o.trust_ratio_mask),
               scale_by_learning_rate(learning_rate), trace(o.momentum, o.nesterov));
}

Transformation rmsprop(const Schedule &learning_rate, const RmspropOptions &o) {
  const RmsOptions rms{.decay = o.decay,
                       .eps = o.eps,
                       .initial_scale = o.initial_scale,
                       .eps_in_sqrt = o.eps_in_sqrt,
                       .bias_correction = o.bias_correction};
  return chain(o.centered ? scale_by_stddev(rms) : scale_by_rms(rms), scale_by_learning_rate(learning_rate),
               o.momentum ? trace(*o.momentum, o.nesterov) : identity());
}

Transformation adagrad(const Schedule &learning_rate, const AdagradOptions &o) {
  return chain(scale_by_rss(o.initial_accumulator_value, o.eps), scale_by_learning_rate(learning_rate));
}

Transformation adadelta(const Schedule &learning_rate, const AdadeltaOptions &o) {
  return chain(add_decayed_weights(o.weight_decay, o.weight_decay_mask), scale_by_adadelta(o.rho, o.eps),
               scale_by_learning_rate(learning_rate));
}

Transformation adafactor(const std::optional<Schedule> &learning_rate, const AdafactorOptions &o) {
  std::vector<Transformation> parts{scale_by_factored_rms({.factored = o.factored,
                                                           .decay_rate = o.decay_rate,
                                                           .step_offset = o.decay_offset,
                                                           .min_dim_size_to_factor = o.min_dim_size_to_factor,
                                                           .epsilon = o.eps})};
  if (o.clipping_threshold)
    parts.push_back(clip_by_block_rms(*o.clipping_threshold));
  if (learning_rate)
    parts.push_back(scale_by_learning_rate(*learning_rate, false));
  if (o.multiply_by_parameter_scale)
    parts.push_back(scale_by_param_block_rms());
  if (o.momentum)
    parts.push_back(ema(*o.momentum, false, o.dtype_momentum));
  if (o.weight_decay_rate)
    parts.push_back(add_decayed_weights(*o.weight_decay_rate, o.weight_decay_mask));
  parts.push_back(scale(-1));
  return chain(parts);
}

} // namespace burin::optim
