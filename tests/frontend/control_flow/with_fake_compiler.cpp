// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/fake_compiler.h"

#include <gtest/gtest.h>

/// Installs the fake before the first test.
namespace {

class FakeForAll : public testing::Environment {
public:
  void SetUp() override { fake_ = new burin::testing::WithFakeCompiler; } // cached programs refer to it until the end
private:
  burin::testing::WithFakeCompiler *fake_ = nullptr;
};

const testing::Environment *const installed = testing::AddGlobalTestEnvironment(new FakeForAll);

} // namespace
