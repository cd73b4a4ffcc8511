// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/EqualFunctions.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/OperationSupport.h"

#include <map>

using namespace mlir;

namespace burin::lowering {

static constexpr auto ignoreLocations = OperationEquivalence::Flags::IgnoreLocations;

/// Equal for equal functions; cheap.
static size_t fingerprint(LLVM::LLVMFuncOp function) {
  size_t hash = mlir::hash_value(function.getFunctionType());
  function.walk([&](Operation *op) {
    if (op != function)
      hash = llvm::hash_combine(hash, op->getName(), op->getNumOperands());
  });
  return hash;
}

static bool equal(LLVM::LLVMFuncOp a, LLVM::LLVMFuncOp b) {
  return a.getFunctionType() == b.getFunctionType() && a.getArgAttrsAttr() == b.getArgAttrsAttr() &&
         a.getPassthroughAttr() == b.getPassthroughAttr() &&
         OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(), ignoreLocations);
}

void shareEqualFunctions(ModuleOp module) {
  std::multimap<size_t, LLVM::LLVMFuncOp> kept;
  llvm::StringMap<FlatSymbolRefAttr> replacements;
  for (auto function : llvm::make_early_inc_range(module.getOps<LLVM::LLVMFuncOp>())) {
    if (function.isExternal())
      continue;
    size_t hash = fingerprint(function);
    auto [begin, end] = kept.equal_range(hash);
    auto twin = std::find_if(begin, end, [&](auto &other) { return equal(other.second, function); });
    if (twin == end) {
      kept.insert({hash, function});
      continue;
    }
    replacements[function.getName()] = FlatSymbolRefAttr::get(twin->second);
    function.erase();
  }
  if (replacements.empty())
    return;
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](FlatSymbolRefAttr symbol) -> Attribute {
    auto found = replacements.find(symbol.getValue());
    return found == replacements.end() ? symbol : found->second;
  });
  module.walk([&](Operation *op) {
    if (isa<LLVM::CallOp, LLVM::AddressOfOp>(op))
      replacer.replaceElementsIn(op);
  });
}

} // namespace burin::lowering
