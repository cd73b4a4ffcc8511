// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every f32 function of one argument, on every f32, against libm in double.
//   math_sweep [NAME...]     all functions, or those named; fails beyond the function's bound
#include "tests/kernels/MathReference.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

namespace burin::testing {
namespace {

constexpr int64_t chunk = int64_t(1) << 20, chunks = (int64_t(1) << 32) / chunk;

struct Worst {
  double ulps = 0;
  float at = 0;
};

/// All patterns of one chunk.
Worst sweepChunk(const Jit &jit, double (*exact)(double), int64_t number) {
  std::vector<float> inputs(chunk), results(chunk);
  for (int64_t i = 0; i < chunk; ++i)
    inputs[i] = std::bit_cast<float>(static_cast<uint32_t>(number * chunk + i));
  jit(0, chunk, inputs.data(), results.data());
  Worst worst;
  for (int64_t i = 0; i < chunk; ++i) {
    double value = exact(inputs[i]);
    if (std::bit_cast<uint32_t>(static_cast<float>(value)) == std::bit_cast<uint32_t>(results[i]))
      continue; // correctly rounded
    double distance = ulps<float, double>(results[i], value);
    if (distance > worst.ulps)
      worst = {distance, inputs[i]};
  }
  return worst;
}

Worst sweep(const MathFunction &function) {
  Jit jit = compileUnary(function.emit, /*f64=*/false);
  std::atomic<int64_t> next = 0;
  Worst worst[2];
  auto work = [&](Worst &mine) {
    for (int64_t number; (number = next++) < chunks;)
      if (Worst found = sweepChunk(jit, function.exact32, number); found.ulps > mine.ulps)
        mine = found;
  };
  std::thread second([&] { work(worst[1]); });
  work(worst[0]);
  second.join();
  return worst[0].ulps > worst[1].ulps ? worst[0] : worst[1];
}

bool isNamed(const char *name, int count, char **names) {
  return count == 0 || std::any_of(names, names + count, [=](char *given) { return std::strcmp(given, name) == 0; });
}

int run(int count, char **names) {
  int status = 0, swept = 0;
  for (const MathFunction &function : mathFunctions()) {
    if (!isNamed(function.name, count, names))
      continue;
    auto start = std::chrono::steady_clock::now();
    Worst worst = sweep(function);
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    printf("%-9s %.3f ulp at %a (%.9g), %.0f s\n", function.name, worst.ulps, worst.at, worst.at, seconds);
    fflush(stdout);
    ++swept;
    if (worst.ulps > function.bound)
      status = 1;
  }
  if (swept < count || swept == 0) {
    fprintf(stderr, "math_sweep: unknown function\n");
    return 2;
  }
  return status;
}

} // namespace
} // namespace burin::testing

int main(int argc, char **argv) { return burin::testing::run(argc - 1, argv + 1); }
