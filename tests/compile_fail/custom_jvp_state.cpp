// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: the function given to custom_jvp has no T & parameters
#include <burin/burin.h>

using namespace burin;

#ifdef WRONG
using Argument = Array &;
#else
using Argument = const Array &;
#endif
void call() {
  auto f = custom_jvp([](Argument x) { return x * 2; });
  f.defjvp([](const auto &primals, const auto &tangents) {
    return std::pair{std::get<0>(primals) * 2, std::get<0>(tangents) * 2};
  });
}
