// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// GFLOP/s of generated contractions on one thread beside the machine's peak, in thread CPU time.
//   kernel_matmul_bench [MxKxN[TN|NT]...]       BURIN_TARGET=x86-64-v3 for another target; BURIN_ASM=1 prints assembly
#include "compiler/lowering/contraction/Contraction.h"
#include "tests/kernels/Jit.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace burin;

namespace {

double cpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <class F> double secondsOf(F run) {
  double start = cpuSeconds();
  run();
  return cpuSeconds() - start;
}

#ifdef __x86_64__
// The accumulators must be named registers: an array of vectors is kept in memory by g++ and halves the figure.
#define CHAIN(i, r) "vfmadd231ps %%" r "0, %%" r "0, %%" r #i "\n"
#define CHAINS(r)                                                                                                      \
  CHAIN(1, r)                                                                                                          \
  CHAIN(2, r)                                                                                                          \
  CHAIN(3, r)                                                                                                          \
  CHAIN(4, r) CHAIN(5, r) CHAIN(6, r) CHAIN(7, r) CHAIN(8, r) CHAIN(9, r) CHAIN(10, r) CHAIN(11, r) CHAIN(12, r)
#define MULADD(i) "mulps %%xmm0, %%xmm" #i "\n addps %%xmm0, %%xmm" #i "\n"

double peak(unsigned vectorBits) {
  constexpr long steps = 500000;
  auto loop = [&] {
    long count = steps;
    if (vectorBits == 512)
      asm volatile("vxorps %%xmm0, %%xmm0, %%xmm0\n1:\n" CHAINS("zmm") "dec %0\n jnz 1b"
                   : "+r"(count)::"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                     "xmm10", "xmm11", "xmm12", "cc");
    else if (vectorBits == 256)
      asm volatile("vxorps %%xmm0, %%xmm0, %%xmm0\n1:\n" CHAINS("ymm") "dec %0\n jnz 1b"
                   : "+r"(count)::"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                     "xmm10", "xmm11", "xmm12", "cc");
    else
      asm volatile("xorps %%xmm0, %%xmm0\n1:\n" MULADD(1) MULADD(2) MULADD(3) MULADD(4) MULADD(5) MULADD(6) MULADD(7)
                       MULADD(8) MULADD(9) MULADD(10) MULADD(11) MULADD(12) "dec %0\n jnz 1b"
                   : "+r"(count)::"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                     "xmm10", "xmm11", "xmm12", "cc");
  };
  return 12.0 * steps * vectorBits / 32 * 2 / secondsOf(loop) * 1e-9;
}
#else
double peak(unsigned) { return 0; }
#endif

struct Case {
  int64_t m, k, n;
  std::string layout;
};

Case parse(const std::string &text) {
  Case c;
  char layout[8] = "NN";
  if (std::sscanf(text.c_str(), "%ldx%ldx%ld%7s", &c.m, &c.k, &c.n, layout) < 3)
    std::fprintf(stderr, "expected MxKxN, MxKxNTN or MxKxNNT, got %s\n", text.c_str()), std::exit(1);
  c.layout = layout;
  return c;
}

/// The clock of a shared machine swings: each round is divided by the peak of the same moment.
void measure(const Case &c) {
  bool leftTransposed = c.layout == "TN", rightTransposed = c.layout == "NT";
  const lowering::Target &target = lowering::hostTarget();
  int64_t chunks = 0;
  testing::Jit jit(
      target,
      [&](mlir::MLIRContext *context) {
        auto flat = [&](int64_t size) { return testing::flatMemref(mlir::Float32Type::get(context), size); };
        return llvm::SmallVector<mlir::MemRefType>{flat(c.m * c.k), flat(c.k * c.n), flat(c.m * c.n)};
      },
      [&](mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange arguments) {
        llvm::SmallVector<int64_t> lhs{c.m, c.k}, rhs{c.k, c.n};
        if (leftTransposed)
          std::swap(lhs[0], lhs[1]);
        if (rightTransposed)
          std::swap(rhs[0], rhs[1]);
        auto shape = lowering::contractionShape(b.getF32Type(), lhs, rhs, {}, {}, {leftTransposed ? 0 : 1},
                                                {rightTransposed ? 1 : 0});
        chunks = lowering::contractionChunks(shape, target);
        lowering::emitContraction(b, loc, shape, target, arguments[0], arguments[1], arguments[2], arguments[3],
                                  arguments[4]);
      },
      testing::leanPasses);
  if (std::getenv("BURIN_ASM"))
    std::puts(jit.assembly().c_str());
  auto data = [](int64_t size) {
    return static_cast<float *>(std::aligned_alloc(4096, (size * 4 + 8191) / 4096 * 4096));
  };
  float *a = data(c.m * c.k), *b = data(c.k * c.n), *r = data(c.m * c.n);
  for (int64_t i = 0; i < c.m * c.k; ++i)
    a[i] = static_cast<float>(i % 17) * 0.1f;
  for (int64_t i = 0; i < c.k * c.n; ++i)
    b[i] = static_cast<float>(i % 13) * 0.1f;
  double flops = 2.0 * static_cast<double>(c.m) * static_cast<double>(c.k) * static_cast<double>(c.n);
  int repeat = static_cast<int>(std::clamp(2e8 / flops, 1.0, 10000.0));
  std::vector<double> rates, ratios;
  for (int round = 0; round < 15; ++round) {
    double before = peak(target.vectorBits);
    double seconds = secondsOf([&] {
      for (int i = 0; i < repeat; ++i)
        jit(0, chunks, a, b, r);
    });
    rates.push_back(flops * repeat / seconds * 1e-9);
    ratios.push_back(rates.back() / std::max(before, peak(target.vectorBits)));
  }
  std::sort(rates.begin(), rates.end()), std::sort(ratios.begin(), ratios.end());
  std::printf("%5ld x %4ld x %4ld %s  %7.1f GFLOP/s  %5.1f %% of peak (best %5.1f)   compile %.1f + %.1f + %.1f ms, "
              "%ld chunks\n",
              c.m, c.k, c.n, c.layout.c_str(), rates.back(), 100 * ratios[ratios.size() / 2], 100 * ratios.back(),
              jit.mlirMs, jit.optMs, jit.codegenMs, chunks);
  std::free(a), std::free(b), std::free(r);
}

} // namespace

int main(int argc, char **argv) {
  std::vector<std::string> cases(argv + 1, argv + argc);
  if (cases.empty())
    cases = {"64x64x64",      "128x128x128",   "256x256x256",      "512x512x512",   "1024x1024x1024",
             "510x512x510",   "100x70x53",     "128x784x512",      "4096x64x64",    "64x4096x64",
             "64x64x4096",    "256x256x256TN", "1024x1024x1024TN", "256x256x256NT", "1024x1024x1024NT",
             "784x128x512TN", "128x512x784NT", "64x64x128",        "64x128x10",     "1x1024x1024",
             "1024x1024x1",   "1x1024x1024NT"};
  std::printf("%s, peak %.1f GFLOP/s\n", lowering::hostTarget().cpu.c_str(), peak(lowering::hostTarget().vectorBits));
  for (const std::string &text : cases)
    measure(parse(text));
}
