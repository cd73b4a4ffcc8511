// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/indexing.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"
#include "frontend/random/draw.h"

#include <string>

namespace burin::random {

namespace {

struct Words {
  Array high, low;
};

Words words_of(const Array &key) { return {key[0], key[1]}; }

/// Enciphers the 64-bit row-major index of every element.
Words cipher(const Array &key, const Shape &shape) {
  const auto [k0, k1] = words_of(key);
  const Array index = reshape(lax::iota(u32, {shape.num_elements()}, 0), shape);
  auto [high, low] = lax::threefry2x32(broadcast_to(k0, shape), broadcast_to(k1, shape), zeros(shape, u32), index);
  return {high, low};
}

} // namespace

void check_key(std::string_view op, const Array &key, std::source_location where) {
  if (!key.is_none() && key.dtype() == u32 && key.shape() == Shape{2})
    return;
  throw DTypeError(nn::message(op, "wrong key; expected uint32[2], got " + nn::type_text(key), where,
                               "Make a key with random::key(seed); of several keys take one, keys[i].", "dtypeerror"));
}

void check_dtype(std::string_view op, DType dtype, std::initializer_list<DType> allowed, std::source_location where) {
  std::string names;
  for (DType d : allowed) {
    if (d == dtype)
      return;
    names += (names.empty() ? "" : " or ") + std::string(name_of(d));
  }
  throw UnsupportedError(nn::message(op,
                                     "dtype not supported; expected " + names + ", got " + std::string(name_of(dtype)),
                                     where, "Draw " + names + " and convert with astype.", "unsupportederror"));
}

Array threefry_bits(const Array &key, const Shape &shape) {
  const Words bits = cipher(key, shape);
  return bits.high ^ bits.low;
}

Array uniform01(const Array &key, const Shape &shape, DType dtype) {
  if (dtype == f32) // the 23 high bits are the mantissa
    return (threefry_bits(key, shape) >> 9).astype(f32) * 0x1p-23f;
  const Words bits = cipher(key, shape);
  const Array mantissa = bits.high.astype(f64) * 0x1p20 + (bits.low >> 12).astype(f64); // exact: 52 bits
  return mantissa * 0x1p-52;
}

Array uniform_between(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval) {
  const Array low = minval.array().astype(dtype), high = maxval.array().astype(dtype);
  return maximum(low, uniform01(key, shape, dtype) * (high - low) + low);
}

Array fused_uniform(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval) {
  if (dtype != f32)
    return uniform_between(key, shape, dtype, minval, maxval);
  const Array low = minval.array().astype(f32), range = maxval.array().astype(f32) - low;
  const Array exact = uniform01(key, shape, f32).astype(f64) * range.astype(f64) + low.astype(f64);
  return maximum(low, exact.astype(f32));
}

Array key(const In &seed) {
  if (!seed.is_number())
    return stack({zeros({}, u32), reshape(seed.array_ref(), {}).astype(u32)}, 0, seed.where());
  const auto value = seed.number().as<std::int64_t>();
  const bool small = value >= INT32_MIN && value <= static_cast<std::int64_t>(UINT32_MAX);
  const auto high = small ? 0U : static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) >> 32);
  return Array::of({high, static_cast<std::uint32_t>(value)}, seed.where());
}

Array split(const Array &key, std::int64_t count, std::source_location where) {
  if (count < 0)
    throw ShapeError(nn::message("random.split", "negative count; expected at least 0, got " + std::to_string(count),
                                 where, "", "shapeerror"));
  return draw("random.split", key, {}, {count}, u32, where, [&](std::span<const Array> in) {
    const Words words = cipher(in[0], {count});
    return stack({words.high, words.low}, 1);
  });
}

Array fold_in(const Array &key, const In &data) {
  const Array word = reshape(data.is_number() ? Array::of(data.number().as<std::uint32_t>()) : data.array_ref(), {});
  return draw("random.fold_in", key, {&word}, {}, u32, data.where(), [](std::span<const Array> in) {
    const auto [k0, k1] = words_of(in[0]);
    auto [high, low] = lax::threefry2x32(k0, k1, zeros({}, u32), in[1].astype(u32));
    return stack({high, low});
  });
}

Array bits(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  check_dtype("random.bits", dtype, {u8, u32}, where);
  return draw("random.bits", key, {}, shape, dtype, where, [&](std::span<const Array> in) {
    const Array all = threefry_bits(in[0], shape);
    return dtype == u32 ? all : (all & 0xff).astype(dtype);
  });
}

Array randint(const Array &key, const Shape &shape, std::int64_t minval, std::int64_t maxval, DType dtype,
              std::source_location where) {
  check_dtype("random.randint", dtype, {i32, u32}, where);
  // An empty range gives minval, as in JAX.
  const auto span = maxval > minval ? static_cast<std::uint64_t>(maxval - minval) : 1;
  const Array divisor = Array::of(static_cast<std::uint32_t>(span));
  const auto half = static_cast<std::uint32_t>((std::uint64_t{1} << 16) % span);
  const Array multiplier = Array::of(static_cast<std::uint32_t>((half * half) % span)); // wraps at 2^32, as in JAX
  const Array first = Array::of(static_cast<std::uint32_t>(minval));
  return draw("random.randint", key, {&divisor, &multiplier, &first}, shape, dtype, where,
              [&](std::span<const Array> in) {
                const Words keys0 = cipher(in[0], {2});
                const auto part = [&](int i) { return threefry_bits(stack({keys0.high[i], keys0.low[i]}), shape); };
                const Array offset = lax::rem(part(0), broadcast_to(in[1], shape)) * in[2] +
                                     lax::rem(part(1), broadcast_to(in[1], shape));
                return (lax::rem(offset, broadcast_to(in[1], shape)) + in[3]).astype(dtype);
              });
}

} // namespace burin::random
