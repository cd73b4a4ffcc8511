// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: Static<T> needs a hash for T
#include <burin/burin.h>

struct Config {
  int width;
  bool operator==(const Config &) const = default;
#ifndef WRONG
  friend std::size_t burin_hash(const Config &c) { return static_cast<std::size_t>(c.width); }
#endif
};
auto f = burin::jit([](const burin::Array &x, burin::Static<Config> config) { return x * config.value().width; });
burin::Array y = f(burin::Array(1.f), burin::Static<Config>(Config{2}));
