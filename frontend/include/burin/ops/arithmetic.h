// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

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
Array maximum(const In &x, const In &y);
Array minimum(const In &x, const In &y);
/// A C++ integer as exponent multiplies; otherwise both operands are floating.
Array pow(const In &x, const In &y);
Array integer_pow(const In &x, int exponent);

} // namespace burin
