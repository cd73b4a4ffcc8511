// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the function given to custom_vjp or custom_jvp spells its parameter types
// EXPECT: custom_vjp(f, fwd, bwd)
#include <burin/burin.h>

#ifdef WRONG
auto f = burin::custom_vjp([](const auto &x) { return x; });
#else
auto f = burin::custom_vjp([](const burin::Array &x) { return x; });
#endif
