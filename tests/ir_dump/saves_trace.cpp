// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// saves_trace FILE: saves the trace of a checkpointed gradient; saves_trace --die: compiles it, then dies.
#include <burin/burin.h>

#include <cstdio>
#include <cstdlib>
#include <string>

using namespace burin;

static Array wave(const Array &x) { return sum(sin(sin(x))); }

int main(int, char **argv) {
  const auto slope = jit(grad(checkpoint(wave)));
  if (std::string(argv[1]) != "--die") {
    slope.trace(ones({8})).save(argv[1]);
    return 0;
  }
  std::puts("printed by the program");
  std::fflush(stdout);
  slope(ones({8}));
  std::abort();
}
