// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Emit.h"
#include "compiler/ops/ops.h"

#include "compiler/ir/Dialect.cpp.inc"
#include "compiler/ir/Interfaces.cpp.inc"

namespace burin::ir {

void BurinDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "compiler/ir/OpList.inc"
      >();
}

mlir::Operation *BurinDialect::materializeConstant(mlir::OpBuilder &b, mlir::Attribute value, mlir::Type type,
                                                   mlir::Location loc) {
  auto splat = llvm::dyn_cast<mlir::SplatElementsAttr>(value);
  if (!splat || splat.getType() != type)
    return nullptr;
  return Emit(b, loc).op("constant", {}, b.getNamedAttr("value", splat));
}

} // namespace burin::ir
