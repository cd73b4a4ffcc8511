// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a tree cannot hold const members
#include <burin/burin.h>

struct Model {
#ifdef WRONG
  const burin::Array weight;
#else
  burin::Array weight;
#endif
};
auto leaves = burin::tree::leaves(Model{burin::Array(1.f)});
