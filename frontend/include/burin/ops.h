// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <utility>
#include <vector>

/// Operations with NumPy's names, broadcasting and JAX's promotion of dtypes. Every one may throw ShapeError or
/// DTypeError with the user's line.
namespace burin {

/// Axis numbers, negative ones counted from the end; `{}` is all of them.
class Axes {
public:
  Axes() = default;
  template <std::integral T> Axes(T axis) : all_(false), list_{Dim(axis)} {}
  Axes(std::initializer_list<int> axes) : all_(false) {
    for (int axis : axes)
      list_.push_back(axis);
  }
  explicit Axes(const std::vector<int> &axes) : all_(false) {
    for (int axis : axes)
      list_.push_back(axis);
  }
  bool all() const { return all_; }
  const Shape &list() const { return list_; } ///< as given, unless all()

private:
  bool all_ = true;
  Shape list_;
};

/// Elements added before and after an axis.
struct PadWidth {
  std::int64_t low = 0, high = 0;
};

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

// Elementwise; integers are computed as f32 where the function is not defined on them.
Array negative(const In &x);
Array abs(const In &x); ///< derivative +1 at 0
Array sign(const In &x);
Array square(const In &x);
Array exp(const In &x);
Array exp2(const In &x);
Array expm1(const In &x); ///< exp(x) - 1, exact also near 0
Array log(const In &x);
Array log1p(const In &x); ///< log(1 + x), exact also near 0
Array log2(const In &x);
Array sqrt(const In &x);
Array rsqrt(const In &x); ///< 1 / sqrt(x)
Array cbrt(const In &x);  ///< real cube root, also of x < 0
Array erf(const In &x);   ///< error function (jax.scipy.special.erf)
Array sin(const In &x);
Array cos(const In &x);
Array tanh(const In &x);
Array logistic(const In &x); ///< 1 / (1 + exp(-x))
Array sigmoid(const In &x);  ///< the same
Array floor(const In &x);
Array isfinite(const In &x);
Array isnan(const In &x);
Array reciprocal(const In &x);
Array clip(const In &x, const In &low, const In &high);
Array where(const In &condition, const In &on_true, const In &on_false);
/// x, with derivative zero.
Array stop_gradient(const In &x);

// Reductions over `axes` (all by default). bool and short integers are summed and multiplied as 32-bit integers.
Array sum(const In &x, const Axes &axes = {}, bool keepdims = false);
Array mean(const In &x, const Axes &axes = {}, bool keepdims = false);
Array prod(const In &x, const Axes &axes = {}, bool keepdims = false);
Array var(const In &x, const Axes &axes = {}, bool keepdims = false);
Array max(const In &x, const Axes &axes = {}, bool keepdims = false);
Array min(const In &x, const Axes &axes = {}, bool keepdims = false);
Array any(const In &x, const Axes &axes = {}, bool keepdims = false);
Array all(const In &x, const Axes &axes = {}, bool keepdims = false);
/// Index (i32) of the first extreme; NaN counts as the extreme. Without an axis: in the flattened array.
Array argmax(const In &x);
Array argmax(const In &x, int axis, bool keepdims = false);
Array argmin(const In &x);
Array argmin(const In &x, int axis, bool keepdims = false);

// Shapes. One extent of reshape may be -1.
Array reshape(const In &x, const Shape &shape);
Array ravel(const In &x);
Array transpose(const In &x, const Axes &permutation = {});
Array swapaxes(const In &x, int axis1, int axis2);
Array broadcast_to(const In &x, const Shape &shape);
Array expand_dims(const In &x, const Axes &axes);
Array squeeze(const In &x, const Axes &axes = {});
Array flip(const In &x, const Axes &axes = {});
/// One width per axis, `pad(x, {{1, 1}, {0, 2}})`.
Array pad(const In &x, const std::vector<PadWidth> &widths, const In &value = 0);
Array concatenate(const std::vector<Array> &arrays, int axis = 0,
                  std::source_location where = std::source_location::current());
Array stack(const std::vector<Array> &arrays, int axis = 0,
            std::source_location where = std::source_location::current());
/// Equal parts.
std::vector<Array> split(const In &x, int parts, int axis = 0);

// Products. f16 and bf16 accumulate in f32.
Array dot(const In &x, const In &y);
Array matmul(const In &x, const In &y); ///< NumPy's rules: leading axes are batches and broadcast
Array tensordot(const In &x, const In &y, int axes = 2);
Array tensordot(const In &x, const In &y, const Axes &x_axes, const Axes &y_axes);
Array outer(const In &x, const In &y);

/// Entries along `axis`; negative indices count from the end, an index out of range gives zeros.
Array take(const In &x, const In &indices, int axis = 0);
/// (x.shape..., classes): 1 where the class is x, 0 elsewhere.
Array one_hot(const In &x, int classes, DType dtype = f32);

} // namespace burin
