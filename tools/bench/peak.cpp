// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/peak.h"

#include "runtime/parallel.h"
#include "tools/bench/measure.h"
#include "tools/bench/workload.h"

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace burin::bench {

namespace {

constexpr long rounds = 100000;
constexpr int chains = 12; // latency 4 x 2 ports needs 8; 12 leaves slack

// One asm block: a C++ array of vectors is kept in memory by g++ and measures half the peak.
#define BURIN_FMA_LOOP(R)                                                                                              \
  long n = rounds;                                                                                                     \
  asm volatile("1:\n"                                                                                                  \
               "vfmadd231ps %%" R "15,%%" R "14,%%" R "0\nvfmadd231ps %%" R "15,%%" R "14,%%" R "1\n"                  \
               "vfmadd231ps %%" R "15,%%" R "14,%%" R "2\nvfmadd231ps %%" R "15,%%" R "14,%%" R "3\n"                  \
               "vfmadd231ps %%" R "15,%%" R "14,%%" R "4\nvfmadd231ps %%" R "15,%%" R "14,%%" R "5\n"                  \
               "vfmadd231ps %%" R "15,%%" R "14,%%" R "6\nvfmadd231ps %%" R "15,%%" R "14,%%" R "7\n"                  \
               "vfmadd231ps %%" R "15,%%" R "14,%%" R "8\nvfmadd231ps %%" R "15,%%" R "14,%%" R "9\n"                  \
               "vfmadd231ps %%" R "15,%%" R "14,%%" R "10\nvfmadd231ps %%" R "15,%%" R "14,%%" R "11\n"                \
               "dec %0\njnz 1b\nvzeroupper\n"                                                                          \
               : "+r"(n)::"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",     \
                 "xmm11", "xmm14", "xmm15", "cc")

void fma_256() { BURIN_FMA_LOOP("ymm"); }
void fma_512() { BURIN_FMA_LOOP("zmm"); }

#undef BURIN_FMA_LOOP

} // namespace

FmaLoop fma_loop() {
  if (!__builtin_cpu_supports("fma"))
    throw std::runtime_error("this machine has no FMA");
  const bool wide = __builtin_cpu_supports("avx512f");
  return {wide ? fma_512 : fma_256, 2.0 * (wide ? 16 : 8) * chains * rounds};
}

static double fma_peak() {
  const FmaLoop loop = fma_loop();
  return 1e-9 * loop.flops / least_seconds(loop.run, 0.2);
}

/// Bytes read and written by the C library's memcpy, on as many threads as compiled programs use.
static double copy_bandwidth() {
  constexpr std::int64_t bytes = std::int64_t{1} << 27, slice = std::int64_t{1} << 24;
  std::vector<char> from(bytes, 1), to(bytes);
  void *ends[] = {from.data(), to.data()};
  auto copy = [](void **ends, std::int64_t lo, std::int64_t hi) {
    std::memcpy(static_cast<char *>(ends[1]) + lo, static_cast<const char *>(ends[0]) + lo,
                static_cast<std::size_t>(hi - lo));
  };
  const double seconds = least_seconds([&] { burin_parallel_for(copy, ends, bytes, slice); });
  if (from != to)
    throw std::runtime_error("copy_bandwidth_gbs: the copy differs");
  return 1e-9 * 2 * bytes / seconds;
}

std::vector<Workload> machine_workloads() {
  return {{"fma_peak_gflops", fma_peak}, {"copy_bandwidth_gbs", copy_bandwidth}};
}

} // namespace burin::bench
