// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/session.h"
#include "frontend/compile/symbolize.h"

namespace burin::bridge {

namespace {

class IrCompiler final : public runtime::Compiler {
public:
  std::unique_ptr<runtime::Session> begin_session() override { return std::make_unique<IrSession>(); }
  std::string symbolize(const void *return_address) override { return bridge::symbolize(return_address); }
};

} // namespace
} // namespace burin::bridge

/// What libburin.so looks up after loading this library.
extern "C" __attribute__((visibility("default"))) burin::runtime::Compiler *burin_create_compiler() {
  static burin::bridge::IrCompiler compiler;
  return &compiler;
}
