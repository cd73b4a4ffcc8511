// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: nondiff names an argument that the function does not have
#include <burin/burin.h>

using namespace burin;

#ifdef WRONG
using Fixed = nondiff<2>;
#else
using Fixed = nondiff<-1>;
#endif
auto f = custom_jvp<Fixed>([](const Array &x, int n) { return x * n; });
void call() { f(Array(1.f), 2); }
