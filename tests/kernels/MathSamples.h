// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <random>
#include <vector>

namespace burin::testing {

/// Arguments of elementary functions for f32 or f64: `count` random ones of each sign and exponent, 32 * `count` of
/// each range where functions change formulas, overflow, underflow or cancel, and those near multiples of pi/2, near
/// integers and half-integers (poles and zeros of the gamma functions lie there) and near other zeros.
template <class T> std::vector<T> mathSamples(int count, std::mt19937_64 &random);

/// Pairs for pow and atan2: random patterns, pairs whose power is finite, and all pairs of special values.
template <class T> struct Pairs {
  std::vector<T> x, y;
  void add(T a, T b) { x.push_back(a), y.push_back(b); }
};
template <class T> Pairs<T> mathPairs(int count, std::mt19937_64 &random);

} // namespace burin::testing
