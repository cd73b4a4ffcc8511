// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/scalar_element.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace burin::detail {
namespace {

/// A 16-bit float with `mantissa` explicit bits.
struct ShortFloat {
  int mantissa, min_exponent, max_exponent;
};
constexpr ShortFloat half{10, -14, 15}, brain{7, -126, 127};

std::uint16_t encode(double v, const ShortFloat &format) {
  const int exponent_bits = 15 - format.mantissa;
  const auto sign = static_cast<std::uint16_t>(std::signbit(v) ? 0x8000 : 0);
  const auto infinity = static_cast<std::uint16_t>(((1 << exponent_bits) - 1) << format.mantissa);
  if (std::isnan(v))
    return static_cast<std::uint16_t>(sign | infinity | 1 << (format.mantissa - 1));
  v = std::fabs(v);
  if (v == 0)
    return sign;
  int exponent = 0;
  std::frexp(v, &exponent);
  exponent = std::isinf(v) ? format.max_exponent + 1 : std::max(exponent - 1, format.min_exponent);
  if (exponent > format.max_exponent)
    return sign | infinity;
  // Units in the last place; a carry into the next exponent is right in this encoding too.
  const double units = std::nearbyint(std::ldexp(v, format.mantissa - exponent));
  const int biased = exponent - format.min_exponent;
  const auto bits = static_cast<std::uint32_t>(units) + (static_cast<std::uint32_t>(biased) << format.mantissa);
  return static_cast<std::uint16_t>(sign | std::min<std::uint32_t>(bits, infinity));
}

double decode(std::uint16_t bits, const ShortFloat &format) {
  const int exponent_bits = 15 - format.mantissa;
  const int biased = (bits >> format.mantissa) & ((1 << exponent_bits) - 1);
  const int fraction = bits & ((1 << format.mantissa) - 1);
  double v;
  if (biased == (1 << exponent_bits) - 1)
    v = fraction ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  else
    v = std::ldexp(biased ? fraction + (1 << format.mantissa) : fraction,
                   std::max(biased, 1) - 1 + format.min_exponent - format.mantissa);
  return bits & 0x8000 ? -v : v;
}

template <class T> T saturate(double v) {
  using limits = std::numeric_limits<T>;
  if (std::isnan(v))
    return 0;
  if (v <= static_cast<double>(limits::min()))
    return limits::min();
  if (v >= static_cast<double>(limits::max()))
    return limits::max();
  return static_cast<T>(v);
}

template <class T> Scalar load(const void *element) {
  T v;
  std::memcpy(&v, element, sizeof v);
  return Scalar(v);
}

template <class T> void store(void *element, const Scalar &value) {
  T v;
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
    v = value.kind == Scalar::Kind::real ? saturate<T>(value.real) : value.as<T>();
  else
    v = value.as<T>();
  std::memcpy(element, &v, sizeof v);
}

std::uint16_t load_bits(const void *element) {
  std::uint16_t bits;
  std::memcpy(&bits, element, sizeof bits);
  return bits;
}

void store_bits(void *element, std::uint16_t bits) { std::memcpy(element, &bits, sizeof bits); }

} // namespace

Scalar read_element(DType dtype, const void *element) {
  switch (dtype) {
  case DType::bool_: return load<bool>(element);
  case DType::i8: return load<std::int8_t>(element);
  case DType::i16: return load<std::int16_t>(element);
  case DType::i32: return load<std::int32_t>(element);
  case DType::i64: return load<std::int64_t>(element);
  case DType::u8: return load<std::uint8_t>(element);
  case DType::u16: return load<std::uint16_t>(element);
  case DType::u32: return load<std::uint32_t>(element);
  case DType::u64: return load<std::uint64_t>(element);
  case DType::f16: return Scalar(decode(load_bits(element), half));
  case DType::bf16: return Scalar(decode(load_bits(element), brain));
  case DType::f32: return load<float>(element);
  case DType::f64: return load<double>(element);
  }
  return Scalar(0);
}

void write_element(DType dtype, void *element, const Scalar &value) {
  switch (dtype) {
  case DType::bool_: return store<bool>(element, value);
  case DType::i8: return store<std::int8_t>(element, value);
  case DType::i16: return store<std::int16_t>(element, value);
  case DType::i32: return store<std::int32_t>(element, value);
  case DType::i64: return store<std::int64_t>(element, value);
  case DType::u8: return store<std::uint8_t>(element, value);
  case DType::u16: return store<std::uint16_t>(element, value);
  case DType::u32: return store<std::uint32_t>(element, value);
  case DType::u64: return store<std::uint64_t>(element, value);
  case DType::f16: return store_bits(element, encode(value.as<double>(), half));
  case DType::bf16: return store_bits(element, encode(value.as<double>(), brain));
  case DType::f32: return store<float>(element, value);
  case DType::f64: return store<double>(element, value);
  }
}

DType default_dtype(const Scalar &value) {
  switch (value.kind) {
  case Scalar::Kind::boolean: return DType::bool_;
  case Scalar::Kind::real: return DType::f32;
  case Scalar::Kind::unsigned_integer:
    if (value.unsigned_integer > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return DType::u64;
    return value.unsigned_integer > 0x7fffffffu ? DType::i64 : DType::i32;
  case Scalar::Kind::integer:
    return value.integer > 0x7fffffff || value.integer < -0x7fffffff - 1 ? DType::i64 : DType::i32;
  }
  return DType::i32;
}

} // namespace burin::detail
