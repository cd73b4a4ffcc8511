// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: grad<I> differentiates an argument that the call does not have
#include <burin/burin.h>

#ifdef WRONG
auto f = burin::grad<2>([](const burin::Array &x, const burin::Array &y) { return x * y; });
#else
auto f = burin::grad<-1>([](const burin::Array &x, const burin::Array &y) { return x * y; });
#endif
burin::Array g = f(burin::Array(1.f), burin::Array(2.f));
