// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a tree cannot hold pointers to objects
#include <burin/burin.h>

#ifdef WRONG
auto f = burin::jit([](const burin::Array *x) { return *x; });
#else
auto f = burin::jit([](const burin::Array &x) { return x; });
#endif
void call(const burin::Array &x) {
#ifdef WRONG
  f(&x);
#else
  f(x);
#endif
}
