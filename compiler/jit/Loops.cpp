// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/Loops.h"

#include "compiler/lowering/KernelEmission.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace burin::codegen {

/// The loop's metadata with `property` added.
static MDNode *withProperty(const Loop &loop, MDNode *property) {
  LLVMContext &context = loop.getHeader()->getContext();
  SmallVector<Metadata *> operands{nullptr};
  if (MDNode *old = loop.getLoopID())
    append_range(operands, drop_begin(old->operands()));
  operands.push_back(property);
  MDNode *id = MDNode::getDistinct(context, operands);
  id->replaceOperandWith(0, id);
  return id;
}

PreservedAnalyses MarkParallelLoops::run(Function &function, FunctionAnalysisManager &analyses) {
  bool all = function.hasFnAttribute(lowering::elementwiseAttr);
  if (!all && !function.hasFnAttribute(lowering::independentInnermostAttr))
    return PreservedAnalyses::all();
  LLVMContext &context = function.getContext();
  LoopInfo &loops = analyses.getResult<LoopAnalysis>(function);
  auto independent = [&](const Loop *loop) { return loop && (all || loop->isInnermost()); };
  MDNode *group = MDNode::getDistinct(context, {});
  MDNode *parallel = MDNode::get(context, {MDString::get(context, "llvm.loop.parallel_accesses"), group});
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      if (independent(loops.getLoopFor(&block)) && instruction.mayReadOrWriteMemory())
        instruction.setMetadata(LLVMContext::MD_access_group, group);
  for (Loop *loop : loops.getLoopsInPreorder())
    if (independent(loop))
      loop->setLoopID(withProperty(*loop, parallel));
  return PreservedAnalyses::all();
}

static bool streamStore(Instruction &instruction) {
  auto *store = dyn_cast<StoreInst>(&instruction);
  if (!store || !store->isSimple() || !store->getValueOperand()->getType()->isVectorTy())
    return false;
  const DataLayout &layout = store->getDataLayout();
  uint64_t bytes = layout.getTypeStoreSize(store->getValueOperand()->getType());
  if (bytes != 16 && bytes != 32 && bytes != 64)
    return false;
  LLVMContext &context = store->getContext();
  store->setAlignment(Align(bytes)); // ranges begin at cache lines
  store->setMetadata(LLVMContext::MD_nontemporal,
                     MDNode::get(context, ConstantAsMetadata::get(ConstantInt::get(Type::getInt32Ty(context), 1))));
  return true;
}

PreservedAnalyses StreamStores::run(Function &function, FunctionAnalysisManager &) {
  if (!function.hasFnAttribute(lowering::streamingAttr) || !function.getParent()->getTargetTriple().isX86())
    return PreservedAnalyses::all();
  bool streams = false;
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      streams |= streamStore(instruction);
  if (!streams)
    return PreservedAnalyses::all();
  // Whoever is told that the kernel has ended reads these stores.
  for (BasicBlock &block : function)
    if (auto *end = dyn_cast<ReturnInst>(block.getTerminator()))
      IRBuilder<>(end).CreateIntrinsic(Intrinsic::x86_sse_sfence, {});
  return PreservedAnalyses::none();
}

} // namespace burin::codegen
