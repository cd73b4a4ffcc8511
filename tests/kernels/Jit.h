// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/Target.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <memory>
#include <string>

namespace burin::testing {

/// One function `kernel(memrefs..., lo, hi)` compiled alone, without the rest of the compiler.
class Jit {
public:
  /// `body` gets the arguments: one per memref, then lo and hi.
  using Body = llvm::function_ref<void(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;
  using Types = llvm::function_ref<llvm::SmallVector<mlir::MemRefType>(mlir::MLIRContext *)>;

  /// `passes` is a pipeline of LLVM's pass builder.
  Jit(const lowering::Target &target, Types types, Body body, llvm::StringRef passes);
  Jit(Jit &&);
  ~Jit();

  template <class... Pointers> void operator()(int64_t lo, int64_t hi, Pointers... pointers) const {
    reinterpret_cast<void (*)(Pointers..., int64_t, int64_t)>(entry)(pointers..., lo, hi);
  }

  std::string assembly() const;

  double mlirMs = 0, optMs = 0, codegenMs = 0;

private:
  struct State;
  std::unique_ptr<State> state;
  void *entry = nullptr;
};

/// What kernels of explicit vectors need, and what loops to be vectorized need.
extern const char *const leanPasses, *const vectorizingPasses;

mlir::MemRefType flatMemref(mlir::Type element, int64_t size);

} // namespace burin::testing
