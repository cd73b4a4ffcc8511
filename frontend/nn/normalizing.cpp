// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/detail/finite_max.h"
#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/nn/activations.h"
#include "frontend/nn/attributes.h"

#include <bit>
#include <initializer_list>
#include <limits>

namespace burin::nn {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Attributes attributes_of(const Axes &axes, std::initializer_list<std::int64_t> more) {
  Attributes attributes;
  for (std::int64_t number : more)
    attributes.number(number);
  return attributes.axes(axes);
}

Array softmax_of(const Array &x, const Axes &axes) {
  const Array unnormalized = exp(x - burin::detail::finite_max(x, axes));
  return unnormalized / sum(unnormalized, axes, true);
}

Array log_softmax_of(const Array &x, const Axes &axes) {
  const Array shifted = x - burin::detail::finite_max(x, axes);
  return shifted - log(sum(exp(shifted), axes, true));
}

/// With a mask: of x where it is true, and -infinity elsewhere, whose exponential is 0.
Array normalized(std::string_view name, const In &x, const Axes &axes, const Array &mask,
                 Array (*of)(const Array &, const Axes &), double outside) {
  const Array operand = x.array();
  const Attributes attributes = attributes_of(axes, {!mask.is_none()});
  if (mask.is_none())
    return burin::detail::library(name, {&operand}, attributes.span(), x.where(),
                                  [&](std::span<const Array> in) { return of(in[0], axes); });
  return burin::detail::library(name, {&operand, &mask}, attributes.span(), x.where(), [&](std::span<const Array> in) {
    return where(in[1], of(where(in[1], in[0], -infinity), axes), outside);
  });
}

struct Moments {
  Array mean, variance;
};

/// `in`: x, then the options that are given.
Moments moments_of(std::span<const Array> in, const Axes &axes, const StandardizeOptions &options) {
  std::size_t next = 1;
  const auto take = [&](const Array &option) { return option.is_none() ? Array() : in[next++]; };
  const Array given_mean = take(options.mean), given_variance = take(options.variance), mask = take(options.where);
  const auto average = [&](const Array &v) {
    return mask.is_none() ? burin::mean(v, axes, true) : burin::mean(v, axes, true, {.where = mask});
  };
  const Array mean = given_mean.is_none() ? average(in[0]) : given_mean;
  return {mean, given_variance.is_none() ? maximum(average(square(in[0])) - square(mean), 0) : given_variance};
}

} // namespace

Array softmax(const In &x, const Axes &axes, const Array &where) {
  return normalized("nn.softmax", x, axes, where, softmax_of, 0);
}

Array log_softmax(const In &x, const Axes &axes, const Array &where) {
  return normalized("nn.log_softmax", x, axes, where, log_softmax_of, -infinity);
}

Array logmeanexp(const In &x, const Axes &axes, bool keepdims, const Array &where) {
  const Array mask = where.is_none() ? burin::ones_like(x, bool_) : where;
  const Array operand = x.array();
  return burin::detail::library("nn.logmeanexp", {&operand, &mask}, attributes_of(axes, {keepdims}).span(), x.where(),
                                [&](std::span<const Array> in) {
                                  const Array total = burin::logsumexp(in[0], axes, keepdims, {.where = in[1]});
                                  const Array chosen = broadcast_to(in[1], in[0].shape());
                                  return total - log(sum(chosen, axes, keepdims).astype(total.dtype()));
                                });
}

Array standardize(const In &x, const Axes &axes, const StandardizeOptions &options) {
  std::vector<const Array *> operands;
  const Array operand = x.array();
  for (const Array *array : {&operand, &options.mean, &options.variance, &options.where})
    if (!array->is_none())
      operands.push_back(array);
  const Attributes attributes =
      attributes_of(axes, {!options.mean.is_none(), !options.variance.is_none(), !options.where.is_none(),
                           std::bit_cast<std::int64_t>(options.epsilon)});
  return burin::detail::library("nn.standardize", operands, attributes.span(), x.where(),
                                [&](std::span<const Array> in) {
                                  const Moments moments = moments_of(in, axes, options);
                                  return (in[0] - moments.mean) * rsqrt(moments.variance + options.epsilon);
                                });
}

Array glu(const In &x, int axis) {
  const Array operand = x.array();
  return burin::detail::library("nn.glu", {&operand}, {axis}, x.where(), [&](std::span<const Array> in) {
    const std::vector<Array> halves = split(in[0], 2, axis);
    return halves[0] * sigmoid(halves[1]);
  });
}

} // namespace burin::nn
