// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs passes on a file of IR: burin-opt FILE --pass a,b{option=value},c [--verify-diagnostics] [--locations]

#include "compiler/ir/Dialect.h"
#include "passes/Passes.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

namespace {

llvm::cl::opt<std::string> file(llvm::cl::Positional, llvm::cl::desc("FILE"), llvm::cl::init("-"));
llvm::cl::opt<std::string> passes("pass", llvm::cl::desc("comma-separated passes"), llvm::cl::init(""));
llvm::cl::opt<bool> verifyDiagnostics("verify-diagnostics",
                                      llvm::cl::desc("compare errors with expected-error comments"));
llvm::cl::opt<bool> locations("locations", llvm::cl::desc("print locations"));

llvm::LogicalResult run(mlir::MLIRContext &context, llvm::SourceMgr &sources) {
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(sources, &context);
  mlir::PassManager manager(&context);
  if (!module || failed(mlir::parsePassPipeline(passes, manager)) || failed(manager.run(*module)))
    return llvm::failure();
  if (!verifyDiagnostics)
    module->print(llvm::outs(), locations ? mlir::OpPrintingFlags().enableDebugInfo(true, false).useLocalScope()
                                          : mlir::OpPrintingFlags());
  return llvm::success();
}

} // namespace

int main(int argc, char **argv) {
  burin::passes::registerBurinPasses();
  llvm::cl::ParseCommandLineOptions(argc, argv, "passes on the array dialect\n");
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<burin::ir::BurinDialect, mlir::func::FuncDialect>();
  context.printOpOnDiagnostic(false);
  std::string problem;
  auto buffer = mlir::openInputFile(file, &problem);
  if (!buffer) {
    llvm::errs() << problem << "\n";
    return 1;
  }
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  if (verifyDiagnostics) {
    mlir::SourceMgrDiagnosticVerifierHandler handler(sources, &context);
    (void)run(context, sources);
    return failed(handler.verify());
  }
  mlir::SourceMgrDiagnosticHandler handler(sources, &context);
  return failed(run(context, sources));
}
