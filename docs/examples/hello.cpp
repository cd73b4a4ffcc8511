// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The smallest program: one function, compiled by its first call.
#include <burin/burin.h>
#include <cstdio>

int main() {
  auto f = burin::jit([](const burin::Array &x) { return x + 1; });
  std::printf("%g\n", f(burin::ones({4})).to_vector<float>()[0]);
  std::fflush(stdout);
}
