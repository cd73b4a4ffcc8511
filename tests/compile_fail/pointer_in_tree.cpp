// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: a tree cannot hold pointers to objects
// EXPECT: hold the object by value, in nn::Layer, or say Static<T>
#include <burin/burin.h>

#include <memory>

struct Model {
#ifdef WRONG
  std::shared_ptr<burin::Array> weight;
#else
  burin::Array weight;
  float (*activation)(float);
#endif
};
auto leaves = burin::tree::leaves(Model{});
