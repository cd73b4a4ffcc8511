// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: tree_at puts a value of the node's own type in its place; a part that can become another kind of layer is an
// nn::Layer
#include <burin/burin.h>

struct Model {
#ifdef WRONG
  burin::nn::Dropout drop;
#else
  burin::nn::Layer drop = burin::nn::Dropout{};
#endif
};

Model edited(const Model &model) {
  return burin::tree_at([](auto &m) -> auto & { return m.drop; }, model, burin::nn::Identity{});
}
