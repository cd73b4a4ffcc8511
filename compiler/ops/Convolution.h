// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/Movement.h"
#include "compiler/ops/WindowAxis.h"

#include "compiler/ops/ConvolutionOps.h"

/// What the rules of convolution are written with.
namespace burin::ir {

/// Which axes of an operand or of the result are batch (output feature of rhs), feature and spatial.
using Layout = llvm::ArrayRef<int64_t>;

/// Windows of the spatial axes, in the order of the layouts.
WindowAxes windowsOf(ConvolutionOp op);

/// How a convolution is done, apart from its operands.
struct ConvolutionForm {
  WindowAxes windows; ///< their extents are not read
  AxisList lhsLayout, rhsLayout, resultLayout;
  int64_t featureGroups = 1, batchGroups = 1;

  static ConvolutionForm of(ConvolutionOp op);
  mlir::Value emit(Emit &e, mlir::Value lhs, mlir::Value rhs) const;
};

/// Takes `parts` out of an axis: the axis of extent parts stands before what is left of it.
mlir::Value splitAxis(Emit &e, mlir::Value x, int64_t axis, int64_t parts);
/// Makes one axis of axis `from` and of another, numbered `into` without `from`; the parts of `from` come first.
mlir::Value mergeAxis(Emit &e, mlir::Value x, int64_t from, int64_t into);

} // namespace burin::ir
