// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "passes/checks/Origins.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_CHECKLEAKS
#include "passes/Passes.h.inc"

namespace {

constexpr llvm::StringLiteral escaped = "burin.escaped", path = "burin.path";
constexpr int longestChain = 5;

struct Leak {
  Location loc;
  std::string text;
};

class LeakFinder {
public:
  explicit LeakFinder(func::FuncOp function) : function(function) {}

  std::vector<Leak> find() {
    for (auto [number, argument] : llvm::enumerate(function.getBody().getArguments()))
      if (auto note = function.getArgAttrOfType<StringAttr>(number, escaped))
        report(argument, argumentName(argument), "outlived the trace of " + place(function) + ": " + note.str());
    function.getBody().walk([&](Operation *op) {
      if (auto note = op->getAttrOfType<StringAttr>(escaped); note && op->getNumResults() > 0)
        report(op->getResult(0), maker(op), "outlived the trace of " + place(function) + ": " + note.str());
      for (Value operand : op->getOperands())
        checkUse(op, operand);
    });
    return std::move(leaks);
  }

private:
  static std::string atLine(Location loc) {
    std::string line = describeLine(loc);
    return line.empty() ? line : " at " + line;
  }
  static std::string place(func::FuncOp function) {
    return "'" + function.getName().str() + "'" + atLine(function.getLoc());
  }
  static std::string maker(Operation *op) {
    return "made by " + op->getName().stripDialect().str() + atLine(op->getLoc());
  }

  static std::string argumentName(BlockArgument argument) {
    auto owner = cast<func::FuncOp>(argument.getOwner()->getParentOp());
    auto name = owner.getArgAttrOfType<StringAttr>(argument.getArgNumber(), path);
    return (name ? name.str() : "argument " + std::to_string(argument.getArgNumber())) + atLine(argument.getLoc());
  }

  void checkUse(Operation *op, Value operand) {
    auto owner = dyn_cast_or_null<func::FuncOp>(operand.getParentBlock()->getParentOp());
    if (!owner || owner == function)
      return;
    Operation *definition = operand.getDefiningOp();
    report(operand, definition ? maker(definition) : argumentName(cast<BlockArgument>(operand)),
           "belongs to the trace of " + place(owner) + " and is used by " + op->getName().stripDialect().str() +
               atLine(op->getLoc()) + " in the trace of " + place(function));
  }

  void report(Value value, const std::string &origin, const std::string &fault) {
    std::string text = describeType(value.getType()) + ", " + origin + ", " + fault;
    for (const std::string &line : describeOrigins(value, longestChain))
      text += "\n  " + line;
    leaks.push_back({value.getLoc(), std::move(text)});
  }

  func::FuncOp function;
  std::vector<Leak> leaks;
};

} // namespace

std::vector<std::string> describeLeaks(func::FuncOp function) {
  std::vector<std::string> texts;
  for (Leak &leak : LeakFinder(function).find())
    texts.push_back(std::move(leak.text));
  return texts;
}

LogicalResult checkLeaks(ModuleOp module) {
  bool clean = true;
  for (auto function : module.getOps<func::FuncOp>())
    for (const Leak &leak : LeakFinder(function).find()) {
      emitError(leak.loc) << "leaked tracer: " << leak.text;
      clean = false;
    }
  return success(clean);
}

namespace {
struct CheckLeaks : impl::CheckLeaksBase<CheckLeaks> {
  void runOnOperation() override {
    if (failed(checkLeaks(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
