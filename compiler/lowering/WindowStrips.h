// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/WindowNest.h"

namespace burin::lowering {

/// Windows over an array in strips of neighbours along the innermost axis, with accumulators in memory for each. Loops
/// over a strip are innermost, and LLVM vectorizes them.
class WindowStrips {
public:
  WindowStrips(ir::WindowAxes axes, ir::KernelBuilder &k);

  /// Accumulators: one per lane of a strip.
  mlir::Value scratch(mlir::Type element) { return k.scratch(element, width); }

  using Element = llvm::function_ref<void(mlir::Value position)>;
  using Seen = llvm::function_ref<void(mlir::Value lane, mlir::Value position)>;
  using Window = llvm::function_ref<void(mlir::Value lane, mlir::Value window)>;

  /// For each strip: `clear` each lane, with the position of its window; `see` each position of the array that a tap
  /// sees, for each lane in row-major order of taps; `close` each lane.
  void emit(Window clear, Seen see, Window close);
  /// The same where windows write to what they see: windows that overlap come one after the other in row-major order,
  /// after `open` of each position that they may see.
  void emitExclusive(Element open, Window clear, Seen see, Window close);

private:
  using Outer = llvm::SmallVector<mlir::Value>;
  mlir::Value countFrom(mlir::Value start);
  void emitItems(llvm::function_ref<bool(const ir::WindowAxis &)> divided,
                 llvm::function_ref<void(Outer outer, mlir::Value start)> body);
  void emitRest(Outer outer, size_t d, llvm::function_ref<int64_t(const ir::WindowAxis &)> extent,
                llvm::function_ref<void(const Outer &)> body);
  void emitStrip(const Outer &outer, mlir::Value start, Window clear, Seen see, Window close);
  void emitOpen(Outer outer, mlir::Value start, Element open);
  mlir::Value position(llvm::ArrayRef<mlir::Value> outer, mlir::Value last,
                       llvm::function_ref<int64_t(const ir::WindowAxis &)> extent);

  ir::WindowAxes axes; ///< one at least
  ir::KernelBuilder &k;
  IndexBuilder ix;
  int64_t columns, blocks, width;
};

} // namespace burin::lowering
