// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/detail/library.h"
#include "burin/shape.h"

#include <initializer_list>
#include <source_location>
#include <span>
#include <string_view>
#include <vector>

namespace burin::random {

/// Throws unless `key` is u32[2].
void check_key(std::string_view op, const Array &key, std::source_location where);

/// Throws UnsupportedError unless `dtype` is among `allowed`.
void check_dtype(std::string_view op, DType dtype, std::initializer_list<DType> allowed, std::source_location where);

/// The program of one draw: `body(key, operands...)` once per shape, dtype and types of the operands.
template <class Body>
Array draw(std::string_view name, const Array &key, std::span<const Array *const> operands, const Shape &shape,
           DType dtype, std::source_location where, Body &&body) {
  check_key(name, key, where);
  std::vector<const Array *> all{&key};
  all.insert(all.end(), operands.begin(), operands.end());
  std::vector<std::int64_t> attributes(shape.begin(), shape.end());
  attributes.push_back(static_cast<std::int64_t>(dtype));
  return burin::detail::library(name, all, attributes, where, body);
}
template <class Body>
Array draw(std::string_view name, const Array &key, std::initializer_list<const Array *> operands, const Shape &shape,
           DType dtype, std::source_location where, Body &&body) {
  return draw(name, key, std::span(operands.begin(), operands.size()), shape, dtype, where, body);
}

// The same draws inside another program; no checks.
struct KeyPair {
  Array first, second;
};
KeyPair split_in_two(const Array &key);
Array threefry_bits(const Array &key, const Shape &shape);
/// Of an unsigned dtype.
Array uint_bits(const Array &key, const Shape &shape, DType dtype);
Array uniform01(const Array &key, const Shape &shape, DType dtype);
/// The product of the draw and maxval - minval must be exact (a power of two), or see fused_uniform.
Array uniform_between(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval);
/// For any bounds. XLA fuses the multiplication and the addition; in f32 the same bits come from f64.
Array fused_uniform(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval);
Array normal_numbers(const Array &key, const Shape &shape, DType dtype);
Array gumbel_numbers(const Array &key, const Shape &shape, DType dtype);
/// `count` different classes of each distribution, as `shape`.
Array distinct_classes(const Array &key, const Array &logits, int axis, const Shape &shape, std::int64_t count);

/// What numpy.finfo says.
struct FloatInfo {
  int mantissa_bits;
  double eps, epsneg, tiny;
};
FloatInfo info_of(DType dtype);

inline constexpr std::initializer_list<DType> floating_dtypes{f32, f64, f16, bf16};

/// Throws ShapeError unless a parameter of shape `own` broadcasts to the shape.
void check_parameter(std::string_view op, const Shape &own, const Shape &shape, std::source_location where);
inline void check_parameter(std::string_view op, const Array &parameter, const Shape &shape,
                            std::source_location where) {
  check_parameter(op, parameter.is_none() ? Shape{} : parameter.shape(), shape, where);
}

} // namespace burin::random
