// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/OpDefinition.h"

namespace burin::ir {

/// Of an ElementOp whose slopes are bounded, whatever its operands are: zero cotangents stay zero, so that it may run
/// where nothing uses its results.
template <typename ConcreteOp> class BoundedSlope : public mlir::OpTrait::TraitBase<ConcreteOp, BoundedSlope> {};

} // namespace burin::ir
