// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the function given to grad returns an Array
#include <burin/burin.h>

#ifdef WRONG
auto f = burin::grad([](const burin::Array &x) { return float(x); });
#else
auto f = burin::grad([](const burin::Array &x) { return x * x; });
#endif
burin::Array g = f(burin::Array(1.f));
