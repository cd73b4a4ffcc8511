// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/nn/normalization.h"

#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/promotion.h"
#include "frontend/nn/message.h"

#include <algorithm>
#include <bit>

namespace burin::nn {

namespace {

bool contains(const std::vector<int> &axes, int axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}

Shape with_ones(const Shape &shape, const auto &is_kept) {
  Shape result = shape;
  for (std::size_t axis = 0; axis < shape.ndim(); ++axis)
    if (!is_kept(static_cast<int>(axis)))
      result[axis] = 1;
  return result;
}

Array for_features(const Array &parameter, const Shape &x, const std::vector<int> &feature_axes) {
  return reshape(parameter, with_ones(x, [&](int axis) { return contains(feature_axes, axis); }));
}

/// [..., C] -> [..., groups, C / groups].
Array divided(const Array &x, std::int64_t groups) {
  Shape shape = x.shape();
  const std::int64_t features = shape[shape.ndim() - 1];
  shape[shape.ndim() - 1] = groups;
  shape.push_back(features / groups);
  return reshape(x, shape);
}

/// [..., groups, 1] -> [..., C].
Array joined(const Array &part, std::int64_t features) {
  Shape shape = part.shape();
  const std::size_t last = shape.ndim() - 1;
  shape[last] = features / shape[last - 1];
  Shape whole(std::span<const std::int64_t>(shape.begin(), last));
  whole[last - 1] = features;
  return reshape(broadcast_to(part, shape), whole);
}

Statistics moments(const Array &x, const std::vector<int> &reduced, const Normalization &how, const Array &mask) {
  const Axes axes(reduced);
  const auto average = [&](const Array &v) {
    return mask.is_none() ? mean(v, axes, true) : mean(v, axes, true, {.where = mask});
  };
  if (!how.use_mean)
    return {Array(), average(square(x))};
  const Array mean = average(x);
  if (!how.use_fast_variance)
    return {mean, average(square(x - mean))};
  return {mean, maximum(average(square(x)) - square(mean), 0)};
}

} // namespace

std::vector<int> other_axes(const std::vector<int> &axes, const Array &x) {
  std::vector<int> others;
  for (int axis = 0; axis < static_cast<int>(x.ndim()); ++axis)
    if (!contains(axes, axis))
      others.push_back(axis);
  return others;
}

DType common_dtype(std::initializer_list<const Array *> arrays) {
  DType common = bool_;
  for (const Array *array : arrays)
    if (!array->is_none())
      common = promote_types(common, array->dtype());
  return is_floating(common) ? common : f32;
}

void check_inputs(std::string_view op, const NormalizationInputs &inputs, const std::vector<int> &feature_axes,
                  std::source_location where) {
  std::int64_t features = 1;
  for (const int axis : feature_axes)
    features *= inputs.x.shape()[static_cast<std::size_t>(axis)];
  for (const Array *parameter : {&inputs.scale, &inputs.bias})
    if (!parameter->is_none() && parameter->size() != features)
      throw ShapeError(message(op,
                               "x has other features than the layer; expected " + std::to_string(parameter->size()) +
                                   ", got " + std::to_string(features) + " of " + type_text(inputs.x),
                               where, "Make the layer with the features of x.", "shapeerror"));
  if (!inputs.mask.is_none() && inputs.mask.dtype() != bool_)
    throw DTypeError(message(op, "the mask is not of truth values; expected bool, got " + type_text(inputs.mask), where,
                             "Compare first: mask != 0.", "dtypeerror"));
}

Statistics statistics(const Array &x, const Normalization &how, const Array &mask) {
  const Array wide = x.astype(promote_types(x.dtype(), f32));
  if (how.num_groups == 0)
    return moments(wide, how.reduction_axes, how, mask);
  std::vector<int> axes = how.reduction_axes;
  const auto last = static_cast<int>(x.ndim()) - 1;
  std::erase(axes, last);
  axes.push_back(last + 1);
  const Array parts = mask.is_none() ? Array() : divided(broadcast_to(mask, x.shape()), how.num_groups);
  const Statistics own = moments(divided(wide, how.num_groups), axes, how, parts);
  const std::int64_t features = x.shape()[x.ndim() - 1];
  return {joined(own.mean, features), joined(own.variance, features)};
}

Array normalize(const NormalizationInputs &in, const Statistics &of, const Normalization &how, DType dtype) {
  Array factor = rsqrt(of.variance + how.epsilon);
  if (!in.scale.is_none())
    factor = factor * for_features(in.scale, in.x.shape(), how.feature_axes);
  Array y = (of.mean.is_none() ? in.x : in.x - of.mean) * factor;
  if (!in.bias.is_none())
    y = y + for_features(in.bias, in.x.shape(), how.feature_axes);
  return y.astype(dtype);
}

std::vector<std::int64_t> key_of(const Normalization &how, const NormalizationInputs &in) {
  std::vector<std::int64_t> key{!in.scale.is_none(),
                                !in.bias.is_none(),
                                !in.mask.is_none(),
                                how.use_mean,
                                how.use_fast_variance,
                                how.num_groups,
                                std::bit_cast<std::int64_t>(how.epsilon),
                                static_cast<std::int64_t>(how.reduction_axes.size())};
  key.insert(key.end(), how.reduction_axes.begin(), how.reduction_axes.end());
  key.insert(key.end(), how.feature_axes.begin(), how.feature_axes.end());
  return key;
}

std::vector<const Array *> given(const NormalizationInputs &inputs) {
  std::vector<const Array *> list{&inputs.x};
  for (const Array *array : {&inputs.scale, &inputs.bias, &inputs.mask})
    if (!array->is_none())
      list.push_back(array);
  return list;
}

NormalizationInputs taken(std::span<const Array> operands, const NormalizationInputs &pattern) {
  std::size_t next = 1;
  const auto take = [&](const Array &array) { return array.is_none() ? Array() : operands[next++]; };
  const Array scale = take(pattern.scale), bias = take(pattern.bias), mask = take(pattern.mask);
  return {operands[0], scale, bias, mask};
}

Array normalized(std::string_view op, const NormalizationInputs &inputs, const Normalization &how,
                 std::source_location where) {
  check_inputs(op, inputs, how.feature_axes, where);
  const DType dtype = common_dtype({&inputs.x, &inputs.scale, &inputs.bias});
  return burin::detail::library("nn.normalized", given(inputs), std::span<const std::int64_t>(key_of(how, inputs)),
                                where, [&](std::span<const Array> operands) {
                                  NormalizationInputs in = taken(operands, inputs);
                                  in.x = in.x.astype(dtype);
                                  return normalize(in, statistics(in.x, how, in.mask), how, dtype);
                                });
}

void init_features(std::string_view op, Array &scale, Array *bias, std::int64_t num_features, Rngs &rngs,
                   const FeatureInit &init, std::source_location where) {
  if (num_features < 0)
    throw ShapeError(
        message(op, "the number of features is negative; expected 0 or more, got " + std::to_string(num_features),
                where, "", "shapeerror"));
  if (init.use_scale)
    scale = init.scale(rngs.params(where), {num_features}, init.dtype);
  if (bias && init.use_bias)
    *bias = init.bias(rngs.params(where), {num_features}, init.dtype);
}

} // namespace burin::nn
