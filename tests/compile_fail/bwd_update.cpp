// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: bwd is called with const references
#include <burin/burin.h>

using namespace burin;

#ifdef WRONG
using Residual = Array &;
#else
using Residual = const Array &;
#endif
void call() {
  auto f = custom_vjp([](const Array &x) { return x * 2; });
  f.defvjp([](const Array &x) { return std::pair{x * 2, x}; },
           [](Residual, const Array &g) { return std::tuple{g * 2}; });
}
