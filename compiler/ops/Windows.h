// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/Movement.h"

#include <optional>

/// What gather and scatter share: windows of an array, placed by vectors of indices.
namespace burin::ir {

/// The dimension numbers of StableHLO's gather and scatter. The array of windows (gather's result, scatter's updates)
/// has the axes of the indices without the index vector's, in order, and among them `windowAxes`, which run through the
/// window's axes: those of the operand that are neither dropped nor batch axes.
struct WindowDims {
  AxisList windowAxes;   ///< offset_dims, update_window_dims
  AxisList droppedAxes;  ///< collapsed_slice_dims, inserted_window_dims: operand axes of window extent 1
  AxisList operandBatch; ///< operand axes that run along with `indicesBatch`
  AxisList indicesBatch;
  AxisList startAxes; ///< start_index_map: operand axis of each entry of an index vector
  int64_t indexVectorAxis = 0;
  AxisList sizes;    ///< of a window, for each operand axis
  bool clips = true; ///< a window that juts out is moved inside; else it is outside as a whole

  /// The same with a new leading axis of the operand and the windows; the indices and the windows; or all three.
  WindowDims overOperand(int64_t size) const;
  WindowDims overIndices() const;
  WindowDims overBoth() const;
};

class Windows : public WindowDims {
public:
  Windows(WindowDims dims, mlir::Value operand, mlir::Value indices)
      : WindowDims(std::move(dims)), operand(Emit::typeOf(operand)), indices(Emit::typeOf(indices)) {}

  /// The constraints windows_c1 to windows_c6, in the words of the operation's attributes.
  llvm::LogicalResult check(Inference &inference) const;
  /// Of the array of windows; the constraint windows_c7.
  llvm::LogicalResult inferShape(AxisList &shape, Inference &inference) const;

  /// Operand axes that the window's axes run along, in order.
  AxisList keptAxes() const;
  /// Axes of the array of windows that are axes of the indices, in order.
  AxisList batchAxes() const;
  /// The operand axis along which each axis of the array of windows runs, or -1.
  AxisList operandAxes() const;

  /// Where the element of the array of windows at `at` stands in the operand; nothing for a window that is outside.
  std::optional<AxisList> locate(llvm::ArrayRef<int64_t> at, const Literal &indices) const;

  struct Place {
    llvm::SmallVector<mlir::Value> index; ///< within bounds
    mlir::Value inside;                   ///< i1; null: always
  };
  /// The same in emitted code; `read` gives elements of the indices.
  Place locate(mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange at,
               llvm::function_ref<mlir::Value(mlir::ValueRange)> read) const;

  mlir::RankedTensorType operand, indices;

private:
  llvm::SmallVector<int64_t> indicesShape() const;
};

/// True for the modes "clip" and "fill".
bool isWindowMode(llvm::StringRef mode);
/// "indices have dtype float32; expected an integer dtype".
llvm::LogicalResult checkIndexType(mlir::Value indices, Inference &inference);
/// An index of a window's start as `index`, moved between 0 and `limit`.
mlir::Value clipStart(mlir::OpBuilder &b, mlir::Location loc, mlir::Value start, bool isUnsigned, int64_t limit);
int64_t clipStart(const Literal &starts, int64_t i, int64_t limit);

// Rules write the operations with these.

mlir::Value gather(Emit &e, mlir::Value operand, mlir::Value indices, const WindowDims &dims);
/// What places the windows of a scatter.
llvm::SmallVector<mlir::NamedAttribute> scatterAttributes(Emit &e, const WindowDims &dims, bool unique);
/// `kind`: set, add, mul, min or max.
mlir::Value scatter(Emit &e, mlir::Value operand, mlir::Value indices, mlir::Value updates, const WindowDims &dims,
                    llvm::StringRef kind, bool unique = false);
/// result[..., i, ...] = x[..., indices[..., i, ...], ...] along `axis`; extents of the other axes are equal.
mlir::Value takeAlong(Emit &e, mlir::Value x, mlir::Value indices, int64_t axis);

} // namespace burin::ir
