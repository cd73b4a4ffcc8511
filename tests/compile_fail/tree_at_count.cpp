// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: tree_at takes one replacement for each node that `where` gives, in a std::tuple
#include <burin/burin.h>

struct Model {
  burin::Array a, b, c;
};

Model edited(const Model &model) {
  const auto where = [](auto &m) { return std::tie(m.a, m.b); };
#ifdef WRONG
  return burin::tree_at(where, model, std::tuple{1.f, 2.f, 3.f});
#else
  return burin::tree_at(where, model, std::tuple{1.f, 2.f});
#endif
}
