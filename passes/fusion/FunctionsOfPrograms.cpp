// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/FunctionsOfPrograms.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/ir/Dialect.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace burin::passes {
namespace {

class Collector {
public:
  explicit Collector(ModuleOp module) : symbols(module) {
    for (auto function : module.getOps<func::FuncOp>())
      if (function.isPublic())
        functions.push_back({function});
    for (size_t next = 0; next < functions.size(); ++next)
      for (auto op : func::FuncOp(functions[next].function).getOps<ir::ControlFlow>())
        own(op);
  }

  SmallVector<ProgramFunction> functions;

private:
  /// Functions that another operation has already are copied.
  void own(ir::ControlFlow op) {
    DenseMap<StringAttr, func::FuncOp> mine;
    AttrTypeReplacer replacer;
    replacer.addReplacement([&](FlatSymbolRefAttr name) -> std::optional<Attribute> {
      func::FuncOp &function = mine[name.getAttr()];
      if (!function)
        function = take(symbols.lookup<func::FuncOp>(name.getAttr()));
      return FlatSymbolRefAttr::get(function);
    });
    replacer.replaceElementsIn(op);
    for (auto [number, name] : llvm::enumerate(cast<ir::CallLike>(*op).callees()))
      if (auto function = symbols.lookup<func::FuncOp>(name.getAttr()); listed.insert(function).second)
        functions.push_back({function, op.carriedBy(number)});
  }

  func::FuncOp take(func::FuncOp function) {
    if (taken.insert(function).second)
      return function;
    func::FuncOp copy = function.clone();
    symbols.insert(copy); // under a name of its own
    taken.insert(copy);
    return copy;
  }

  SymbolTable symbols;
  DenseSet<Operation *> taken, listed;
};

} // namespace

SmallVector<ProgramFunction> functionsOfPrograms(ModuleOp module) { return Collector(module).functions; }

} // namespace burin::passes
