// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a parameter T& takes a non-const variable, and no temporary
#include <burin/burin.h>

auto f = burin::jit([](burin::Array &x) { x = x + 1; });
void call() {
#ifdef WRONG
  f(burin::Array(1.f));
#else
  burin::Array x(1.f);
  f(x);
#endif
}
