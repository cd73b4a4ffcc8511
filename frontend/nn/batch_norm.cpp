// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/batch_norm.h"

#include "burin/create.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/library_arrays.h"
#include "frontend/nn/message.h"
#include "frontend/nn/normalization.h"

#include <array>
#include <bit>

namespace burin::nn {

namespace {

constexpr std::string_view op = "nn.BatchNorm";

Normalization normalization_of(const BatchNorm &layer, const Array &x, std::source_location where) {
  const std::vector<int> features = axes_from_front(op, layer.axis, x, where);
  return {.reduction_axes = other_axes(features, x),
          .feature_axes = features,
          .epsilon = layer.epsilon,
          .use_fast_variance = layer.use_fast_variance};
}

/// What a call of a layer computes with. The running statistics count for the dtype, as in flax.
struct Call {
  Call(const BatchNorm &layer, const Array &x, const Array &mask, std::source_location where)
      : layer(layer), inputs{x, layer.scale, layer.bias, mask}, how(normalization_of(layer, x, where)),
        dtype(common_dtype({&x, &layer.scale, &layer.bias, &layer.mean, &layer.var})), where(where) {
    check_inputs(op, inputs, how.feature_axes, where);
    check_inputs(op, {x, layer.mean, layer.var, Array()}, how.feature_axes, where);
  }

  /// Inputs that are given, then the running statistics.
  std::vector<const Array *> operands() const {
    std::vector<const Array *> list = given(inputs);
    list.push_back(&layer.mean);
    list.push_back(&layer.var);
    return list;
  }
  std::vector<std::int64_t> key() const {
    std::vector<std::int64_t> words = key_of(how, inputs);
    words.push_back(std::bit_cast<std::int64_t>(layer.momentum));
    return words;
  }
  NormalizationInputs inputs_in(std::span<const Array> operands) const {
    NormalizationInputs in = taken(operands, inputs);
    in.x = in.x.astype(dtype);
    return in;
  }

  const BatchNorm &layer;
  NormalizationInputs inputs;
  Normalization how;
  DType dtype;
  std::source_location where;
};

/// The next value of a running statistic, of its dtype and shape. Nothing is differentiated through it.
Array moved(const Array &old, const Array &now, double momentum) {
  const Array next = momentum * old + (1 - momentum) * reshape(now, old.shape());
  return stop_gradient(next.astype(old.dtype()));
}

/// y, mean, var.
std::array<Array, 3> train(const Call &call, std::span<const Array> operands) {
  const NormalizationInputs in = call.inputs_in(operands);
  const Statistics batch = statistics(in.x, call.how, in.mask);
  const Array &mean = operands[operands.size() - 2], &var = operands.back();
  return {normalize(in, batch, call.how, call.dtype), moved(mean, batch.mean, call.layer.momentum),
          moved(var, batch.variance, call.layer.momentum)};
}

std::array<Array, 3> trained(const Call &call) {
  const std::vector<const Array *> operands = call.operands();
  const std::vector<std::int64_t> key = call.key();
  return library_arrays<3>({"nn.batch_norm.train", key, operands, call.where},
                           [&](std::span<const Array> in) { return train(call, in); });
}

Array evaluated(const Call &call) {
  return burin::detail::library(
      "nn.batch_norm.evaluate", call.operands(), call.key(), call.where, [&](std::span<const Array> operands) {
        const NormalizationInputs in = call.inputs_in(operands);
        Shape shape = in.x.shape();
        for (const int axis : call.how.reduction_axes)
          shape[static_cast<std::size_t>(axis)] = 1;
        const auto running = [&](const Array &stat) { return reshape(stat.astype(call.dtype), shape); };
        return normalize(in, {running(operands[operands.size() - 2]), running(operands.back())}, call.how, call.dtype);
      });
}

Array call_const(const BatchNorm &layer, const In &x, bool use_running_average, const Array &mask) {
  if (!use_running_average)
    throw Error(message(op,
                        "a const layer cannot update its statistics in training; expected a variable, got a const "
                        "nn::BatchNorm",
                        x.where(), "Take the model as Model &, or evaluate inference_mode(model).", "error"));
  const Array input = x.array();
  return burin::detail::call_module(layer, [&] { return evaluated(Call(layer, input, mask, x.where())); }, input);
}

} // namespace

BatchNorm::BatchNorm(std::int64_t num_features, Rngs &rngs, const BatchNormOptions &o, std::source_location where)
    : axis(o.axis), momentum(o.momentum), epsilon(o.epsilon), use_fast_variance(o.use_fast_variance),
      inference(o.inference) {
  init_features(op, scale, &bias, num_features, rngs, {o.use_scale, o.use_bias, o.scale_init, o.bias_init, o.dtype},
                where);
  mean = zeros({num_features});
  var = ones({num_features});
}

Array BatchNorm::operator()(const In &x, bool use_running_average, const Array &mask) {
  if (use_running_average)
    return call_const(*this, x, true, mask);
  const Array input = x.array();
  return burin::detail::call_module(
      *this,
      [&] {
        const std::array<Array, 3> results = trained(Call(*this, input, mask, x.where()));
        mean = results[1];
        var = results[2];
        return results[0];
      },
      input);
}

Array BatchNorm::operator()(const In &x, bool use_running_average, const Array &mask) const {
  return call_const(*this, x, use_running_average, mask);
}

Array BatchNorm::operator()(const In &x, const Array &mask) { return (*this)(x, inference, mask); }
Array BatchNorm::operator()(const In &x, const Array &mask) const { return (*this)(x, inference, mask); }

} // namespace burin::nn
