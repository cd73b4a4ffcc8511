// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: Static<T> needs operator== for T
#include <burin/burin.h>

struct Config {
  int width;
#ifndef WRONG
  bool operator==(const Config &) const = default;
#endif
  friend std::size_t burin_hash(const Config &c) { return static_cast<std::size_t>(c.width); }
};
burin::Static<Config> config(Config{2});
