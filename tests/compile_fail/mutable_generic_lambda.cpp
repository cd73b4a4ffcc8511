// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a transformation calls its function as const
#include <burin/burin.h>

#ifdef WRONG
auto f = burin::jit([n = 0](auto x) mutable { return x + n++; });
#else
auto f = burin::jit([n = 0](auto x) { return x + n; });
#endif
burin::Array y = f(burin::Array(1.f));
