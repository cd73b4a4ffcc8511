// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/Index.h"
#include "compiler/ops/WindowAxis.h"

namespace burin::lowering {

/// Loops over the taps of windows that see an element.
class WindowNest {
public:
  using Taps = llvm::function_ref<void(mlir::Value tap, mlir::Value element)>;
  using AllTaps = llvm::function_ref<void(llvm::ArrayRef<mlir::Value> taps, llvm::ArrayRef<mlir::Value> elements)>;

  explicit WindowNest(IndexBuilder ix) : ix(ix) {}

  /// The taps of one window, and what they see.
  void taps(const ir::WindowAxis &axis, mlir::Value window, Taps body) const;
  /// The same of several axes, outermost first.
  void taps(llvm::ArrayRef<ir::WindowAxis> axes, llvm::ArrayRef<mlir::Value> windows, AllTaps body) const;
  /// The windows of [first, end) in which one tap sees an element, and that element: (window, element).
  void windows(const ir::WindowAxis &axis, mlir::Value tap, mlir::Value first, mlir::Value end, Taps body) const;

private:
  mlir::Value within(mlir::Value offset, int64_t limit, int64_t step) const;
  void visit(const ir::WindowAxis &axis, mlir::Value position, llvm::function_ref<void(mlir::Value)> body) const;

  IndexBuilder ix;
};

} // namespace burin::lowering
