// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Libm.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace burin::lowering {
namespace {

void declare(OpBuilder &b, Location loc, StringRef name, Type type) {
  auto module = b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  if (!module || module.lookupSymbol(name)) // cost estimates emit into functions outside of any module
    return;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(module.getBody());
  auto function = LLVM::LLVMFuncOp::create(b, loc, name, LLVM::LLVMFunctionType::get(type, type));
  auto none = LLVM::ModRefInfo::NoModRef;
  function.setMemoryEffectsAttr(LLVM::MemoryEffectsAttr::get(b.getContext(), {none, none, none}));
  function.setNoUnwind(true);
  function.setWillReturn(true);
}

} // namespace

Value emitLibm(OpBuilder &b, Location loc, StringRef name, Value x) {
  Type element = getElementTypeOrSelf(x.getType());
  declare(b, loc, name, element);
  auto call = [&](Value scalar) { return LLVM::CallOp::create(b, loc, TypeRange(element), name, scalar).getResult(); };
  auto vector = dyn_cast<VectorType>(x.getType());
  if (!vector)
    return call(x);
  Value result = x;
  for (int64_t i = 0; i < vector.getNumElements(); ++i)
    result =
        vector::InsertOp::create(b, loc, call(vector::ExtractOp::create(b, loc, x, ArrayRef(i))), result, ArrayRef(i));
  return result;
}

} // namespace burin::lowering
