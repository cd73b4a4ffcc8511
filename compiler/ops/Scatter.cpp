// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Scatter.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Combination.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/ScatterOps.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Scatter.cpp.inc"

namespace burin::ir {

// infer

static LogicalResult checkTypes(ScatterOp op, Inference &inference) {
  if (failed(checkIndexType(op.getIndices(), inference))) // scatter_c1
    return failure();
  if (!isWindowMode(op.getMode())) // scatter_c2
    return inference.fail(Fault::unsupported, "mode is '" + op.getMode().str() + "'; expected clip or fill");
  std::optional<Combination> kind = combinationNamed(op.getKind());
  if (!kind) // scatter_c3
    return inference.fail(Fault::unsupported,
                          "kind is '" + op.getKind().str() + "'; expected set, add, mul, min or max");
  Type to = elementOf(op.getOperand()), from = elementOf(op.getUpdates());
  bool needsNumbers = *kind == Combination::add || *kind == Combination::mul;
  if (to != from || (needsNumbers && isBool(to))) // scatter_c4
    return inference.fail(Fault::dtype, "operand and updates have dtypes " + dtypeText(to) + " and " + dtypeText(from) +
                                            "; expected equal " + (needsNumbers ? "numbers" : "dtypes"));
  return success();
}

LogicalResult checkUpdates(const Windows &windows, Value updates, Inference &inference) {
  AxisList expected;
  if (failed(windows.check(inference)) || failed(windows.inferShape(expected, inference)))
    return failure();
  if (shapeOf(updates) == ArrayRef(expected))
    return success();
  return inference.fail(Fault::shape,
                        "updates have shape " + shapeText(shapeOf(updates)) + "; expected " + shapeText(expected));
}

LogicalResult ScatterOp::infer(Inference &inference) {
  if (failed(checkTypes(*this, inference)))
    return failure();
  if (failed(checkUpdates(scatterWindows(*this), getUpdates(), inference))) // scatter_c5, scatter_c6
    return failure();
  inference.result(Emit::typeOf(getOperand()));
  return success();
}

// evaluate

LogicalResult ScatterOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Windows windows = scatterWindows(*this);
  Literal result = operands[0];
  int64_t from = 0;
  forEachIndex(shapeOf(getUpdates()), [&](ArrayRef<int64_t> at) {
    if (std::optional<AxisList> to = windows.locate(at, operands[1]))
      combine(*combinationNamed(getKind()), result, positionOf(*to, getType().getShape()), operands[2], from);
    ++from;
  });
  results.push_back(std::move(result));
  return success();
}

// linearize

namespace {
/// A scatter's derivative, where each kind has its own.
struct ScatterRule {
  ScatterOp op;
  Emit e;
  Windows windows;

  ScatterRule(ScatterOp op, OpBuilder &b) : op(op), e(b, op.getLoc()), windows(scatterWindows(op)) {}

  Value scattered(Value operand, Value updates, StringRef kind) {
    return scatter(e, operand, op.getIndices(), updates, windows, kind, op.getUniqueIndices());
  }
  Value gathered(Value x) { return gather(e, x, op.getIndices(), windows); }

  /// set and add are linear in operand and updates together.
  Value ofLinear(Value operand, Value updates) {
    if (!updates && op.getKind() == "add")
      return operand;
    return scattered(materialized(e, operand, op.getOperand()), materialized(e, updates, op.getUpdates()),
                     op.getKind());
  }

  Value ofProduct(Value operand, Value updates) {
    Value sum = operand ? scattered(operand, op.getUpdates(), "mul") : nullptr;
    if (updates)
      sum = scattered(materialized(e, sum, op.getOperand()), e.mul(updates, gathered(op.getOperand())), "add");
    return sum;
  }

  /// Equal to the extremum, as a number.
  Value attains(Value x, Value extremum) { return e.convert(e.compare(x, extremum, "eq"), elementOf(op.getOperand())); }

  /// Operand and updates that attain an extremum share its slope in equal parts, as JAX has it.
  Value ofExtremum(Value operand, Value updates) {
    Value result = op.getResult(), mine = attains(op.getOperand(), result),
          theirs = attains(op.getUpdates(), gathered(result));
    Value ties = scattered(mine, theirs, "add"); // 0 where the extremum is NaN
    Value part = e.div(e.scalar(1, ties), e.max(ties, e.scalar(1, ties)));
    Value sum = operand ? e.mul(operand, e.mul(mine, part)) : nullptr;
    if (updates)
      sum = scattered(materialized(e, sum, op.getOperand()), e.mul(updates, e.mul(theirs, gathered(part))), "add");
    return sum;
  }
};
} // namespace

LogicalResult ScatterOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Value operand = tangents[0], updates = tangents[2];
  if (!operand && !updates) {
    results.push_back(nullptr);
    return success();
  }
  ScatterRule rule(*this, b);
  Combination kind = *combinationNamed(getKind());
  if (kind == Combination::mul && updates && !getUniqueIndices())
    return refuse(*this, "linearize",
                  "updates that may meet have no simple slope in a product; promise unique_indices where none do");
  if (kind == Combination::mul)
    results.push_back(rule.ofProduct(operand, updates));
  else if (kind == Combination::min || kind == Combination::max)
    results.push_back(rule.ofExtremum(operand, updates));
  else
    results.push_back(rule.ofLinear(operand, updates));
  return success();
}

// transpose

/// True where an update is the last one of its element: a scatter of their numbers tells.
static Value lastUpdates(ScatterRule &rule) {
  Emit &e = rule.e;
  ArrayRef<int64_t> shape = shapeOf(rule.op.getUpdates());
  Type number = e.b.getI64Type();
  Value numbers = e.reshape(e.iota(number, {product(shape)}, 0), shape);
  Value none = e.scalar(-1, RankedTensorType::get(shapeOf(rule.op.getOperand()), number));
  return e.compare(rule.gathered(rule.scattered(none, numbers, "set")), numbers, "eq");
}

LogicalResult ScatterOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                   MutableArrayRef<Value> results) {
  Value ct = cotangents[0];
  if (!ct)
    return success();
  ScatterRule rule(*this, b);
  Emit &e = rule.e;
  Combination kind = *combinationNamed(getKind());
  if (kind == Combination::min || kind == Combination::max || (kind == Combination::mul && linear[2]))
    return refuse(*this, "transpose", "a " + getKind().str() + " is not linear in its updates; its linearization is");
  if (linear[0])
    results[0] = kind == Combination::add   ? ct
                 : kind == Combination::mul ? rule.scattered(ct, getUpdates(), "mul")
                                            : rule.scattered(ct, e.zeros(e.typeOf(getUpdates())), "set");
  if (linear[2]) {
    results[2] = rule.gathered(ct);
    if (kind == Combination::set && !getUniqueIndices())
      results[2] = e.select(lastUpdates(rule), results[2], e.zeros(e.typeOf(getUpdates())));
  }
  return success();
}

// batch

LogicalResult ScatterOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                               SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value operand = withLeading(e, operands[0], batched[0], size);
  Value updates = withLeading(e, operands[2], batched[2], size);
  WindowDims dims = scatterWindows(*this);
  WindowDims over = batched[1] ? dims.overBoth() : dims.overOperand(size);
  results.push_back(scatter(e, operand, operands[1], updates, over, getKind(), getUniqueIndices()));
  return success();
}

// cost, lower

Cost ScatterOp::cost() {
  uint64_t updates = getKind() == "set" ? 0 : Emit::typeOf(getUpdates()).getNumElements();
  return {updates, 0, operandAndResultBytes(*this)};
}

LogicalResult ScatterOp::lowerKernel(KernelBuilder &kernel) {
  Combination kind = *combinationNamed(getKind());
  auto update = [&](ElementReader &reader, Value old, Value fresh) {
    return emitCombination(reader, kind, elementOf(getOperand()), old, fresh);
  };
  return lowering::lowerScatter(kernel, scatterWindows(*this), kind != Combination::set, update);
}

} // namespace burin::ir
