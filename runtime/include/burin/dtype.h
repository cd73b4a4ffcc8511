// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace burin {

/// Element types. Order is part of the compiler interface.
enum class DType : std::uint8_t { bool_, i8, i16, i32, i64, u8, u16, u32, u64, f16, bf16, f32, f64 };

inline constexpr int dtype_count = 13;

inline constexpr DType bool_ = DType::bool_, i8 = DType::i8, i16 = DType::i16, i32 = DType::i32, i64 = DType::i64,
                       u8 = DType::u8, u16 = DType::u16, u32 = DType::u32, u64 = DType::u64, f16 = DType::f16,
                       bf16 = DType::bf16, f32 = DType::f32, f64 = DType::f64;

/// Bytes of one element in memory; bool takes one byte holding 0 or 1.
constexpr std::size_t size_of(DType d) {
  constexpr std::size_t sizes[dtype_count] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8};
  return sizes[static_cast<int>(d)];
}

constexpr bool is_floating(DType d) { return d >= DType::f16; }
constexpr bool is_unsigned(DType d) { return d >= DType::u8 && d <= DType::u64; }
constexpr bool is_signed_integer(DType d) { return d >= DType::i8 && d <= DType::i64; }
constexpr bool is_integer(DType d) { return d >= DType::i8 && d <= DType::u64; }

/// NumPy's name: "bool", "int32", "uint8", "float32", "bfloat16".
std::string_view name_of(DType d);

/// Short name as in type texts: "bool", "i32", "u8", "f32", "bf16".
std::string_view short_name_of(DType d);

namespace detail {
template <class T> struct DTypeOf;
template <> struct DTypeOf<bool> {
  static constexpr DType value = DType::bool_;
};
template <> struct DTypeOf<std::int8_t> {
  static constexpr DType value = DType::i8;
};
template <> struct DTypeOf<std::int16_t> {
  static constexpr DType value = DType::i16;
};
template <> struct DTypeOf<std::int32_t> {
  static constexpr DType value = DType::i32;
};
template <> struct DTypeOf<std::int64_t> {
  static constexpr DType value = DType::i64;
};
template <> struct DTypeOf<long long> {
  static constexpr DType value = DType::i64;
};
template <> struct DTypeOf<std::uint8_t> {
  static constexpr DType value = DType::u8;
};
template <> struct DTypeOf<std::uint16_t> {
  static constexpr DType value = DType::u16;
};
template <> struct DTypeOf<std::uint32_t> {
  static constexpr DType value = DType::u32;
};
template <> struct DTypeOf<std::uint64_t> {
  static constexpr DType value = DType::u64;
};
template <> struct DTypeOf<unsigned long long> {
  static constexpr DType value = DType::u64;
};
template <> struct DTypeOf<float> {
  static constexpr DType value = DType::f32;
};
template <> struct DTypeOf<double> {
  static constexpr DType value = DType::f64;
};
} // namespace detail

/// The dtype that stores a C++ arithmetic type exactly.
template <class T> inline constexpr DType dtype_of = detail::DTypeOf<T>::value;

} // namespace burin
