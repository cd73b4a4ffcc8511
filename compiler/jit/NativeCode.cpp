// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/NativeCode.h"

#include "compiler/lowering/Lowering.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/TargetSelect.h"

#include <atomic>

namespace burin::codegen {

namespace orc = llvm::orc;

namespace {

/// The process's linker. Never destroyed: programs may live until the process ends.
struct Linker {
  std::unique_ptr<orc::LLJIT> jit;
  orc::JITDylib *runtime = nullptr;
  std::atomic<unsigned> count = 0;
};

llvm::Expected<Linker *> makeLinker() {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto jit =
      orc::LLJITBuilder().setPlatformSetUp(orc::setUpInactivePlatform).setLinkProcessSymbolsByDefault(false).create();
  if (!jit)
    return jit.takeError();
  auto *linker = new Linker;
  linker->jit = std::move(*jit);
  linker->runtime = &linker->jit->getExecutionSession().createBareJITDylib("burin runtime");
  orc::SymbolMap symbols;
  for (const RuntimeSymbol &symbol : runtimeSymbols())
    symbols[linker->jit->mangleAndIntern(symbol.name)] = {orc::ExecutorAddr::fromPtr(symbol.address),
                                                          llvm::JITSymbolFlags::Exported};
  if (llvm::Error error = linker->runtime->define(orc::absoluteSymbols(std::move(symbols))))
    return error;
  return linker;
}

llvm::Expected<Linker *> theLinker() {
  static std::string problem;
  static Linker *const linker = []() -> Linker * {
    auto made = makeLinker();
    if (made)
      return *made;
    problem = llvm::toString(made.takeError());
    return nullptr;
  }();
  if (!linker)
    return llvm::createStringError(problem);
  return linker;
}

class LinkedCode : public NativeCode {
public:
  explicit LinkedCode(Linker &linker) : linker(linker) {
    std::string name = "program " + std::to_string(linker.count++);
    dylib = &linker.jit->getExecutionSession().createBareJITDylib(name);
    dylib->addToLinkOrder(*linker.runtime);
  }

  ~LinkedCode() override { llvm::consumeError(linker.jit->getExecutionSession().removeJITDylib(*dylib)); }

  llvm::Error load(std::vector<std::unique_ptr<llvm::MemoryBuffer>> objects) {
    for (auto &object : objects)
      if (llvm::Error error = linker.jit->addObjectFile(*dylib, std::move(object)))
        return error;
    auto address = linker.jit->lookup(*dylib, lowering::mainSymbol);
    if (!address)
      return address.takeError();
    main = address->toPtr<ProgramMain>();
    return llvm::Error::success();
  }

private:
  Linker &linker;
  orc::JITDylib *dylib;
};

} // namespace

llvm::Expected<std::unique_ptr<NativeCode>> NativeCode::link(std::vector<std::unique_ptr<llvm::MemoryBuffer>> objects) {
  auto linker = theLinker();
  if (!linker)
    return linker.takeError();
  auto code = std::make_unique<LinkedCode>(**linker);
  if (llvm::Error error = code->load(std::move(objects)))
    return error;
  return code;
}

} // namespace burin::codegen
