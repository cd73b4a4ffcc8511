// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/peak.h"

#include "tools/bench/workload.h"

#include <stdexcept>

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

double fma_peak_gflops() {
  if (!__builtin_cpu_supports("fma"))
    throw std::runtime_error("this machine has no FMA");
  const bool wide = __builtin_cpu_supports("avx512f");
  const double flops = 2.0 * (wide ? 16 : 8) * chains * rounds;
  return 1e-9 * flops / least_seconds(wide ? fma_512 : fma_256, 0.2);
}

} // namespace burin::bench
