// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The elementary functions against libm in wider formats, over samples of all exponents, in vectorized loops. The sweep
// over all f32 is SweepMath.cpp.
#include "tests/kernels/MathReference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <regex>
#include <type_traits>

namespace burin::testing {
namespace {

using namespace mlir;

constexpr float infinity = std::numeric_limits<float>::infinity();

template <class T> using Pattern = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

/// `count` numbers of each sign and exponent, with random mantissas, and the neighbours of each power of two.
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

/// Where the functions change formulas, overflow, underflow or cancel.
template <class T> void addRanges(std::vector<T> &values, int count, std::mt19937_64 &random) {
  constexpr double spans[] = {0.4, 0.7, 1.5, 3, 20, 110, 800, 1100, 2e6};
  for (double span : spans)
    for (int i = 0; i < count; ++i) {
      T unit = static_cast<T>(std::ldexp(static_cast<double>(static_cast<int64_t>(random())), -63));
      values.push_back(static_cast<T>(span) * unit);
      values.push_back(1 + static_cast<T>(0.5) * unit);
    }
}

/// Around multiples of pi/2, where sine and cosine cancel.
template <class T> void addMultiplesOfHalfPi(std::vector<T> &values) {
  for (int64_t i = 1; i < 700000; i += i < 1000 ? 1 : 7) {
    T angle = static_cast<T>(static_cast<double>(i) * 1.5707963267948966);
    values.insert(values.end(), {angle, -angle, std::nextafter(angle, T(0)), std::nextafter(angle, T(1e30))});
  }
  // The f32 closest to a multiple of pi/2 relative to its size, and other hard ones (Muller 2016, table 11.1).
  values.insert(values.end(), {T(16367173.0f * 0x1p72f), T(0x1.f3704cp+119f), T(0x1.6ac5b2p+49f)});
}

template <class T> std::vector<T> sample() {
  std::mt19937_64 random(7);
  std::vector<T> values = {0, -T(0), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(),
                           std::numeric_limits<T>::quiet_NaN()};
  addExponents(values, sizeof(T) == 4 ? 800 : 100, random);
  addRanges(values, 20000, random);
  addMultiplesOfHalfPi(values);
  return values;
}

struct Worst {
  double ulps = 0, at = 0, got = 0;
};

template <class T, class Exact>
Worst worstOf(const MathFunction &function, Exact (*exact)(Exact), double least = -infinity) {
  static const std::vector<T> inputs = sample<T>();
  EXPECT_LE(static_cast<int64_t>(inputs.size()), mathCapacity);
  std::vector<T> results(inputs.size());
  Jit jit = compileUnary(function.emit, sizeof(T) == 8);
  jit(0, static_cast<int64_t>(inputs.size()), inputs.data(), results.data());
  Worst worst;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] < static_cast<T>(least))
      continue;
    double distance = ulps<T, Exact>(results[i], exact(static_cast<Exact>(inputs[i])));
    if (distance > worst.ulps)
      worst = {distance, static_cast<double>(inputs[i]), static_cast<double>(results[i])};
  }
  printf("  %s: %.3f ulp at %a (%.17g)\n", function.name, worst.ulps, worst.at, worst.at);
  return worst;
}

class VectorMath : public ::testing::TestWithParam<MathFunction> {};

TEST_P(VectorMath, f32) {
  Worst worst = worstOf<float, double>(GetParam(), GetParam().exact32);
  EXPECT_LE(worst.ulps, GetParam().bound) << "at " << worst.at << " gave " << worst.got;
}

TEST_P(VectorMath, f64) {
  Worst worst = worstOf<double, long double>(GetParam(), GetParam().exact64, GetParam().least64);
  EXPECT_LE(worst.ulps, GetParam().bound) << "at " << worst.at << " gave " << worst.got;
}

/// The f64 that is closest to a multiple of pi/2 (Muller 2016), where libm in long double is wrong by 8 ulp of f64.
TEST(VectorMathCos, hardestAngle) {
  double x = 6381956970095103 * 0x1p797, result = 0;
  Jit jit = compileUnary(lowering::emitCos, /*f64=*/true);
  jit(0, 1, &x, &result);
  EXPECT_DOUBLE_EQ(result, -4.68716592425462761112e-19);
}

/// One by one and in vectors: a kernel's tail and its body must agree.
template <class T> void expectEqualBitsInVectors(const MathFunction &function) {
  Jit jit = compileUnary(function.emit, sizeof(T) == 8);
  std::vector<T> inputs(4099), together(inputs.size()), alone(inputs.size());
  std::mt19937_64 random(2);
  for (size_t i = 0; i < inputs.size(); ++i)
    inputs[i] = i % 3 ? static_cast<T>(std::ldexp(static_cast<double>(static_cast<int64_t>(random())), -57))
                      : std::bit_cast<T>(static_cast<Pattern<T>>(random()));
  jit(0, static_cast<int64_t>(inputs.size()), inputs.data(), together.data());
  for (int64_t i = 0; i < static_cast<int64_t>(inputs.size()); ++i)
    jit(i, i + 1, inputs.data(), alone.data());
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!std::isnan(together[i]) || !std::isnan(alone[i])) {
      ASSERT_EQ(std::bit_cast<Pattern<T>>(together[i]), std::bit_cast<Pattern<T>>(alone[i])) << inputs[i];
    }
}

TEST_P(VectorMath, bitsDoNotDependOnVectorization) {
  expectEqualBitsInVectors<float>(GetParam());
  expectEqualBitsInVectors<double>(GetParam());
}

/// No call on the common way, and arithmetic on whole registers. What remains of scalar code is the loop's tail.
void expectVectorized(const Jit &jit, const std::string &what) {
  std::string text = jit.assembly();
  std::string kernel = text.substr(text.find("kernel:"), text.find(".Lfunc_end0") - text.find("kernel:"));
  std::smatch called;
  for (auto rest = kernel; std::regex_search(rest, called, std::regex("call[lq]?\\s+(\\S+)")); rest = called.suffix())
    EXPECT_TRUE(called[1].str().find("_rare") != std::string::npos) << what << " calls " << called[1].str();
  EXPECT_FALSE(std::regex_search(kernel, std::regex("v(p?gather|scatter)"))) << what;
  unsigned bits = lowering::hostTarget().vectorBits;
  std::regex arithmetic(bits == 512   ? "(mul|div|fn?m(add|sub)\\d+)p[sd]\\s.*zmm"
                        : bits == 256 ? "(mul|div|fn?m(add|sub)\\d+)p[sd]\\s.*ymm"
                                      : "(mul|div)p[sd]\\s.*xmm");
  EXPECT_TRUE(std::regex_search(kernel, arithmetic)) << what << " is not vectorized";
}

TEST_P(VectorMath, isVectorized) {
  for (bool f64 : {false, true})
    expectVectorized(compileUnary(GetParam().emit, f64), f64 ? "f64" : "f32");
}

INSTANTIATE_TEST_SUITE_P(Functions, VectorMath, ::testing::ValuesIn(mathFunctions()),
                         [](const auto &info) { return std::string(info.param.name); });

// Two operands

template <class T> struct Pairs {
  std::vector<T> x, y;
  void add(T a, T b) { x.push_back(a), y.push_back(b); }
};

/// Pairs of random patterns, pairs whose power is finite, and all pairs of special values.
template <class T> Pairs<T> pairs() {
  std::mt19937_64 random(1);
  auto pattern = [&] { return std::bit_cast<T>(static_cast<Pattern<T>>(random())); };
  auto unit = [&] { return std::ldexp(static_cast<double>(static_cast<int64_t>(random())), -63); };
  double greatest = std::numeric_limits<T>::max_exponent * 1.1;
  Pairs<T> pairs;
  for (int i = 0; i < 100000; ++i) {
    pairs.add(pattern(), pattern());
    T x = std::abs(pattern());
    pairs.add(x, static_cast<T>(unit() * greatest / static_cast<double>(std::log2(x))));
    T close = static_cast<T>(1 + std::ldexp(unit(), -i % 40));
    pairs.add(close, static_cast<T>(unit() * greatest / static_cast<double>(std::log2(close))));
    pairs.add(-x, static_cast<T>(static_cast<int>(random() % 41) - 20));
    pairs.add(static_cast<T>(std::ldexp(unit(), i % 8)), static_cast<T>(8 * unit()));
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

using EmitBinary = Value (*)(OpBuilder &, Location, Value, Value);

template <class T> double worstOfPairs(EmitBinary emit, long double (*exact)(long double, long double), double bound) {
  Pairs<T> inputs = pairs<T>();
  std::vector<T> results(inputs.x.size());
  Jit jit = compileBinary(emit, sizeof(T) == 8);
  jit(0, static_cast<int64_t>(results.size()), inputs.x.data(), inputs.y.data(), results.data());
  double worst = 0;
  for (size_t i = 0; i < results.size() && !::testing::Test::HasFailure(); ++i) {
    T x = inputs.x[i], y = inputs.y[i];
    double distance = ulps<T, long double>(results[i], exact(x, y));
    EXPECT_LE(distance, bound) << x << " and " << y << " gave " << results[i];
    worst = std::max(worst, distance);
  }
  printf("  %.3f ulp\n", worst);
  return worst;
}

TEST(VectorMathPow, f32) { EXPECT_LE(worstOfPairs<float>(lowering::emitPow, std::pow, 2), 2); }
TEST(VectorMathPow, f64) { EXPECT_LE(worstOfPairs<double>(lowering::emitPow, std::pow, 2), 2); }
TEST(VectorMathAtan2, f32) { EXPECT_LE(worstOfPairs<float>(lowering::emitAtan2, std::atan2, 4), 4); }
TEST(VectorMathAtan2, f64) { EXPECT_LE(worstOfPairs<double>(lowering::emitAtan2, std::atan2, 4), 4); }

TEST(VectorMathPow, isVectorized) {
  for (bool f64 : {false, true})
    expectVectorized(compileBinary(lowering::emitPow, f64), f64 ? "f64" : "f32");
}

TEST(VectorMathAtan2, isVectorized) {
  for (bool f64 : {false, true})
    expectVectorized(compileBinary(lowering::emitAtan2, f64), f64 ? "f64" : "f32");
}

} // namespace
} // namespace burin::testing
