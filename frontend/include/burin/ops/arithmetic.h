// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <utility>

/// Operators and their functions.
namespace burin {

// Arithmetic. Integer operands of `/` are divided as f32; `%` has the sign of the divisor.
Array operator+(const In &x, const In &y);
Array operator-(const In &x, const In &y);
Array operator*(const In &x, const In &y);
Array operator/(const In &x, const In &y);
Array operator%(const In &x, const In &y);
Array operator-(const In &x);
Array operator+(const In &x);

// Comparisons and logic give bool arrays; the bitwise operators work on bool and integers.
Array operator==(const In &x, const In &y);
Array operator!=(const In &x, const In &y);
Array operator<(const In &x, const In &y);
Array operator<=(const In &x, const In &y);
Array operator>(const In &x, const In &y);
Array operator>=(const In &x, const In &y);
Array operator&(const In &x, const In &y);
Array operator|(const In &x, const In &y);
Array operator^(const In &x, const In &y);
Array operator<<(const In &x, const In &y);
/// Arithmetic shift of signed integers, logical shift of unsigned ones.
Array operator>>(const In &x, const In &y);
Array operator~(const In &x);

// x = x + y and so on: the variable gets a new array.
Array &operator+=(Array &x, const In &y);
Array &operator-=(Array &x, const In &y);
Array &operator*=(Array &x, const In &y);
Array &operator/=(Array &x, const In &y);
Array &operator%=(Array &x, const In &y);
Array &operator&=(Array &x, const In &y);
Array &operator|=(Array &x, const In &y);
Array &operator^=(Array &x, const In &y);
Array &operator<<=(Array &x, const In &y);
Array &operator>>=(Array &x, const In &y);

// The operators above by NumPy's names.
Array equal(const In &x, const In &y);
Array not_equal(const In &x, const In &y);
Array less(const In &x, const In &y);
Array less_equal(const In &x, const In &y);
Array greater(const In &x, const In &y);
Array greater_equal(const In &x, const In &y);
Array bitwise_and(const In &x, const In &y);
Array bitwise_or(const In &x, const In &y);
Array bitwise_xor(const In &x, const In &y);
Array bitwise_not(const In &x);
Array invert(const In &x);
Array left_shift(const In &x, const In &y);
Array right_shift(const In &x, const In &y);
Array positive(const In &x);

Array logical_and(const In &x, const In &y);
Array logical_or(const In &x, const In &y);
Array logical_xor(const In &x, const In &y);
Array logical_not(const In &x);

Array add(const In &x, const In &y);
Array subtract(const In &x, const In &y);
Array multiply(const In &x, const In &y);
Array divide(const In &x, const In &y);
Array remainder(const In &x, const In &y);
Array floor_divide(const In &x, const In &y);
/// The quotient rounded down and the remainder with the sign of the divisor: x = q y + r.
std::pair<Array, Array> divmod(const In &x, const In &y);
/// The remainder with the sign of x, as C's fmod.
Array fmod(const In &x, const In &y);
/// NaN if either is NaN; ties share the gradient.
Array maximum(const In &x, const In &y);
Array minimum(const In &x, const In &y);
/// The other number where one is NaN.
Array fmax(const In &x, const In &y);
Array fmin(const In &x, const In &y);
/// A C++ integer as exponent multiplies; otherwise both operands are floating.
Array pow(const In &x, const In &y);
Array integer_pow(const In &x, int exponent);
/// pow, always of floating numbers: integers become f32.
Array float_power(const In &x, const In &y);

} // namespace burin
