// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_VERIFYSTAGE
#include "passes/Passes.h.inc"

namespace {

/// Operations that no later stage may hold, by the stage whose end takes them away.
struct Illegal {
  llvm::StringLiteral stage;
  llvm::StringLiteral operation;
};
constexpr Illegal illegalAfter[] = {
    {"vjp", "burin.vjp_call"},          {"vjp", "burin.jvp_call"},     {"vjp", "burin.vmap_call"},
    {"remat", "burin.rematerialize"},   {"remat", "burin.checkpoint"}, {"remat", "burin.custom_vjp_call"},
    {"remat", "burin.custom_jvp_call"}, {"clean", "burin.call"},
};
constexpr llvm::StringLiteral stages[] = {"traced", "vjp", "remat", "clean"};

bool isOver(StringRef stage, StringRef reached) { return llvm::find(stages, stage) <= llvm::find(stages, reached); }

} // namespace

bool knowsStage(StringRef stage) { return llvm::is_contained(stages, stage); }

LogicalResult verifyStage(ModuleOp module, StringRef stage) {
  if (!knowsStage(stage))
    return module.emitError() << "there is no stage '" << stage << "'; expected traced, vjp, remat or clean";
  llvm::StringMap<StringRef> illegal;
  for (const Illegal &entry : illegalAfter)
    if (isOver(entry.stage, stage))
      illegal[entry.operation] = entry.stage;
  WalkResult result = module.walk([&](Operation *op) {
    auto entry = illegal.find(op->getName().getStringRef());
    if (entry == illegal.end())
      return WalkResult::advance();
    op->emitError() << "[" << op->getName().stripDialect() << "] must not be left after stage " << entry->second;
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct VerifyStage : impl::VerifyStageBase<VerifyStage> {
  using Base::Base;
  void runOnOperation() override {
    if (failed(verifyStage(getOperation(), stage)))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
