// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the body of a scan returns a carry of another type than the initial one
#include <burin/burin.h>

using namespace burin;

struct Cell {
  Array h;
};

auto run(const Array &xs) {
#ifdef WRONG
  return lax::scan([](const Cell &c, const Array &x) { return std::pair{c.h + x, none}; }, Cell{xs}, xs);
#else
  return lax::scan([](const Cell &c, const Array &x) { return std::pair{Cell{c.h + x}, none}; }, Cell{xs}, xs);
#endif
}
