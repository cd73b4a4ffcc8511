// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

/// A compiler that interprets, so that tracing is tested without MLIR. Elements are computed as double.
namespace burin::testing {

struct Counts {
  std::atomic<int> sessions = 0, functions = 0, compiled = 0, runs = 0;
};

class FakeCompiler : public runtime::Compiler {
public:
  std::unique_ptr<runtime::Session> begin_session() override;
  Counts counts;
};

/// The process's fake, installed for the life of this object; programs cached before are forgotten.
class WithFakeCompiler {
public:
  WithFakeCompiler();
  ~WithFakeCompiler();
  FakeCompiler compiler;
};

} // namespace burin::testing
