// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a transformation calls its function as const
// EXPECT: pass the state as a T& argument instead
#include <burin/burin.h>

#ifdef WRONG
auto f = burin::jit([n = 0](const burin::Array &x) mutable { return x + n++; });
#else
auto f = burin::jit([n = 0](const burin::Array &x) { return x + n; });
#endif
