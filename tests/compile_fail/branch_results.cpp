// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the branches return different types, of which none converts to another
#include <burin/burin.h>

using namespace burin;

auto run(const Array &x) {
  const auto pair = [](const Array &x) { return std::pair{x, x}; };
#ifdef WRONG
  return lax::cond(true, pair, [](const Array &x) { return x; }, x);
#else
  return lax::cond(true, pair, [](const Array &x) { return std::pair{x, -x}; }, x);
#endif
}
