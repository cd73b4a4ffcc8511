// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Rules.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"

namespace burin::ir {
/// Element i of each result depends on element i of each operand only.
template <typename Op> class Pointwise : public mlir::OpTrait::TraitBase<Op, Pointwise> {};
} // namespace burin::ir

#include "compiler/ir/Dialect.h.inc"

#include "compiler/ir/Interfaces.h.inc"
