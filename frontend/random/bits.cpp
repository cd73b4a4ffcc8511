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
  const Words words = cipher(key, shape);
  return words.high ^ words.low;
}

Array uint_bits(const Array &key, const Shape &shape, DType dtype) {
  if (dtype != u64)
    return threefry_bits(key, shape).astype(dtype);
  const Words words = cipher(key, shape);
  return (words.high.astype(u64) << 32) | words.low.astype(u64);
}

KeyPair split_in_two(const Array &key) {
  const Words words = cipher(key, {2});
  const auto at = [&](int i) { return stack({words.high[i], words.low[i]}); };
  return {at(0), at(1)};
}

Array key_data(const Array &key, std::source_location where) {
  check_key("random.key_data", key, where);
  return key;
}

Array key(const In &seed) {
  if (!seed.is_number())
    return stack({zeros({}, u32), reshape(seed.array_ref(), {}).astype(u32)}, 0, seed.where());
  const auto value = seed.number().as<std::int64_t>();
  const bool small = value >= INT32_MIN && value <= static_cast<std::int64_t>(UINT32_MAX);
  const auto high = small ? 0U : static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) >> 32);
  return Array::of({high, static_cast<std::uint32_t>(value)}, seed.where());
}

Array split(const Array &key, const Shape &shape, std::source_location where) {
  for (std::int64_t extent : shape)
    if (extent < 0)
      throw ShapeError(nn::message("random.split", "negative count; expected at least 0, got " + std::to_string(extent),
                                   where, "", "shapeerror"));
  return draw("random.split", key, {}, shape, u32, where, [&](std::span<const Array> in) {
    const Words words = cipher(in[0], shape);
    return stack({words.high, words.low}, -1);
  });
}

Array split(const Array &key, std::int64_t count, std::source_location where) {
  return split(key, Shape{count}, where);
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
  check_dtype("random.bits", dtype, {u8, u16, u32, u64}, where);
  return draw("random.bits", key, {}, shape, dtype, where,
              [&](std::span<const Array> in) { return uint_bits(in[0], shape, dtype); });
}

} // namespace burin::random
