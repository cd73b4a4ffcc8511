// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/polygamma.h"
#include "runtime/cotangent.h"
#include "runtime/quad.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <type_traits>

namespace burin::runtime {

namespace {

constexpr long double infinity = std::numeric_limits<long double>::infinity();
constexpr long double quiet_nan = std::numeric_limits<long double>::quiet_NaN();

/// A value, and the size of the terms that it is the sum of.
template <class T> struct Sum {
  T value, size;
};

template <class T> constexpr bool is_quad = std::is_same_v<T, Quad>;

template <class T> T pi_of() {
  if constexpr (is_quad<T>)
    return quad_pi();
  else
    return std::numbers::pi_v<T>;
}

template <class T> T log_of(T x) {
  if constexpr (is_quad<T>)
    return quad_log(x);
  else
    return std::log(x);
}

template <class T> T tan_of(T x) {
  if constexpr (is_quad<T>)
    return quad_tan(x);
  else
    return std::tan(x);
}

template <class T> T magnitude(T x) { return x < 0 ? -x : x; }

/// Where ten of Bernoulli's numbers give all digits.
template <class T> constexpr int first_asymptotic = is_quad<T> ? 50 : 12;

template <class T> T bernoulli(int j) {
  constexpr int fractions[][2] = {{1, 6},       {-1, 30}, {1, 42},      {-1, 30},     {5, 66},
                                  {-691, 2730}, {7, 6},   {-3617, 510}, {43867, 798}, {-174611, 330}};
  return T(fractions[j - 1][0]) / fractions[j - 1][1];
}

template <class T> T power(T x, std::int64_t exponent) {
  T result = 1;
  for (; exponent; exponent >>= 1, x = x * x)
    if (exponent & 1)
      result = result * x;
  return result;
}

/// Exact at its poles and zeros.
template <class T> T cotangent_of_pi(long double x) {
  T pi = pi_of<T>();
  long double r = x - std::nearbyint(x);
  if (std::fabs(r) <= 0.25L)
    return 1 / tan_of(pi * r);
  T tangent = tan_of(pi * T(0.5L - std::fabs(r)));
  return r < 0 ? -tangent : tangent;
}

template <class T> Sum<T> digamma_of_positive(T x) {
  T shifts = 0;
  for (; x < first_asymptotic<T>; x += 1)
    shifts -= 1 / x;
  T inverse_square = 1 / (x * x), series = 0;
  for (int j = 10; j >= 1; --j)
    series = (series + bernoulli<T>(j) / (2 * j)) * inverse_square;
  T logarithm = log_of(x);
  return {shifts + (logarithm - 1 / (2 * x) - series), logarithm};
}

/// zeta(s, x) by Euler and Maclaurin.
template <class T> T hurwitz_zeta(std::int64_t s, T x) {
  T sum = 0, order = static_cast<T>(s);
  std::int64_t count = first_asymptotic<T> + s;
  for (std::int64_t k = count - 1; k >= 0; --k)
    sum += 1 / power(x + static_cast<T>(k), s);
  T end = x + static_cast<T>(count), tail = 1 / (order - 1) + 1 / (2 * end);
  T factor = order / (2 * end * end); // s (s + 1) ... (s + 2 j - 2) / ((2 j)! end^(2 j))
  for (int j = 1; j <= 10; ++j) {
    tail += bernoulli<T>(j) * factor;
    factor *= (order + 2 * j - 1) * (order + 2 * j) / ((2 * j + 1) * (2 * j + 2) * end * end);
  }
  return sum + tail / power(end, s - 1);
}

template <class T> Sum<T> of_positive(std::int64_t order, T x) {
  if (order == 0)
    return digamma_of_positive(x);
  T result = order % 2 ? hurwitz_zeta(order + 1, x) : -hurwitz_zeta(order + 1, x);
  for (std::int64_t i = 2; i <= order; ++i)
    result *= static_cast<T>(i);
  return {result, magnitude(result)};
}

/// f(x) = (-1)^order f(1 - x) - (d/dx)^order pi cot(pi x) below 0.
template <class T> Sum<T> computed_in(std::int64_t order, long double x) {
  if (!(x < 0))
    return of_positive(order, T(x));
  T cotangent = cotangent_of_pi<T>(x), periodic = 0;
  for (T coefficient : derivative_of_cotangent(order, pi_of<T>()))
    periodic = periodic * cotangent + coefficient;
  auto [positive, size] = of_positive(order, 1 - T(x));
  return {(order % 2 ? -positive : positive) - periodic, std::max(size, magnitude(periodic))};
}

} // namespace

long double polygamma(std::int64_t order, long double x) {
  if (x <= 0 && x == std::floor(x))
    return order % 2 ? infinity : quiet_nan;
  if (std::isinf(x))
    return order == 0 ? infinity : order % 2 ? 0.0L : -0.0L;
  auto [value, size] = computed_in<long double>(order, x);
  bool cancels = std::fabs(value) < size / 16;
  return cancels ? static_cast<long double>(computed_in<Quad>(order, x).value) : value;
}

} // namespace burin::runtime

long double burin_polygamma(long double x, std::int64_t order) { return burin::runtime::polygamma(order, x); }
