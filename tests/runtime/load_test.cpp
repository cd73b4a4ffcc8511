// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "runtime/compiler/compiler.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Load, AProgramWithoutOperationsDoesNotOpenTheCompiler) {
  const Array x = Array::of({1.f, 2.f});
  const Array y = zeros({2, 3});
  const Array z = arange(4);
  EXPECT_EQ(x.to_vector<float>()[1], 2.f);
  EXPECT_EQ(y.size() + z.size(), 10);
  EXPECT_FALSE(runtime::compiler_loaded());
}

} // namespace
} // namespace burin
