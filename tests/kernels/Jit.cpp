// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/kernels/Jit.h"

#include "runtime/polygamma.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/Cloning.h"

#include <chrono>
#include <cstdlib>
#include <vector>

using namespace mlir;

extern "C" void *burin_scratch(int64_t bytes) {
  static thread_local void *memory = nullptr;
  static thread_local int64_t size = 0;
  if (bytes > size) {
    free(memory);
    memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    size = bytes;
  }
  return memory;
}

namespace burin::testing {

const char *const leanPasses = "function(early-cse,instcombine,simplifycfg,loop-mssa(licm),early-cse)";
const char *const vectorizingPasses =
    "function(sroa,early-cse<memssa>,instcombine,simplifycfg,loop-mssa(loop-rotate,licm),loop(loop-idiom,indvars),"
    "loop-vectorize<interleave-forced-only>),always-inline,globaldce,"
    "function(early-cse<memssa>,instcombine,simplifycfg,loop-mssa(licm),early-cse<memssa>)";

namespace {

[[noreturn]] void die(const std::string &text) {
  fprintf(stderr, "%s\n", text.c_str());
  std::abort();
}

double now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void loadDialects(MLIRContext &context) {
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, LLVM::LLVMDialect, math::MathDialect,
                  memref::MemRefDialect, scf::SCFDialect, vector::VectorDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  context.appendDialectRegistry(registry);
  context.loadAllAvailableDialects();
}

void addLowering(PassManager &pm) {
  ConvertFuncToLLVMPassOptions funcOptions;
  funcOptions.useBarePtrCallConv = true;
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass(funcOptions));
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

std::unique_ptr<llvm::TargetMachine> makeMachine(const lowering::Target &target) {
  llvm::Triple triple(llvm::sys::getProcessTriple());
  std::string error;
  const llvm::Target *llvmTarget = llvm::TargetRegistry::lookupTarget(triple, error);
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return std::unique_ptr<llvm::TargetMachine>(llvmTarget->createTargetMachine(
      triple, target.cpu, target.features, options, llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel::Less));
}

void optimize(llvm::Module &module, llvm::TargetMachine &machine, llvm::StringRef passes) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopInterleaving = false;
  llvm::PassBuilder builder(&machine, tuning);
  llvm::LoopAnalysisManager lam;
  llvm::FunctionAnalysisManager fam;
  llvm::CGSCCAnalysisManager cam;
  llvm::ModuleAnalysisManager mam;
  builder.registerModuleAnalyses(mam);
  builder.registerCGSCCAnalyses(cam);
  builder.registerFunctionAnalyses(fam);
  builder.registerLoopAnalyses(lam);
  builder.crossRegisterProxies(lam, fam, cam, mam);
  llvm::ModulePassManager pm;
  if (auto error = builder.parsePassPipeline(pm, passes))
    die(llvm::toString(std::move(error)));
  pm.run(module, mam);
}

void setAttributes(llvm::Module &module, const lowering::Target &target) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu);
    function.addFnAttr("target-features", target.features);
    function.addFnAttr("prefer-vector-width", std::to_string(target.vectorBits));
    for (llvm::Argument &argument : function.args())
      if (argument.getType()->isPointerTy())
        argument.addAttr(llvm::Attribute::NoAlias);
  }
}

llvm::SmallVector<char> emit(llvm::Module &module, llvm::TargetMachine &machine, llvm::CodeGenFileType type) {
  llvm::SmallVector<char> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager pm;
  machine.addPassesToEmitFile(pm, stream, nullptr, type);
  pm.run(module);
  return bytes;
}

} // namespace

struct Jit::State {
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> module;
  std::unique_ptr<llvm::TargetMachine> machine;
  std::unique_ptr<llvm::orc::LLJIT> jit;
};

MemRefType flatMemref(Type element, int64_t size) { return MemRefType::get({size}, element); }

namespace {

OwningOpRef<ModuleOp> buildModule(MLIRContext &context, Jit::Types types, Jit::Body body) {
  Location loc = UnknownLoc::get(&context);
  OwningOpRef<ModuleOp> module(ModuleOp::create(loc));
  OpBuilder b(&context);
  b.setInsertionPointToEnd(module->getBody());
  llvm::SmallVector<Type> arguments;
  llvm::append_range(arguments, types(&context));
  arguments.append(2, b.getIndexType());
  auto function = func::FuncOp::create(b, loc, "kernel", b.getFunctionType(arguments, {}));
  b.setInsertionPointToStart(function.addEntryBlock());
  body(b, loc, function.getArguments());
  func::ReturnOp::create(b, loc);
  return module;
}

} // namespace

Jit::Jit(const lowering::Target &target, Types types, Body body, llvm::StringRef passes)
    : state(std::make_unique<State>()) {
  static const bool once = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)once;
  MLIRContext context(MLIRContext::Threading::DISABLED);
  loadDialects(context);
  double start = now();
  OwningOpRef<ModuleOp> module = buildModule(context, types, body);
  if (std::getenv("BURIN_TEST_DUMP"))
    module->dump();
  PassManager pm(&context);
  pm.enableVerifier(std::getenv("BURIN_TEST_VERIFY") != nullptr);
  addLowering(pm);
  if (failed(pm.run(*module)))
    die("lowering failed");
  state->module = translateModuleToLLVMIR(*module, state->llvmContext);
  double translated = now();

  state->machine = makeMachine(target);
  state->module->setDataLayout(state->machine->createDataLayout());
  state->module->setTargetTriple(state->machine->getTargetTriple());
  setAttributes(*state->module, target);
  optimize(*state->module, *state->machine, passes);
  double optimized = now();

  auto copy = llvm::CloneModule(*state->module);
  llvm::SmallVector<char> object = emit(*copy, *state->machine, llvm::CodeGenFileType::ObjectFile);
  mlirMs = translated - start, optMs = optimized - translated, codegenMs = now() - optimized;

  state->jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  auto &library = state->jit->getMainJITDylib();
  library.addGenerator(llvm::cantFail(
      llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(state->jit->getDataLayout().getGlobalPrefix())));
  llvm::cantFail(library.define(llvm::orc::absoluteSymbols(
      {{state->jit->mangleAndIntern("burin_scratch"),
        {llvm::orc::ExecutorAddr::fromPtr(&burin_scratch), llvm::JITSymbolFlags::Exported}},
       {state->jit->mangleAndIntern("burin_polygamma"),
        {llvm::orc::ExecutorAddr::fromPtr(&burin_polygamma), llvm::JITSymbolFlags::Exported}}})));
  std::unique_ptr<llvm::MemoryBuffer> buffer =
      std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(object), false);
  llvm::cantFail(state->jit->addObjectFile(std::move(buffer)));
  entry = llvm::cantFail(state->jit->lookup("kernel")).toPtr<void *>();
  if (std::getenv("BURIN_TEST_ASM"))
    fputs(assembly().c_str(), stderr);
}

Jit::Jit(Jit &&) = default;
Jit::~Jit() = default;

std::string Jit::assembly() const {
  auto copy = llvm::CloneModule(*state->module);
  llvm::SmallVector<char> text = emit(*copy, *state->machine, llvm::CodeGenFileType::AssemblyFile);
  return std::string(text.begin(), text.end());
}

} // namespace burin::testing
