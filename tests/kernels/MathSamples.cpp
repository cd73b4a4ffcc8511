// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/kernels/MathSamples.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace burin::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class T> using Pattern = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

template <class T> T randomPattern(std::mt19937_64 &random) {
  return std::bit_cast<T>(static_cast<Pattern<T>>(random()));
}

/// Uniform in [-1, 1].
double unit(std::mt19937_64 &random) { return std::ldexp(static_cast<double>(static_cast<int64_t>(random())), -63); }

/// Also the neighbours of each power of two.
template <class T> void addExponents(std::vector<T> &values, int count, std::mt19937_64 &random) {
  constexpr int mantissaBits = std::numeric_limits<T>::digits - 1;
  constexpr Pattern<T> mantissas = (Pattern<T>(1) << mantissaBits) - 1;
  for (Pattern<T> exponent = 0; exponent < Pattern<T>(1) << (8 * sizeof(T) - mantissaBits); ++exponent) {
    for (int i = 0; i < count; ++i)
      values.push_back(std::bit_cast<T>((exponent << mantissaBits) | (static_cast<Pattern<T>>(random()) & mantissas)));
    for (int near = -8; near <= 8; ++near)
      values.push_back(std::bit_cast<T>((exponent << mantissaBits) + static_cast<Pattern<T>>(near)));
  }
}

template <class T> void addRanges(std::vector<T> &values, int count, std::mt19937_64 &random) {
  for (double span : {0.4, 0.7, 1.0, 1.5, 3.0, 8.0, 30.0, 110.0, 800.0, 1100.0, 2e6})
    for (int i = 0; i < count; ++i) {
      values.push_back(static_cast<T>(span * unit(random)));
      values.push_back(static_cast<T>(1 + 0.5 * unit(random)));
    }
}

template <class T> void addMultiplesOfHalfPi(std::vector<T> &values) {
  for (int64_t i = 1; i < 700000; i += i < 1000 ? 1 : 7) {
    T angle = static_cast<T>(static_cast<double>(i) * 1.5707963267948966);
    values.insert(values.end(), {angle, -angle, std::nextafter(angle, T(0)), std::nextafter(angle, T(1e30))});
  }
  // The f32 closest to a multiple of pi/2 relative to its size, and other hard ones (Muller 2016, table 11.1).
  values.insert(values.end(), {T(16367173.0f * 0x1p72f), T(0x1.f3704cp+119f), T(0x1.6ac5b2p+49f)});
}

/// At random distances of all sizes.
template <class T> void addNeighbours(std::vector<T> &values, double point, int count, std::mt19937_64 &random) {
  values.push_back(static_cast<T>(point));
  for (int i = 0; i < count; ++i)
    values.push_back(static_cast<T>(point + std::ldexp(unit(random), -(i % std::numeric_limits<T>::digits))));
}

template <class T> void addZerosAndPoles(std::vector<T> &values, int count, std::mt19937_64 &random) {
  for (int doubled = -80; doubled <= 80; ++doubled)
    addNeighbours(values, doubled * 0.5, count / 4, random);
  // Zeros of digamma and lgamma (OEIS A030169, A175472, A256681), and where asinh and erf change formulas.
  for (double zero : {1.4616321449683623, -0.5040830082644554, -1.5734984731623904, -2.6107208684441447,
                      -3.6352933664369010, -2.4570247382208005, -2.7476826467274127, -3.1435808883499798})
    addNeighbours(values, zero, count, random);
}

} // namespace

template <class T> std::vector<T> mathSamples(int count, std::mt19937_64 &random) {
  std::vector<T> values = {0, -T(0), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(),
                           std::numeric_limits<T>::quiet_NaN()};
  addExponents(values, count, random);
  addRanges(values, 32 * count, random);
  addMultiplesOfHalfPi(values);
  addZerosAndPoles(values, count, random);
  return values;
}

template <class T> Pairs<T> mathPairs(int count, std::mt19937_64 &random) {
  double greatest = std::numeric_limits<T>::max_exponent * 1.1;
  Pairs<T> pairs;
  for (int i = 0; i < count; ++i) {
    pairs.add(randomPattern<T>(random), randomPattern<T>(random));
    T x = std::abs(randomPattern<T>(random));
    pairs.add(x, static_cast<T>(unit(random) * greatest / static_cast<double>(std::log2(x))));
    T close = static_cast<T>(1 + std::ldexp(unit(random), -i % 40));
    pairs.add(close, static_cast<T>(unit(random) * greatest / static_cast<double>(std::log2(close))));
    pairs.add(-x, static_cast<T>(static_cast<int>(random() % 41) - 20));
    pairs.add(static_cast<T>(std::ldexp(unit(random), i % 8)), static_cast<T>(8 * unit(random)));
  }
  const double specials[] = {
      0,        1,          2,      3,          0.5,        1.5,          2.5,
      1e-45,    1e-38,      5e-324, 2e-308,     16777215,   16777216,     33554432,
      infinity, NAN,        1e30,   0.99999994, 1.0000001,  8388607.5,    4194303.5,
      8388609,  0x1p53 - 1, 0x1p53, 1e300,      0x1p52 + 1, 0x1p52 - 0.5, std::numeric_limits<T>::max()};
  for (double x : specials)
    for (double y : specials)
      for (int signs = 0; signs < 4; ++signs)
        pairs.add(static_cast<T>(signs & 1 ? -x : x), static_cast<T>(signs & 2 ? -y : y));
  return pairs;
}

template std::vector<float> mathSamples(int, std::mt19937_64 &);
template std::vector<double> mathSamples(int, std::mt19937_64 &);
template Pairs<float> mathPairs(int, std::mt19937_64 &);
template Pairs<double> mathPairs(int, std::mt19937_64 &);

} // namespace burin::testing
