// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/property/Templates.h"

#include "tests/ops/Variants.h"

#include "llvm/ADT/StringSet.h"

#include <map>

using namespace mlir;

namespace burin::tests {

static bool isReal(Value value) { return ir::isFloating(ir::Emit::typeOf(value).getElementType()); }

/// Operations with tangents that jump all the same, or that depend on how many bits an element has.
static bool jumpsBetweenElements(StringRef op) {
  static const llvm::StringSet<> names{"rem",   "reduce_precision",       "bitcast_convert",       "sort",
                                       "top_k", "select_and_scatter_add", "select_and_gather_add", "atan2"};
  return names.contains(op);
}

/// Tangents of all floating operands: none of a result that does not change with them.
static bool jumps(Context &context, Program &program) {
  if (llvm::none_of(program.op->getOperands(), isReal))
    return false;
  SmallVector<Value> tangents, results;
  for (Value operand : program.op->getOperands())
    tangents.push_back(isReal(operand) ? program.argument(operand.getType()) : Value());
  if (failed(program.rules().linearize(program.b, tangents, results))) {
    context.takeDiagnostics();
    return true;
  }
  return !llvm::all_of(results, [](Value tangent) { return bool(tangent); });
}

static std::vector<std::vector<Template>> collect() {
  Context context;
  std::map<std::string, std::vector<Template>> byOperation;
  for (const Sample &sample : samples())
    for (const Sample &variant : variantsOf(context, sample)) {
      Program program(context, variant);
      bool jumping = jumpsBetweenElements(variant.op) || jumps(context, program);
      byOperation[variant.op].push_back({variant, jumping, isElementwise(program, variant)});
    }
  std::vector<std::vector<Template>> all;
  for (auto &[op, list] : byOperation)
    all.push_back(std::move(list));
  return all;
}

const std::vector<std::vector<Template>> &templates() {
  static const std::vector<std::vector<Template>> all = collect();
  return all;
}

} // namespace burin::tests
