// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <vector>

namespace burin::codegen {

/// `void main(void **argumentsThenResults, void *arena)`
using ProgramMain = void (*)(void **, void *);

/// Linked code of one program; it lives as long as this object.
class NativeCode {
public:
  static llvm::Expected<std::unique_ptr<NativeCode>> link(std::vector<std::unique_ptr<llvm::MemoryBuffer>> objects);
  virtual ~NativeCode() = default;

  ProgramMain main = nullptr;
};

/// Addresses of what generated code may call: memory, libm, soft-float conversions and the thread pool.
struct RuntimeSymbol {
  const char *name;
  void *address;
};
llvm::ArrayRef<RuntimeSymbol> runtimeSymbols();

} // namespace burin::codegen
