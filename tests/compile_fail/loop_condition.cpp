// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the condition of a loop returns a boolean scalar
#include <burin/burin.h>

using namespace burin;

auto run(const Array &x) {
  const auto next = [](const Array &c) { return c + 1; };
#ifdef WRONG
  return lax::while_loop([](const Array &) { return 1; }, next, x);
#else
  return lax::while_loop([](const Array &c) { return c < 1; }, next, x);
#endif
}
