// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the body of a scan returns std::pair{carry, y}
#include <burin/burin.h>

using namespace burin;

auto run(const Array &xs) {
#ifdef WRONG
  return lax::scan([](const Array &c, const Array &x) { return c + x; }, 0.f, xs);
#else
  return lax::scan([](const Array &c, const Array &x) { return std::pair{c + x, none}; }, 0.f, xs);
#endif
}
