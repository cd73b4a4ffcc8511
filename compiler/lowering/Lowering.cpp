// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Lowering.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/lowering/MainFunction.h"
#include "compiler/lowering/math/SplitFma.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/SetVector.h"

#include <map>

using namespace mlir;

namespace burin::lowering {

void registerDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, func::FuncDialect, LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect,
                  scf::SCFDialect, vector::VectorDialect>();
}

void loadDialects(MLIRContext *context) {
  context->loadDialect<arith::ArithDialect, func::FuncDialect, LLVM::LLVMDialect, math::MathDialect,
                       memref::MemRefDialect, scf::SCFDialect, vector::VectorDialect>();
}

namespace {

/// Kernels in loops, by the kernel on arrays.
class EmittedKernels {
public:
  EmittedKernels(ModuleOp module, const Target &target) : module(module), target(target) {}

  LogicalResult emit(func::CallOp call) {
    auto kernel = module.lookupSymbol<func::FuncOp>(call.getCallee());
    auto [it, fresh] = emitted.insert({kernel, {}});
    if (!fresh)
      return success();
    std::string name = (kernel.getName() + "_" + Twine(emitted.size() - 1)).str();
    FailureOr<EmittedKernel> result = emitKernel(kernel, name, target);
    if (succeeded(result))
      it->second = *result;
    return result;
  }

  const EmittedKernel &of(func::CallOp call) const { return emitted.at(module.lookupSymbol(call.getCallee())); }

private:
  mutable ModuleOp module;
  const Target &target;
  std::map<Operation *, EmittedKernel> emitted;
};

/// The program and the functions of its loops and branches.
SmallVector<func::FuncOp> functionsOf(ModuleOp module, func::FuncOp program) {
  llvm::SetVector<Operation *> found;
  found.insert(program);
  for (size_t next = 0; next < found.size(); ++next)
    for (auto op : cast<func::FuncOp>(found[next]).getOps<ir::ControlFlow>())
      for (FlatSymbolRefAttr name : cast<ir::CallLike>(*op).callees())
        found.insert(module.lookupSymbol(name.getAttr()));
  return llvm::map_to_vector(found, [](Operation *op) { return cast<func::FuncOp>(op); });
}

} // namespace

LogicalResult lowerToLoops(ModuleOp module, const Target &target) {
  loadDialects(module.getContext());
  func::FuncOp program = programOf(module);
  if (!program || !program->hasAttr(arenaBytesAttr))
    return module.emitError("a program is lowered after its memory is planned");
  EmittedKernels kernels(module, target);
  SmallVector<func::FuncOp> functions = functionsOf(module, program);
  for (func::FuncOp function : functions)
    for (auto call : function.getOps<func::CallOp>())
      if (failed(kernels.emit(call)))
        return failure();
  emitMain(module, program, [&](func::CallOp call) -> const EmittedKernel & { return kernels.of(call); });
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (llvm::is_contained(functions, function) || function->hasAttr(kernelAttr))
      function.erase();
  if (!target.hasFma)
    splitFma(module);
  return success();
}

LogicalResult lowerToLLVM(ModuleOp module, const Target &target) {
  if (failed(lowerToLoops(module, target)))
    return failure();
  return convertToLLVM(module);
}

} // namespace burin::lowering
