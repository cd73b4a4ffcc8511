// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The f32 functions against long double, over a sample of all bit patterns, in vectorized loops.
#include "compiler/lowering/math/VectorMath.h"
#include "tests/kernels/Jit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace burin::testing {
namespace {

using namespace mlir;
using Unary = Value (*)(OpBuilder &, Location, Value);
using Binary = Value (*)(OpBuilder &, Location, Value, Value);

constexpr int64_t capacity = int64_t(1) << 24;

template <class F> Jit compileLoop(int operands, Type (*element)(MLIRContext *), F emit) {
  return Jit(
      lowering::hostTarget(),
      [&](MLIRContext *context) {
        return llvm::SmallVector<MemRefType>(operands + 1, flatMemref(element(context), capacity));
      },
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        Value one = arith::ConstantIndexOp::create(b, loc, 1);
        auto loop = scf::ForOp::create(b, loc, arguments[operands + 1], arguments[operands + 2], one);
        b.setInsertionPointToStart(loop.getBody());
        llvm::SmallVector<Value> inputs;
        for (int i = 0; i < operands; ++i)
          inputs.push_back(memref::LoadOp::create(b, loc, arguments[i], loop.getInductionVar()));
        memref::StoreOp::create(b, loc, emit(b, loc, inputs), arguments[operands], loop.getInductionVar());
        b.setInsertionPointAfter(loop);
      },
      vectorizingPasses);
}

Type f32Type(MLIRContext *context) { return Float32Type::get(context); }
Type f64Type(MLIRContext *context) { return Float64Type::get(context); }

Jit compileUnary(Unary function, Type (*element)(MLIRContext *) = f32Type) {
  return compileLoop(1, element, [=](OpBuilder &b, Location loc, ValueRange x) { return function(b, loc, x[0]); });
}

/// Distance in units of the last place of the f32 nearest to the exact value.
double ulps(float got, long double exact) {
  float nearest = static_cast<float>(exact);
  if (std::isnan(nearest) || std::isnan(got))
    return std::isnan(nearest) && std::isnan(got) ? 0 : 1e30;
  if (nearest == 0 && got == 0 && exact == 0)
    return std::signbit(got) == std::signbit(static_cast<float>(exact)) ? 0 : 1e30;
  if (std::isinf(nearest) || std::isinf(got)) {
    if (nearest == got)
      return 0;
    float finite = std::isinf(nearest) ? got : nearest;
    return std::abs(finite) == std::numeric_limits<float>::max() ? 1 : 1e30;
  }
  float magnitude = std::max(std::abs(nearest), std::numeric_limits<float>::min());
  long double unit = std::ldexp(1.0L, std::ilogb(magnitude) - 23);
  return static_cast<double>(std::abs(static_cast<long double>(got) - exact) / unit);
}

/// Every 1021st pattern, and around each power of two, and around multiples of pi/2, where sine and cosine cancel.
std::vector<float> sample() {
  std::vector<float> values;
  for (uint64_t pattern = 0; pattern < (uint64_t(1) << 32); pattern += 1021)
    values.push_back(std::bit_cast<float>(static_cast<uint32_t>(pattern)));
  for (uint32_t exponent = 0; exponent < 512; ++exponent)
    for (int32_t near = -64; near <= 64; ++near)
      values.push_back(std::bit_cast<float>((exponent << 23) + static_cast<uint32_t>(near)));
  for (int64_t i = 1; i < 200000; ++i) {
    float angle = static_cast<float>(static_cast<double>(i) * 1.5707963267948966);
    values.insert(values.end(), {angle, -angle, std::nextafter(angle, 0.0f), std::nextafter(angle, 1e30f)});
  }
  // The f32 closest to a multiple of pi/2 relative to its size, and other hard ones (Muller 2016, table 11.1).
  values.insert(values.end(),
                {16367173.0f * 0x1p72f, 0x1.f3704cp+119f, 0x1.6ac5b2p+49f, std::numeric_limits<float>::max()});
  return values;
}

struct Worst {
  double ulps = 0;
  float at = 0, got = 0;
};

void checkUnary(const char *name, Unary emit, long double (*exact)(long double), double bound) {
  static const std::vector<float> inputs = sample();
  ASSERT_LE(static_cast<int64_t>(inputs.size()), capacity);
  std::vector<float> results(inputs.size());
  Jit jit = compileUnary(emit);
  jit(0, static_cast<int64_t>(inputs.size()), inputs.data(), results.data());
  Worst worst;
  for (size_t i = 0; i < inputs.size(); ++i) {
    double distance = ulps(results[i], exact(inputs[i]));
    if (distance > worst.ulps)
      worst = {distance, inputs[i], results[i]};
  }
  printf("  %s: %.3f ulp at %a (%.9g): %.9g, exactly %.12Lg\n", name, worst.ulps, worst.at, worst.at, worst.got,
         exact(worst.at));
  EXPECT_LE(worst.ulps, bound) << name << " at " << worst.at << " gave " << worst.got;
}

long double exactLogistic(long double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

TEST(VectorMath, exp) { checkUnary("exp", lowering::emitExp, std::exp, 1); }
TEST(VectorMath, expm1) { checkUnary("expm1", lowering::emitExpm1, std::expm1, 2); }
TEST(VectorMath, log) { checkUnary("log", lowering::emitLog, std::log, 2); }
TEST(VectorMath, log1p) { checkUnary("log1p", lowering::emitLog1p, std::log1p, 2); }
TEST(VectorMath, tanh) { checkUnary("tanh", lowering::emitTanh, std::tanh, 2); }
TEST(VectorMath, logistic) { checkUnary("logistic", lowering::emitLogistic, exactLogistic, 2); }
TEST(VectorMath, sin) { checkUnary("sin", lowering::emitSin, std::sin, 2); }
TEST(VectorMath, cos) { checkUnary("cos", lowering::emitCos, std::cos, 2); }
TEST(VectorMath, rsqrt) {
  checkUnary("rsqrt", lowering::emitRsqrt, [](long double x) { return 1 / std::sqrt(x); }, 1.5);
}

/// Pairs of random patterns, pairs whose power is a finite f32, and all pairs of special values.
void powSample(std::vector<float> &xs, std::vector<float> &ys) {
  std::mt19937 random(1);
  auto pattern = [&] { return std::bit_cast<float>(static_cast<uint32_t>(random())); };
  auto add = [&](float x, float y) { xs.push_back(x), ys.push_back(y); };
  for (int i = 0; i < 300000; ++i) {
    add(pattern(), pattern());
    float x = std::abs(pattern());
    add(x, static_cast<float>((std::ldexp(static_cast<double>(random()), -32) * 300 - 150) / std::log2(x)));
    float close = 1 + std::ldexp(static_cast<float>(static_cast<int32_t>(random())), -31 - i % 22);
    add(close, static_cast<float>((std::ldexp(static_cast<double>(random()), -32) * 300 - 150) / std::log2(close)));
    add(-x, static_cast<float>(static_cast<int>(random() % 41) - 20));
  }
  constexpr float inf = std::numeric_limits<float>::infinity();
  std::vector<float> specials = {0,
                                 1,
                                 2,
                                 3,
                                 0.5f,
                                 1.5f,
                                 2.5f,
                                 1e-45f,
                                 1e-38f,
                                 16777215.0f,
                                 16777216.0f,
                                 33554432.0f,
                                 std::numeric_limits<float>::max(),
                                 inf,
                                 NAN,
                                 0.99999994f,
                                 1.0000001f,
                                 8388607.5f,
                                 4194303.5f,
                                 8388609.0f,
                                 1e30f};
  for (float x : specials)
    for (float y : specials)
      for (int signs = 0; signs < 4; ++signs)
        add(signs & 1 ? -x : x, signs & 2 ? -y : y);
}

TEST(VectorMath, pow) {
  std::vector<float> xs, ys;
  powSample(xs, ys);
  std::vector<float> results(xs.size());
  Jit jit = compileLoop(2, f32Type,
                        [](OpBuilder &b, Location loc, ValueRange x) { return lowering::emitPow(b, loc, x[0], x[1]); });
  jit(0, static_cast<int64_t>(xs.size()), xs.data(), ys.data(), results.data());
  double worst = 0;
  for (size_t i = 0; i < xs.size(); ++i) {
    long double exact = std::pow(static_cast<long double>(xs[i]), static_cast<long double>(ys[i]));
    double distance = ulps(results[i], exact);
    EXPECT_LE(distance, 2) << xs[i] << " ^ " << ys[i] << " gave " << results[i];
    worst = std::max(worst, distance);
    if (::testing::Test::HasFailure())
      break;
  }
  printf("  pow: %.3f ulp\n", worst);
}

/// One by one and in vectors: a kernel's tail and its body must agree.
TEST(VectorMath, bitsDoNotDependOnVectorization) {
  for (Unary function : {lowering::emitExp, lowering::emitSin, lowering::emitTanh, lowering::emitLog1p}) {
    Jit jit = compileUnary(function);
    std::vector<float> inputs(4099), together(inputs.size()), alone(inputs.size());
    std::mt19937 random(2);
    for (float &x : inputs)
      x = std::ldexp(static_cast<float>(static_cast<int32_t>(random())), -25);
    jit(0, static_cast<int64_t>(inputs.size()), inputs.data(), together.data());
    for (int64_t i = 0; i < static_cast<int64_t>(inputs.size()); ++i)
      jit(i, i + 1, inputs.data(), alone.data());
    EXPECT_TRUE(std::equal(together.begin(), together.end(), alone.begin(),
                           [](float x, float y) { return std::bit_cast<uint32_t>(x) == std::bit_cast<uint32_t>(y); }));
  }
}

TEST(VectorMath, f64) {
  std::pair<Unary, double (*)(double)> functions[] = {
      {lowering::emitExp, std::exp},
      {lowering::emitExpm1, std::expm1},
      {lowering::emitLog, std::log},
      {lowering::emitLog1p, std::log1p},
      {lowering::emitTanh, std::tanh},
      {lowering::emitSin, std::sin},
      {lowering::emitCos, std::cos},
      {lowering::emitLogistic, [](double x) { return 1 / (1 + std::exp(-x)); }},
      {lowering::emitRsqrt, [](double x) { return 1 / std::sqrt(x); }}};
  for (auto [emit, exact] : functions) {
    Jit jit = compileUnary(emit, f64Type);
    double inputs[] = {1e-10, 0.25, 1.5, 700.0}, results[4];
    jit(0, 4, inputs, results);
    for (int i = 0; i < 4; ++i)
      EXPECT_DOUBLE_EQ(results[i], exact(inputs[i]));
  }
}

/// Not a bar, a figure: milliseconds for a million elements on one thread.
TEST(VectorMath, speed) {
  std::pair<const char *, Unary> functions[] = {{"exp", lowering::emitExp},   {"expm1", lowering::emitExpm1},
                                                {"log", lowering::emitLog},   {"log1p", lowering::emitLog1p},
                                                {"tanh", lowering::emitTanh}, {"logistic", lowering::emitLogistic},
                                                {"sin", lowering::emitSin},   {"rsqrt", lowering::emitRsqrt}};
  std::vector<float> inputs(1 << 20), results(1 << 20);
  for (size_t i = 0; i < inputs.size(); ++i)
    inputs[i] = static_cast<float>(i % 20011) * 0.002f;
  for (auto [name, emit] : functions) {
    Jit jit = compileUnary(emit);
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
      auto start = std::chrono::steady_clock::now();
      jit(0, 1 << 20, inputs.data(), results.data());
      best =
          std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    printf("  %-8s %.3f ms; compiled in %.1f + %.1f + %.1f ms\n", name, best, jit.mlirMs, jit.optMs, jit.codegenMs);
    EXPECT_GT(best, 0);
  }
}

} // namespace
} // namespace burin::testing
