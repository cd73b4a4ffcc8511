// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ops.h"

#include "compiler/ir/Dialect.cpp.inc"
#include "compiler/ir/Interfaces.cpp.inc"

namespace burin::ir {

void BurinDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "compiler/ir/Ops.cpp.inc"
      >();
}

mlir::Operation *BurinDialect::materializeConstant(mlir::OpBuilder &b, mlir::Attribute value, mlir::Type type,
                                                   mlir::Location loc) {
  return nullptr;
}

} // namespace burin::ir
