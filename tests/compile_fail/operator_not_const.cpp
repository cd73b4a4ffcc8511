// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a transformation calls its function as const
#include <burin/burin.h>

struct Layer {
#ifdef WRONG
  burin::Array operator()(const burin::Array &x) { return x; }
#else
  burin::Array operator()(const burin::Array &x) const { return x; }
#endif
};
auto f = burin::grad(Layer{});
