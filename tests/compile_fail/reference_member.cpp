// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the fields of this aggregate cannot be counted
#include <burin/burin.h>

burin::Array weight(1.f);
struct Model {
#ifdef WRONG
  burin::Array &weight;
#else
  burin::Array weight;
#endif
};
auto leaves = burin::tree::leaves(Model{weight});
