// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The elementary functions against libm in wider formats, over samples of all exponents, in vectorized loops. The sweep
// over all f32 is SweepMath.cpp.
#include "tests/kernels/MathReference.h"
#include "tests/kernels/MathSamples.h"

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

template <class T> using Pattern = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

struct Worst {
  double ulps = 0, at = 0, got = 0;
};

template <class T> std::vector<T> sample() {
  std::mt19937_64 random(7);
  return mathSamples<T>(sizeof(T) == 4 ? 800 : 100, random);
}

template <class T, class Exact> Worst worstOf(const MathFunction &function, Exact (*exact)(Exact)) {
  static const std::vector<T> inputs = sample<T>();
  EXPECT_LE(static_cast<int64_t>(inputs.size()), mathCapacity);
  std::vector<T> results(inputs.size());
  Jit jit = compileUnary(function.emit, sizeof(T) == 8);
  jit(0, static_cast<int64_t>(inputs.size()), inputs.data(), results.data());
  Worst worst;
  for (size_t i = 0; i < inputs.size(); ++i) {
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
  EXPECT_LE(worst.ulps, greatestError) << "at " << worst.at << " gave " << worst.got;
}

TEST_P(VectorMath, f64) {
  Worst worst = worstOf<double, long double>(GetParam(), GetParam().exact64);
  EXPECT_LE(worst.ulps, greatestError) << "at " << worst.at << " gave " << worst.got;
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

class VectorMath2 : public ::testing::TestWithParam<MathFunction2> {};

template <class T> void expectWithinBound(const MathFunction2 &function) {
  std::mt19937_64 random(1);
  Pairs<T> inputs = mathPairs<T>(100000, random);
  std::vector<T> results(inputs.x.size());
  Jit jit = compileBinary(function.emit, sizeof(T) == 8);
  jit(0, static_cast<int64_t>(results.size()), inputs.x.data(), inputs.y.data(), results.data());
  double worst = 0;
  for (size_t i = 0; i < results.size() && !::testing::Test::HasFailure(); ++i) {
    T x = inputs.x[i], y = inputs.y[i];
    double distance = ulps<T, long double>(results[i], function.exact(x, y));
    EXPECT_LE(distance, greatestError) << x << " and " << y << " gave " << results[i];
    worst = std::max(worst, distance);
  }
  printf("  %.3f ulp\n", worst);
}

TEST_P(VectorMath2, f32) { expectWithinBound<float>(GetParam()); }
TEST_P(VectorMath2, f64) { expectWithinBound<double>(GetParam()); }

TEST_P(VectorMath2, isVectorized) {
  for (bool f64 : {false, true})
    expectVectorized(compileBinary(GetParam().emit, f64), f64 ? "f64" : "f32");
}

INSTANTIATE_TEST_SUITE_P(Functions, VectorMath2, ::testing::ValuesIn(mathFunctions2()),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
} // namespace burin::testing
