// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

/// Derivatives without a derivative rule: arithmetic on a + b e1 + c e2 + d e1 e2 + ... where each e squares to zero.
/// f(x + e) = f(x) + f'(x) e exactly, and the coefficient of e1 e2 is a second derivative.
class Nilpotent {
public:
  static constexpr unsigned units = 4;

  Nilpotent(double value = 0) { parts_[0] = value; }
  static Nilpotent unit(unsigned number) {
    Nilpotent e;
    e.parts_[std::size_t(1) << number] = 1;
    return e;
  }

  double value() const { return parts_[0]; }
  /// What stands at unit `number`, a number of the other units.
  Nilpotent coefficient(unsigned number) const {
    const std::size_t bit = std::size_t(1) << number;
    Nilpotent result;
    for (std::size_t set = 0; set < count; ++set)
      if (set & bit)
        result.parts_[set ^ bit] = parts_[set];
    return result;
  }

  friend Nilpotent operator+(const Nilpotent &a, const Nilpotent &b) {
    Nilpotent sum;
    for (std::size_t set = 0; set < count; ++set)
      sum.parts_[set] = a.parts_[set] + b.parts_[set];
    return sum;
  }
  friend Nilpotent operator*(const Nilpotent &a, const Nilpotent &b) {
    Nilpotent product;
    for (std::size_t left = 0; left < count; ++left)
      for (std::size_t right = 0; right < count; ++right)
        if ((left & right) == 0)
          product.parts_[left | right] += a.parts_[left] * b.parts_[right];
    return product;
  }
  friend Nilpotent operator-(const Nilpotent &a, const Nilpotent &b) { return a + b * -1; }

  /// Taylor's series, which ends where the powers of the nilpotent part do.
  friend Nilpotent sin(const Nilpotent &x) {
    const double s = std::sin(x.value()), c = std::cos(x.value());
    const std::array<double, 4> derivatives{s, c, -s, -c};
    Nilpotent power = 1, sum;
    for (unsigned order = 0; order <= units; ++order) {
      sum = sum + power * derivatives[order % 4];
      power = power * (x - x.value()) * (1.0 / (order + 1));
    }
    return sum;
  }

private:
  static constexpr std::size_t count = std::size_t(1) << units;
  std::array<double, count> parts_{};
};
