// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/checks/Origins.h"

#include "compiler/ir/Rules.h"
#include "passes/Passes.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdint>
#include <set>

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

/// The first `limit` operations that a value depends on, nearest first.
llvm::SetVector<Operation *> slice(Value value, size_t limit) {
  llvm::SetVector<Operation *> reached;
  auto reach = [&](Value from) {
    if (Operation *op = from.getDefiningOp(); op && reached.size() < limit)
      reached.insert(op);
  };
  reach(value);
  for (size_t i = 0; i < reached.size(); ++i)
    llvm::for_each(reached[i]->getOperands(), reach);
  return reached;
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
  for (Operation *op : slice(value, limit))
    lines.push_back(describe(op));
  return lines;
}

std::vector<int> argumentsReached(Value value) {
  std::set<int> numbers;
  auto visit = [&](Value v) {
    if (auto argument = dyn_cast<BlockArgument>(v))
      numbers.insert(argument.getArgNumber());
  };
  visit(value);
  for (Operation *op : slice(value, SIZE_MAX))
    llvm::for_each(op->getOperands(), visit);
  return {numbers.begin(), numbers.end()};
}

} // namespace burin::passes
