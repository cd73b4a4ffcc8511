// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: `where` of tree_at gives a reference into the tree
#include <burin/burin.h>

struct Model {
  burin::Array a;
};

Model edited(const Model &model) {
#ifdef WRONG
  const auto where = [](auto &m) { return m.a; };
#else
  const auto where = [](auto &m) -> auto & { return m.a; };
#endif
  return burin::tree_at(where, model, 2.f);
}
