// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT: burin: Static<T> needs operator== for T
#include <burin/burin.h>

#ifdef WRONG
burin::Static<burin::Array> rate(burin::Array(0.5f));
#else
burin::Static<double> rate(0.5);
#endif
