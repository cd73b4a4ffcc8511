// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/checks/Origins.h"

#include "compiler/ir/Rules.h"
#include "passes/Passes.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace burin::passes {
namespace {

std::string describe(Operation *op) {
  std::string text = op->getName().stripDialect().str();
  if (op->getNumResults() > 0)
    text += " " + describeType(op->getResult(0).getType());
  std::string line = describeLine(op->getLoc());
  return line.empty() ? text : text + " from " + line;
}

} // namespace

std::string describeLine(Location loc) {
  if (auto line = loc->findInstanceOf<FileLineColLoc>())
    return (line.getFilename().strref() + ":" + Twine(line.getLine())).str();
  return "";
}

std::string describeType(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return ir::typeText(tensor);
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::vector<std::string> describeOrigins(Value value, int limit) {
  std::vector<std::string> lines;
  llvm::SetVector<Operation *> chain;
  auto reach = [&](Value from) {
    if (Operation *op = from.getDefiningOp())
      chain.insert(op);
  };
  reach(value);
  for (size_t i = 0; i < chain.size() && static_cast<int>(i) < limit; ++i) {
    lines.push_back(describe(chain[i]));
    llvm::for_each(chain[i]->getOperands(), reach);
  }
  return lines;
}

} // namespace burin::passes
