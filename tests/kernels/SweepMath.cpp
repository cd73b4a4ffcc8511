// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The elementary functions, all or those named.
//   math_sweep [NAME...]          of one argument in f32, on every f32 (polygamma: on samples), against libm in double
//   math_sweep --f64 [NAME...]    of one and two arguments in f64, on millions of samples, against libm in long double
//   math_sweep --time [NAME...]   nanoseconds per element of one argument between 0 and 4, in f32 and f64
// The first two print the greatest error, and fail beyond 2 ulp.
#include "tests/kernels/MathReference.h"
#include "tests/kernels/MathSamples.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string_view>
#include <thread>

namespace burin::testing {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Worst {
  double ulps = 0, x = 0, y = 0;
};

/// Calls `chunk(number, worst)` for all numbers on two threads.
template <class Chunk> Worst inChunks(int64_t chunks, Chunk chunk) {
  std::atomic<int64_t> next = 0;
  Worst worst[2];
  auto work = [&](Worst &mine) {
    for (int64_t number; (number = next++) < chunks;)
      chunk(number, mine);
  };
  std::thread second([&] { work(worst[1]); });
  work(worst[0]);
  second.join();
  return worst[0].ulps > worst[1].ulps ? worst[0] : worst[1];
}

/// All patterns, or every n-th.
Worst sweepF32(const MathFunction &function) {
  constexpr int64_t chunk = int64_t(1) << 20;
  const int64_t chunks = (int64_t(1) << 32) / (chunk * function.step32);
  Jit jit = compileUnary(function.emit, /*f64=*/false);
  return inChunks(chunks, [&](int64_t number, Worst &worst) {
    std::vector<float> inputs(chunk), results(chunk);
    for (int64_t i = 0; i < chunk; ++i)
      inputs[i] = std::bit_cast<float>(static_cast<uint32_t>((number * chunk + i) * function.step32));
    jit(0, chunk, inputs.data(), results.data());
    for (int64_t i = 0; i < chunk; ++i) {
      double value = function.exact32(inputs[i]);
      if (std::bit_cast<uint32_t>(static_cast<float>(value)) == std::bit_cast<uint32_t>(results[i]))
        continue; // correctly rounded
      if (double distance = ulps<float, double>(results[i], value); distance > worst.ulps)
        worst.ulps = distance, worst.x = inputs[i];
    }
  });
}

constexpr int64_t chunksOfF64 = 32;
constexpr int samplesPerExponent = 200;

Worst searchF64(const MathFunction &function) {
  Jit jit = compileUnary(function.emit, /*f64=*/true);
  return inChunks(chunksOfF64, [&](int64_t number, Worst &worst) {
    std::mt19937_64 random(static_cast<uint64_t>(number) + 100);
    std::vector<double> inputs = mathSamples<double>(samplesPerExponent, random), results(inputs.size());
    jit(0, static_cast<int64_t>(inputs.size()), inputs.data(), results.data());
    for (size_t i = 0; i < inputs.size(); ++i)
      if (double distance = ulps<double, long double>(results[i], function.exact64(inputs[i])); distance > worst.ulps)
        worst.ulps = distance, worst.x = inputs[i];
  });
}

Worst searchF64(const MathFunction2 &function) {
  Jit jit = compileBinary(function.emit, /*f64=*/true);
  return inChunks(chunksOfF64, [&](int64_t number, Worst &worst) {
    std::mt19937_64 random(static_cast<uint64_t>(number) + 100);
    Pairs<double> pairs = mathPairs<double>(100000, random);
    std::vector<double> results(pairs.x.size());
    jit(0, static_cast<int64_t>(results.size()), pairs.x.data(), pairs.y.data(), results.data());
    for (size_t i = 0; i < results.size(); ++i) {
      double x = pairs.x[i], y = pairs.y[i];
      if (double distance = ulps<double, long double>(results[i], function.exact(x, y)); distance > worst.ulps)
        worst.ulps = distance, worst.x = x, worst.y = y;
    }
  });
}

template <class T> double nanosecondsPerElement(const MathFunction &function) {
  constexpr int64_t size = 4096;
  std::vector<T> inputs(size), results(size);
  for (int64_t i = 0; i < size; ++i)
    inputs[i] = static_cast<T>(4.0 * (static_cast<double>(i) + 0.3) / size);
  Jit jit = compileUnary(function.emit, sizeof(T) == 8);
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 200; ++i) {
    auto start = Clock::now();
    jit(0, size, inputs.data(), results.data());
    best = std::min(best, secondsSince(start));
  }
  return best / size * 1e9;
}

/// Whether the name is among those given, or none is.
bool isNamed(const char *name, int count, char **names) {
  return count == 0 || std::any_of(names, names + count, [=](char *given) { return std::strcmp(given, name) == 0; });
}

class Report {
public:
  template <class Function> void add(const Function &function, Worst (*measure)(const Function &)) {
    auto start = Clock::now();
    Worst worst = measure(function);
    printf("%-10s %.3f ulp at %a %a (%.17g), %.0f s\n", function.name, worst.ulps, worst.x, worst.y, worst.x,
           secondsSince(start));
    fflush(stdout);
    ++measured;
    failed |= worst.ulps > greatestError;
  }

  void addTime(const MathFunction &function) {
    printf("%-10s %6.2f %6.2f ns\n", function.name, nanosecondsPerElement<float>(function),
           nanosecondsPerElement<double>(function));
    ++measured;
  }

  int status(int named) const {
    if (measured < named || measured == 0) {
      fprintf(stderr, "math_sweep: unknown function\n");
      return 2;
    }
    return failed ? 1 : 0;
  }

private:
  int measured = 0;
  bool failed = false;
};

int run(std::string_view mode, int count, char **names) {
  Report report;
  for (const MathFunction &function : mathFunctions())
    if (!isNamed(function.name, count, names))
      continue;
    else if (mode == "--time")
      report.addTime(function);
    else if (mode == "--f64")
      report.add<MathFunction>(function, searchF64);
    else
      report.add<MathFunction>(function, sweepF32);
  for (const MathFunction2 &function : mathFunctions2())
    if (mode == "--f64" && isNamed(function.name, count, names))
      report.add<MathFunction2>(function, searchF64);
  return report.status(count);
}

} // namespace
} // namespace burin::testing

int main(int argc, char **argv) {
  bool hasMode = argc > 1 && std::string_view(argv[1]).starts_with("--");
  return burin::testing::run(hasMode ? argv[1] : "", argc - 1 - hasMode, argv + 1 + hasMode);
}
