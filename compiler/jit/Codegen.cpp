// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/Codegen.h"

#include "compiler/jit/Loops.h"
#include "compiler/jit/SmallKernels.h"
#include "compiler/lowering/Lowering.h"

#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopIdiomRecognize.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Vectorize/LoopVectorize.h"

#include <mutex>
#include <thread>

namespace burin::codegen {

using lowering::Target;

// Below this many instructions a second thread costs more than it brings.
static constexpr size_t splitInstructions = 1500;

using Machine = std::unique_ptr<llvm::TargetMachine>;

static llvm::Expected<Machine> makeMachine(const Target &target) {
  static const bool initialized = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)initialized;
  llvm::Triple triple(llvm::sys::getProcessTriple());
  std::string problem;
  const llvm::Target *backend = llvm::TargetRegistry::lookupTarget(triple, problem);
  if (!backend)
    return llvm::createStringError(problem);
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict; // eager equals jit: only generators write fma
  return Machine(backend->createTargetMachine(triple, target.cpu, target.features, options, llvm::Reloc::PIC_,
                                              std::nullopt, llvm::CodeGenOptLevel::Less, /*JIT=*/true));
}

namespace {
/// Machines that no thread uses now: making one, and its tables of features, takes longer than a small kernel.
class MachinePool {
public:
  llvm::Expected<Machine> take(const Target &target) {
    {
      std::lock_guard lock(mutex);
      for (Machine &machine : idle)
        if (machine->getTargetCPU() == target.cpu && machine->getTargetFeatureString() == target.features) {
          std::swap(machine, idle.back());
          Machine taken = std::move(idle.back());
          idle.pop_back();
          return taken;
        }
    }
    return makeMachine(target);
  }

  void giveBack(Machine machine) {
    std::lock_guard lock(mutex);
    if (idle.size() < maxIdle)
      idle.push_back(std::move(machine));
  }

private:
  static constexpr size_t maxIdle = 8;
  std::mutex mutex;
  std::vector<Machine> idle;
};
} // namespace

static MachinePool &machinePool() {
  static auto *pool = new MachinePool; // threads may still compile when the process ends
  return *pool;
}

static void setTarget(llvm::Module &module, const llvm::TargetMachine &machine, const Target &target) {
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  for (llvm::Function &function : module) {
    function.setDoesNotThrow();
    if (function.isDeclaration())
      continue;
    function.addFnAttr("prefer-vector-width", std::to_string(target.vectorBits));
    function.addFnAttr("target-cpu", target.cpu);
    if (!target.features.empty())
      function.addFnAttr("target-features", target.features);
  }
}

/// The variants on vectors of functions with internal linkage, which the vectorizer has chosen (RarePath.h).
static void inlineVariants(llvm::Module &module, llvm::ModuleAnalysisManager &modules) {
  if (llvm::none_of(module, [](const llvm::Function &function) { return function.hasLocalLinkage(); }))
    return;
  llvm::ModulePassManager passes;
  passes.addPass(llvm::AlwaysInlinerPass(/*InsertLifetime=*/false));
  passes.addPass(llvm::GlobalDCEPass());
  passes.run(module, modules);
}

static void run(llvm::FunctionPassManager &passes, llvm::Module &module, llvm::FunctionAnalysisManager &functions,
                bool local) {
  for (llvm::Function &function : module)
    if (!function.isDeclaration() && (local || !function.hasLocalLinkage()))
      functions.invalidate(function, passes.run(function, functions));
}

/// A dozen passes: measured on kernels, LLVM's stock pipelines take 2-4 times as long and give code as fast.
static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);

  llvm::LoopPassManager rotate, canonicalize, hoist;
  rotate.addPass(llvm::LoopRotatePass());
  rotate.addPass(llvm::LICMPass(llvm::LICMOptions()));
  canonicalize.addPass(llvm::LoopIdiomRecognizePass());
  canonicalize.addPass(llvm::IndVarSimplifyPass());
  hoist.addPass(llvm::LICMPass(llvm::LICMOptions()));
  llvm::FunctionPassManager vectorize, finish;
  vectorize.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  vectorize.addPass(llvm::EarlyCSEPass(true));
  vectorize.addPass(llvm::InstCombinePass());
  vectorize.addPass(llvm::SimplifyCFGPass());
  vectorize.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(rotate), /*UseMemorySSA=*/true));
  vectorize.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(canonicalize)));
  vectorize.addPass(MarkParallelLoops());
  vectorize.addPass(llvm::LoopVectorizePass(llvm::LoopVectorizeOptions(/*InterleaveOnlyWhenForced=*/true, false)));
  finish.addPass(llvm::EarlyCSEPass(true));
  finish.addPass(llvm::InstCombinePass());
  finish.addPass(llvm::SimplifyCFGPass());
  finish.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(hoist), /*UseMemorySSA=*/true));
  finish.addPass(llvm::EarlyCSEPass(true));
  finish.addPass(StreamStores());
  if (llvm::Function *program = module.getFunction(lowering::mainSymbol); program && !program->isDeclaration())
    if (hasLoops(*program))
      unrollSmallLoops(*program, functions);
  run(vectorize, module, functions, /*local=*/false);
  inlineVariants(module, modules);
  run(finish, module, functions, /*local=*/true);
}

static llvm::Error emitFile(llvm::Module &module, llvm::TargetMachine &machine, llvm::raw_pwrite_stream &out,
                            llvm::CodeGenFileType kind) {
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, out, nullptr, kind, /*DisableVerify=*/true))
    return llvm::createStringError("the code generator cannot emit this kind of file");
  passes.run(module);
  return llvm::Error::success();
}

static llvm::Error generate(llvm::Module &module, const Target &target, llvm::raw_pwrite_stream &out,
                            llvm::CodeGenFileType kind) {
  auto machine = machinePool().take(target);
  if (!machine)
    return machine.takeError();
  setTarget(module, **machine, target);
  optimize(module, **machine);
  llvm::Error error = emitFile(module, **machine, out, kind);
  machinePool().giveBack(std::move(*machine));
  return error;
}

static llvm::Expected<std::unique_ptr<llvm::Module>> translate(mlir::ModuleOp module, llvm::LLVMContext &context) {
  mlir::registerBuiltinDialectTranslation(*module.getContext());
  mlir::registerLLVMDialectTranslation(*module.getContext());
  auto translated = mlir::translateModuleToLLVMIR(module, context, "burin", /*disableVerification=*/true);
  if (!translated)
    return llvm::createStringError("translation to LLVM IR failed");
  inlineSmallKernels(*translated);
  return translated;
}

// Two threads

static size_t instructionsOf(const llvm::Module &module) {
  size_t count = 0;
  for (const llvm::Function &function : module)
    count += function.hasLocalLinkage() ? 0 : function.getInstructionCount();
  return count;
}

/// Names of the functions that the second thread takes: about half of the instructions.
static llvm::StringSet<> secondHalf(const llvm::Module &module) {
  std::vector<std::pair<unsigned, llvm::StringRef>> functions;
  for (const llvm::Function &function : module)
    if (!function.isDeclaration() && !function.hasLocalLinkage())
      functions.push_back({function.getInstructionCount(), function.getName()});
  llvm::sort(functions, std::greater());
  size_t load[2] = {0, 0};
  llvm::StringSet<> names;
  for (auto &[count, name] : functions) {
    int half = load[1] < load[0];
    load[half] += count;
    if (half)
      names.insert(name);
  }
  return names;
}

/// Functions with internal linkage stay; those that nobody calls any more go later.
static void keepBodies(llvm::Module &module, llvm::function_ref<bool(llvm::StringRef)> keep) {
  for (llvm::Function &function : module)
    if (!function.isDeclaration() && !function.hasLocalLinkage() && !keep(function.getName()))
      function.deleteBody();
}

namespace {
struct Half {
  llvm::SmallString<0> code;
  std::string problem;

  void run(llvm::Module &module, const Target &target) {
    llvm::raw_svector_ostream out(code);
    if (llvm::Error error = generate(module, target, out, llvm::CodeGenFileType::ObjectFile))
      problem = llvm::toString(std::move(error));
  }

  void runBitcode(llvm::MemoryBufferRef bitcode, const llvm::StringSet<> &names, const Target &target) {
    llvm::LLVMContext context;
    auto module = llvm::parseBitcodeFile(bitcode, context);
    if (!module) {
      problem = llvm::toString(module.takeError());
      return;
    }
    keepBodies(**module, [&](llvm::StringRef name) { return names.contains(name); });
    run(**module, target);
  }
};
} // namespace

llvm::Expected<std::vector<std::unique_ptr<llvm::MemoryBuffer>>> generateObjects(mlir::ModuleOp module,
                                                                                 const Target &target) {
  llvm::LLVMContext context;
  auto translated = translate(module, context);
  if (!translated)
    return translated.takeError();
  llvm::SmallVector<Half, 2> halves(instructionsOf(**translated) > splitInstructions ? 2 : 1);
  if (halves.size() == 1) {
    halves[0].run(**translated, target);
  } else {
    llvm::SmallString<0> bitcode;
    llvm::raw_svector_ostream out(bitcode);
    llvm::WriteBitcodeToFile(**translated, out);
    llvm::StringSet<> names = secondHalf(**translated);
    std::thread second([&] { halves[1].runBitcode(llvm::MemoryBufferRef(bitcode, "half"), names, target); });
    keepBodies(**translated, [&](llvm::StringRef name) { return !names.contains(name); });
    halves[0].run(**translated, target);
    second.join();
  }
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> objects;
  for (Half &half : halves) {
    if (!half.problem.empty())
      return llvm::createStringError(half.problem);
    objects.push_back(std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(half.code), "burin", false));
  }
  return objects;
}

llvm::Expected<std::string> assembly(mlir::ModuleOp module, const Target &target) {
  llvm::LLVMContext context;
  auto translated = translate(module, context);
  if (!translated)
    return translated.takeError();
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream out(text);
  if (llvm::Error error = generate(**translated, target, out, llvm::CodeGenFileType::AssemblyFile))
    return error;
  return text.str().str();
}

} // namespace burin::codegen
