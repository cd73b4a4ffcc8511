// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Evaluator.h"

#include "compiler/ir/Dialect.h"

using namespace mlir;

namespace burin::ir {

LogicalResult Evaluator::resultsOf(Operation *op, SmallVectorImpl<Literal> &results) {
  auto literals = [&](ValueRange values) {
    return llvm::map_to_vector(values, [&](Value value) { return get(value); });
  };
  if (auto array = dyn_cast<ArrayOp>(op))
    return array.evaluate(literals(op->getOperands()), results);
  return op->emitError() << "'" << op->getName() << "' is not an operation on arrays";
}

LogicalResult Evaluator::run(Operation *op) {
  SmallVector<Literal> results;
  if (failed(resultsOf(op, results)))
    return failure();
  for (auto [value, literal] : llvm::zip_equal(op->getResults(), results))
    set(value, std::move(literal));
  return success();
}

LogicalResult Evaluator::run(Block &block) {
  for (Operation &op : block.without_terminator())
    if (failed(run(&op)))
      return failure();
  return success();
}

LogicalResult evaluateBlock(Block &block, ArrayRef<Literal> arguments, SmallVectorImpl<Literal> &results) {
  Evaluator evaluator;
  for (auto [argument, literal] : llvm::zip_equal(block.getArguments(), arguments))
    evaluator.set(argument, literal);
  if (failed(evaluator.run(block)))
    return failure();
  for (Value value : block.getTerminator()->getOperands())
    results.push_back(evaluator.get(value));
  return success();
}

LogicalResult evaluate(func::FuncOp function, ArrayRef<Literal> arguments, SmallVectorImpl<Literal> &results) {
  if (!function.getBody().hasOneBlock())
    return function.emitError() << "expected a function of one block";
  return evaluateBlock(function.getBody().front(), arguments, results);
}

} // namespace burin::ir
