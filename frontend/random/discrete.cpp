// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"
#include "frontend/random/draw.h"

#include <limits>
#include <string>

namespace burin::random {
namespace {

struct Range {
  std::int64_t least;
  std::uint64_t greatest;
};

template <class T> constexpr Range range() {
  return {static_cast<std::int64_t>(std::numeric_limits<T>::min()),
          static_cast<std::uint64_t>(std::numeric_limits<T>::max())};
}

Range range_of(DType dtype) {
  switch (dtype) {
  case DType::i8: return range<std::int8_t>();
  case DType::i16: return range<std::int16_t>();
  case DType::i32: return range<std::int32_t>();
  case DType::i64: return range<std::int64_t>();
  case DType::u8: return range<std::uint8_t>();
  case DType::u16: return range<std::uint16_t>();
  case DType::u32: return range<std::uint32_t>();
  default: return range<std::uint64_t>();
  }
}

DType unsigned_of(DType dtype) { return size_of(dtype) == 8 ? u64 : u32; }

/// A bound in the widest type of its sign.
Array wide(const In &bound) {
  if (!bound.is_number())
    return bound.array_ref().astype(is_unsigned(bound.array_ref().dtype()) ? u64 : i64);
  if (bound.number().kind == burin::detail::Scalar::Kind::unsigned_integer)
    return Array::of(bound.number().unsigned_integer);
  return Array::of(bound.number().as<std::int64_t>());
}

Array constant(std::uint64_t value, DType dtype) { return full({}, value, dtype); }

/// A bound (i64 or u64) cut to what the dtype holds, and to `over` more at the upper end.
Array cut(const Array &bound, DType dtype, std::uint64_t over = 0) {
  const Range range = range_of(dtype);
  const bool is_unsigned_bound = bound.dtype() == u64;
  Array low = is_unsigned_bound ? constant(0, u64) : full({}, range.least, i64);
  const std::uint64_t own_greatest = range_of(bound.dtype()).greatest;
  const std::uint64_t top = range.greatest >= own_greatest - over ? own_greatest : range.greatest + over;
  return minimum(maximum(bound, low), constant(top, bound.dtype()));
}

Array exceeds(const Array &bound, DType dtype) {
  const std::uint64_t greatest = std::min(range_of(dtype).greatest, range_of(bound.dtype()).greatest);
  return bound > constant(greatest, bound.dtype());
}

/// Two draws of as many bits make the bias of the remainder small.
Array integers_of(const Array &key, const Shape &shape, const Array &minval, const Array &maxval, DType dtype) {
  const DType sampled = size_of(dtype) < 4 ? i32 : dtype, word = unsigned_of(sampled);
  const bool narrow = sampled != dtype;
  const Array from = narrow ? cut(minval, dtype) : minval, to = narrow ? cut(maxval, dtype, 1) : maxval;
  const Array low = cut(from, sampled).astype(sampled), high = cut(to, sampled).astype(sampled);
  const Array some = high > low;
  Array span = where(some, (high - low).astype(word), constant(1, word));
  span = span + (exceeds(to, sampled) & some).astype(word);
  const Array half = lax::rem(constant(std::uint64_t{1} << (size_of(word) * 4), word), span);
  const Array multiplier = lax::rem(half * half, span);
  const KeyPair keys = split_in_two(key);
  const Array offset = lax::rem(uint_bits(keys.first, shape, word), span) * multiplier +
                       lax::rem(uint_bits(keys.second, shape, word), span);
  return (low + lax::rem(offset, span).astype(sampled)).astype(dtype);
}

/// The high mode continues a draw by another one in its last place.
Array truth_of(const Array &key, const Shape &shape, const Array &p, BernoulliMode mode = BernoulliMode::low) {
  const DType dtype = is_floating(p.dtype()) ? p.dtype() : f32;
  if (mode == BernoulliMode::low)
    return uniform01(key, shape, dtype) < p;
  Shape two{2};
  for (std::int64_t extent : shape)
    two.push_back(extent);
  const Array u = uniform01(key, two, dtype);
  return lax::index_in_dim(u, 1, 0, false) * info_of(dtype).eps < p - lax::index_in_dim(u, 0, 0, false);
}

void check_integer(std::string_view op, const In &x) {
  if (!x.is_number() && !is_integer(x.array_ref().dtype()))
    throw DTypeError(nn::message(
        op, "a bound is not an integer; expected an integer dtype, got " + std::string(name_of(x.array_ref().dtype())),
        x.where(), "Convert it: bound.astype(i32).", "dtypeerror"));
}

Array draw_distinct(const Array &key, const Array &logits, int axis, const Shape &shape, std::size_t front,
                    std::source_location where) {
  const std::int64_t count = Shape(std::span<const std::int64_t>(shape).first(front)).num_elements(),
                     classes = logits.shape()[static_cast<std::size_t>(axis)];
  if (count > classes)
    throw ShapeError(nn::message("random.categorical",
                                 "there are fewer classes than draws without replacement; expected at most " +
                                     std::to_string(classes) + ", got " + std::to_string(count),
                                 where, "With replacement there is no limit.", "shapeerror"));
  Shape program = shape;
  program.push_back(axis);
  return draw("random.categorical_distinct", key, {&logits}, program, i32, where, [&](std::span<const Array> in) {
    const DType dtype = is_floating(in[1].dtype()) ? in[1].dtype() : f32;
    return distinct_classes(in[0], in[1].astype(dtype), axis, shape, count);
  });
}

} // namespace

Array randint(const Array &key, const Shape &shape, const In &minval, const In &maxval, DType dtype,
              std::source_location where) {
  check_dtype("random.randint", dtype, {i32, u32, i64, u64, i16, u16, i8, u8}, where);
  check_integer("random.randint", minval);
  check_integer("random.randint", maxval);
  const Array low = wide(minval), high = wide(maxval);
  check_parameter("random.randint", low, shape, where);
  check_parameter("random.randint", high, shape, where);
  return draw("random.randint", key, {&low, &high}, shape, dtype, where,
              [&](std::span<const Array> in) { return integers_of(in[0], shape, in[1], in[2], dtype); });
}

Array bernoulli(const Array &key, const In &p, BernoulliMode mode) {
  return bernoulli(key, p, p.is_number() ? Shape{} : p.array_ref().shape(), mode);
}

Array bernoulli(const Array &key, const In &p, const Shape &shape, BernoulliMode mode) {
  const Array probability = p.array();
  check_parameter("random.bernoulli", probability, shape, p.where());
  return draw(mode == BernoulliMode::low ? "random.bernoulli" : "random.bernoulli_high", key, {&probability}, shape,
              bool_, p.where(), [&](std::span<const Array> in) { return truth_of(in[0], shape, in[1], mode); });
}

Array rademacher(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  check_dtype("random.rademacher", dtype, {i32, i64, i16, i8, f32, f64, f16, bf16}, where);
  return draw("random.rademacher", key, {}, shape, dtype, where,
              [&](std::span<const Array> in) { return 2 * truth_of(in[0], shape, Array(0.5)).astype(dtype) - 1; });
}

Array geometric(const Array &key, const In &p, const Shape &shape, DType dtype) {
  check_dtype("random.geometric", dtype, {i32, i64, u32, u64, i16, u16, i8, u8}, p.where());
  const Array probability = p.array();
  check_parameter("random.geometric", probability, shape, p.where());
  return draw("random.geometric", key, {&probability}, shape, dtype, p.where(), [&](std::span<const Array> in) {
    const DType inside = is_floating(in[1].dtype()) ? in[1].dtype() : f32;
    const Array u = uniform01(in[0], shape, inside);
    return (floor(log(where(u == 0, 1, u)) / log1p(-in[1].astype(inside))) + 1).astype(dtype);
  });
}

Array categorical(const Array &key, const In &logits, const CategoricalOptions &options) {
  const Array x = logits.array();
  const int ndim = static_cast<int>(x.ndim()), axis = options.axis < 0 ? options.axis + ndim : options.axis;
  if (axis < 0 || axis >= ndim)
    throw ShapeError(nn::message("random.categorical",
                                 "axis " + std::to_string(options.axis) +
                                     " does not exist; expected an axis of shape " + x.shape().str() + ", got " +
                                     std::to_string(options.axis),
                                 logits.where(), "The axis of the classes is the last one by default.", "shapeerror"));
  Shape batch;
  for (int i = 0; i < ndim; ++i)
    if (i != axis)
      batch.push_back(x.shape()[static_cast<std::size_t>(i)]);
  const Shape shape = options.shape.value_or(batch);
  check_parameter("random.categorical", batch, shape, logits.where());
  const std::size_t front = shape.ndim() - batch.ndim();
  Shape noise(std::span<const std::int64_t>(shape).first(front));
  for (int i = 0, next = static_cast<int>(front); i < ndim; ++i)
    noise.push_back(i == axis ? x.shape()[static_cast<std::size_t>(i)] : shape[static_cast<std::size_t>(next++)]);
  if (!options.replace)
    return draw_distinct(key, x, axis, shape, front, logits.where());
  Shape program = noise; // depends on the axis too
  program.push_back(axis);
  return draw("random.categorical", key, {&x}, program, i32, logits.where(), [&](std::span<const Array> in) {
    const DType dtype = is_floating(in[1].dtype()) ? in[1].dtype() : f32;
    return argmax(gumbel_numbers(in[0], noise, dtype) + in[1], axis + static_cast<int>(front));
  });
}

} // namespace burin::random
