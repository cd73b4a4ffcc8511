// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/indexing.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"
#include "frontend/random/draw.h"

#include <cmath>
#include <limits>
#include <string>

namespace burin::random {
namespace {

/// Sorted by random words, so often that equal words are improbable.
Array shuffled(Array key, Array x, int axis) {
  constexpr double exponent = 3;
  const double size = std::max<double>(1, static_cast<double>(x.size()));
  const double rounds = std::ceil(exponent * std::log(size) / std::log(std::numeric_limits<std::uint32_t>::max()));
  for (int i = 0; i < static_cast<int>(rounds); ++i) {
    const KeyPair keys = split_in_two(key);
    key = keys.first;
    x = lax::sort({threefry_bits(keys.second, x.shape()), x}, axis)[1];
  }
  return x;
}

Array permuted(const Array &key, const Array &x, int axis, bool independent) {
  if (independent || x.ndim() == 1)
    return shuffled(key, x, axis);
  return take(x, shuffled(key, arange(x.shape()[static_cast<std::size_t>(axis)]), 0), axis);
}

int checked_axis(std::string_view op, const Array &x, int axis, std::source_location where) {
  const int ndim = static_cast<int>(x.ndim()), at = axis < 0 ? axis + ndim : axis;
  if (at < 0 || at >= ndim)
    throw ShapeError(nn::message(op,
                                 "axis " + std::to_string(axis) + " does not exist; expected an axis of shape " +
                                     x.shape().str() + ", got " + std::to_string(axis),
                                 where, "Of a number n, the numbers below n are meant: permutation(key, n).",
                                 "shapeerror"));
  return at;
}

[[noreturn]] void throw_sample(const std::string &problem, std::int64_t expected, std::int64_t got,
                               std::source_location where) {
  throw ShapeError(nn::message("random.choice",
                               problem + "; expected " + std::to_string(expected) + ", got " + std::to_string(got),
                               where, "Without replacement there are no more draws than entries.", "shapeerror"));
}

void check_sample(std::int64_t entries, std::int64_t draws, const ChoiceOptions &options, std::source_location where) {
  if (draws > 0 && entries == 0)
    throw_sample("there is nothing to choose from", 1, 0, where);
  if (!options.replace && draws > entries)
    throw_sample("the sample is larger than what it is chosen from", entries, draws, where);
  if (!options.p.is_none() && !(options.p.shape() == Shape{entries}))
    throw_sample("there are not as many probabilities as entries", entries, options.p.size(), where);
}

Shape chosen_shape(const Array &x, int axis, const Shape &shape) {
  Shape result;
  for (int i = 0; i < static_cast<int>(x.ndim()); ++i)
    if (i != axis)
      result.push_back(x.shape()[static_cast<std::size_t>(i)]);
    else
      for (std::int64_t extent : shape)
        result.push_back(extent);
  return result;
}

/// The numbers of the chosen entries.
Array chosen(const Array &key, std::int64_t entries, const Shape &shape, bool replace, const Array &p) {
  const std::int64_t draws = shape.num_elements();
  if (p.is_none() && replace)
    return randint(key, shape, 0, entries);
  if (p.is_none())
    return reshape(shuffled(key, arange(entries), 0)[slice(draws)], shape);
  const DType dtype = is_floating(p.dtype()) ? p.dtype() : f32;
  const Array weights = p.astype(dtype);
  if (!replace)
    return reshape(lax::top_k(gumbel_numbers(key, {entries}, dtype) + log(weights), draws).second, shape);
  const Array sums = cumsum(weights);
  return searchsorted(sums, sums[-1] * (1 - uniform01(key, shape, dtype))).astype(i32);
}

} // namespace

Array distinct_classes(const Array &key, const Array &logits, int axis, const Shape &shape, std::int64_t count) {
  const Array noisy = moveaxis(logits + gumbel_numbers(key, logits.shape(), logits.dtype()), axis, -1);
  return reshape(moveaxis(lax::top_k(noisy, count).second, -1, 0), shape);
}

Array permutation(const Array &key, std::int64_t count, std::source_location where) {
  return permutation(key, arange(count), 0, false, where);
}

Array permutation(const Array &key, const Array &x, int axis, bool independent, std::source_location where) {
  const int at = checked_axis("random.permutation", x, axis, where);
  return draw("random.permutation", key, {&x}, Shape{at, independent}, x.dtype(), where,
              [&](std::span<const Array> in) { return permuted(in[0], in[1], at, independent); });
}

Array choice(const Array &key, std::int64_t count, const Shape &shape, const ChoiceOptions &options,
             std::source_location where) {
  return choice(key, arange(count), shape, options, where);
}

Array choice(const Array &key, const Array &x, const Shape &shape, const ChoiceOptions &options,
             std::source_location where) {
  const int axis = checked_axis("random.choice", x, options.axis, where);
  const std::int64_t entries = x.shape()[static_cast<std::size_t>(axis)];
  check_sample(entries, shape.num_elements(), options, where);
  if (shape.num_elements() == 0)
    return zeros(chosen_shape(x, axis, shape), x.dtype(), where);
  Shape program = shape;
  program.push_back(axis);
  program.push_back(options.replace);
  const auto body = [&](std::span<const Array> in) {
    return take(in[1], chosen(in[0], entries, shape, options.replace, in.size() > 2 ? in[2] : Array()), axis);
  };
  if (options.p.is_none())
    return draw("random.choice", key, {&x}, program, x.dtype(), where, body);
  return draw("random.choice", key, {&x, &options.p}, program, x.dtype(), where, body);
}

} // namespace burin::random
