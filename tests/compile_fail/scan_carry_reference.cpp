// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the carry is returned, not a T&
#include <burin/burin.h>

using namespace burin;

auto run(const Array &xs) {
#ifdef WRONG
  return lax::scan([](Array &c, const Array &x) { return std::pair{c = c + x, none}; }, 0.f, xs);
#else
  return lax::scan([](Array c, const Array &x) { return std::pair{c = c + x, none}; }, 0.f, xs);
#endif
}
