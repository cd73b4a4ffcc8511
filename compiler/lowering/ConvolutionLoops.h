// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/contraction/Contraction.h"
#include "compiler/ops/WindowAxis.h"

namespace burin::lowering {

/// A convolution as loops over dense arrays. Strides A are those of lhs, B those of rhs; the strides of a spatial axis
/// go with an element that is seen and with a tap.
struct ConvolutionLoops {
  /// An axis of the result; along a window axis the stride A is that of the elements seen.
  struct Axis {
    ContractionAxis axis;
    int window = -1;
  };
  llvm::SmallVector<Axis> result; ///< from the outermost to the innermost; features are two: groups, and within
  ContractionAxis depth;          ///< input features of a group
  ir::WindowAxes windows;         ///< of the spatial axes
  llvm::SmallVector<ContractionAxis> taps; ///< of the spatial axes
};

/// Any convolution: strips of the innermost axis of the result.
void emitConvolutionLoops(const ConvolutionLoops &loops, mlir::Type element, ir::KernelBuilder &k);

} // namespace burin::lowering
