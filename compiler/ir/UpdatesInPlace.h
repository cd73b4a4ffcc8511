// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/OpDefinition.h"

namespace burin::ir {

/// Of a KernelOp whose result is operand 0 but for some elements: its loop nest may work in the operand's memory
/// (compiler/lowering/InPlace.h).
template <typename ConcreteOp> class UpdatesInPlace : public mlir::OpTrait::TraitBase<ConcreteOp, UpdatesInPlace> {};

} // namespace burin::ir
