// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/SmallKernels.h"

#include "compiler/lowering/KernelEmission.h"
#include "compiler/lowering/Lowering.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace burin::codegen {

// Code generation takes more than linear time: beyond this many instructions a program calls its kernels.
static constexpr unsigned maxKernel = 400, maxProgram = 20000;

static SmallVector<CallInst *> smallCallsInLoops(Function &program) {
  DominatorTree dominators(program);
  LoopInfo loops(dominators);
  SmallVector<CallInst *> calls;
  for (BasicBlock &block : program)
    if (loops.getLoopFor(&block))
      for (Instruction &instruction : block)
        if (auto *call = dyn_cast<CallInst>(&instruction))
          if (Function *kernel = call->getCalledFunction();
              kernel && !kernel->isDeclaration() && kernel->hasFnAttribute(lowering::smallAttr))
            calls.push_back(call);
  return calls;
}

void inlineSmallKernels(Module &module) {
  Function *program = module.getFunction(lowering::mainSymbol);
  unsigned size = program->getInstructionCount();
  for (CallInst *call : smallCallsInLoops(*program)) {
    Function *kernel = call->getCalledFunction();
    unsigned added = kernel->getInstructionCount();
    if (added > maxKernel || size + added > maxProgram)
      continue;
    InlineFunctionInfo info;
    if (!InlineFunction(*call, info).isSuccess())
      continue;
    size += added;
    if (kernel->use_empty())
      kernel->eraseFromParent();
  }
}

bool hasLoops(Function &function) {
  DominatorTree dominators(function);
  return !LoopInfo(dominators).empty();
}

void unrollSmallLoops(Function &program, FunctionAnalysisManager &analyses) {
  LoopPassManager rotate, unroll;
  rotate.addPass(LoopRotatePass());
  rotate.addPass(LICMPass(LICMOptions()));
  unroll.addPass(IndVarSimplifyPass());
  unroll.addPass(LoopFullUnrollPass(/*OptLevel=*/2));
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(true));
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass());
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(rotate), /*UseMemorySSA=*/true));
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(unroll)));
  analyses.invalidate(program, passes.run(program, analyses));
}

} // namespace burin::codegen
