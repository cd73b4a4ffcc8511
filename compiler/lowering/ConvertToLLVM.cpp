// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/EqualFunctions.h"
#include "compiler/lowering/Lowering.h"
#include "compiler/lowering/Probe.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace burin::lowering {

/// Loads and stores take their pointers out of descriptors of memory; what remains are the pointers. Without
/// this, equal code over arrays of different extents would differ in descriptors that nothing reads.
static void foldDescriptors(ModuleOp module) {
  module.walk([](LLVM::ExtractValueOp extract) {
    SmallVector<OpFoldResult> folded;
    if (succeeded(extract->fold(folded)) && folded.size() == 1)
      if (auto value = dyn_cast<Value>(folded[0])) {
        extract.getResult().replaceAllUsesWith(value);
        extract.erase();
      }
  });
  eraseDeadOperations(module);
}

LogicalResult convertToLLVM(ModuleOp module) {
  MLIRContext *context = module.getContext();
  context->loadDialect<cf::ControlFlowDialect, LLVM::LLVMDialect>();
  LowerToLLVMOptions options(context);
  options.useBarePtrCallConv = true; // kernels take raw pointers
  options.overrideIndexBitwidth(64);
  LLVMTypeConverter types(context, options);

  RewritePatternSet patterns(context);
  populateSCFToControlFlowConversionPatterns(patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  populateMathToLLVMConversionPatterns(types, patterns);
  populateVectorToLLVMConversionPatterns(types, patterns);
  populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
  populateFuncToLLVMConversionPatterns(types, patterns);

  LLVMConversionTarget target(*context);
  target.addLegalOp<ModuleOp>();
  if (failed(applyFullConversion(module, target, std::move(patterns))))
    return failure();
  foldDescriptors(module);
  shareEqualFunctions(module);
  return success();
}

} // namespace burin::lowering
