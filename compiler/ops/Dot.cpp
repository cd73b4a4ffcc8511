// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/DotOps.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Dot.cpp.inc"

namespace burin::ir {

static AxisList joined(ArrayRef<int64_t> first, ArrayRef<int64_t> second) {
  AxisList all(first);
  llvm::append_range(all, second);
  return all;
}

AxisList DotGeneralOp::lhsFree() {
  return otherAxes(joined(getLhsBatch(), getLhsContract()), shapeOf(getLhs()).size());
}

AxisList DotGeneralOp::rhsFree() {
  return otherAxes(joined(getRhsBatch(), getRhsContract()), shapeOf(getRhs()).size());
}

// infer

static LogicalResult checkPairs(DotGeneralOp op, StringRef kind, ArrayRef<int64_t> lhsAxes, ArrayRef<int64_t> rhsAxes,
                                Inference &inference) {
  ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), rhs = shapeOf(op.getRhs());
  std::string axes = (kind + " axes are " + shapeText(lhsAxes) + " and " + shapeText(rhsAxes)).str();
  if (lhsAxes.size() != rhsAxes.size()) // dot_general_c2
    return inference.fail(Fault::shape, axes + "; expected as many on both sides");
  for (auto [l, r] : llvm::zip_equal(lhsAxes, rhsAxes))
    if (lhs[l] != rhs[r]) // dot_general_c4
      return inference.fail(Fault::shape, axes + " of shapes " + shapeText(lhs) + " and " + shapeText(rhs) +
                                              "; expected equal extents, got " + std::to_string(lhs[l]) + " and " +
                                              std::to_string(rhs[r]));
  return success();
}

LogicalResult DotGeneralOp::infer(Inference &inference) {
  ArrayRef<int64_t> lhs = shapeOf(getLhs()), rhs = shapeOf(getRhs());
  Type element = elementOf(getLhs());
  if (element != elementOf(getRhs()) || isBool(element)) // dot_general_c1
    return inference.fail(Fault::dtype, "operands have dtypes " + dtypeText(element) + " and " +
                                            dtypeText(elementOf(getRhs())) + "; expected equal numbers");
  AxisList left = joined(getLhsBatch(), getLhsContract()), right = joined(getRhsBatch(), getRhsContract());
  if (!distinctAxes(left, lhs.size()) || !distinctAxes(right, rhs.size())) // dot_general_c3
    return inference.fail(Fault::shape, "batch and contracted axes are " + shapeText(left) + " and " +
                                            shapeText(right) + "; expected distinct axes of " + shapeText(lhs) +
                                            " and " + shapeText(rhs));
  if (failed(checkPairs(*this, "batch", getLhsBatch(), getRhsBatch(), inference)) ||
      failed(checkPairs(*this, "contracted", getLhsContract(), getRhsContract(), inference)))
    return failure();
  AxisList shape = permuted(lhs, getLhsBatch());
  llvm::append_range(shape, permuted(lhs, lhsFree()));
  llvm::append_range(shape, permuted(rhs, rhsFree()));
  inference.result(shape, element);
  return success();
}

// evaluate

namespace {
/// Positions in one operand that go with positions in the result and in the contracted axes.
struct Side {
  ArrayRef<int64_t> shape, batch, contract;
  AxisList free;

  int64_t position(ArrayRef<int64_t> batchIndex, ArrayRef<int64_t> freeIndex, ArrayRef<int64_t> contracted) const {
    AxisList index(shape.size());
    auto place = [&](ArrayRef<int64_t> axes, ArrayRef<int64_t> values) {
      for (auto [axis, value] : llvm::zip_equal(axes, values))
        index[axis] = value;
    };
    place(batch, batchIndex);
    place(free, freeIndex);
    place(contract, contracted);
    return positionOf(index, shape);
  }
};
} // namespace

LogicalResult DotGeneralOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Side lhs{shapeOf(getLhs()), getLhsBatch(), getLhsContract(), lhsFree()};
  Side rhs{shapeOf(getRhs()), getRhsBatch(), getRhsContract(), rhsFree()};
  Literal result(getType());
  int64_t i = 0;
  forEachIndex(getType().getShape(), [&](ArrayRef<int64_t> index) {
    ArrayRef<int64_t> batchIndex = index.take_front(lhs.batch.size());
    ArrayRef<int64_t> left = index.drop_front(lhs.batch.size()).take_front(lhs.free.size());
    ArrayRef<int64_t> right = index.take_back(rhs.free.size());
    long double real = 0;
    uint64_t integer = 0;
    forEachIndex(permuted(lhs.shape, lhs.contract), [&](ArrayRef<int64_t> contracted) {
      int64_t l = lhs.position(batchIndex, left, contracted), r = rhs.position(batchIndex, right, contracted);
      if (result.floating())
        real += operands[0].real(l) * operands[1].real(r);
      else
        integer += static_cast<uint64_t>(operands[0].integer(l)) * static_cast<uint64_t>(operands[1].integer(r));
    });
    if (result.floating())
      result.setReal(i++, real);
    else
      result.setInteger(i++, static_cast<int64_t>(integer));
  });
  results.push_back(std::move(result));
  return success();
}

// linearize

LogicalResult DotGeneralOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  auto dot = [&](Value lhs, Value rhs) {
    return e.dotGeneral(lhs, rhs, getLhsBatch(), getRhsBatch(), getLhsContract(), getRhsContract());
  };
  Value left = tangents[0] ? dot(tangents[0], getRhs()) : nullptr;
  Value right = tangents[1] ? dot(getLhs(), tangents[1]) : nullptr;
  results.push_back(e.accumulate(left, right));
  return success();
}

// transpose

/// The entries of `axes` whose partners in `by` increase: the order in which dot_general leaves them as free
/// axes.
static AxisList sortedBy(ArrayRef<int64_t> axes, ArrayRef<int64_t> by) {
  AxisList order = firstAxes(axes.size());
  llvm::sort(order, [&](int64_t x, int64_t y) { return by[x] < by[y]; });
  return permuted(axes, order);
}

/// `x` has, as axis j, the axis order[j] of what is wanted.
static Value inOrder(Emit &e, Value x, ArrayRef<int64_t> order) {
  return llvm::is_sorted(order) ? x : e.transpose(x, inverted(order));
}

static AxisList range(int64_t first, int64_t count) {
  return AxisList(llvm::map_range(firstAxes(count), [=](int64_t i) { return first + i; }));
}

static Value lhsCotangent(DotGeneralOp op, Emit &e, Value ct) {
  int64_t batch = op.getLhsBatch().size(), free = op.lhsFree().size();
  AxisList rhsFree = op.rhsFree();
  Value product =
      e.dotGeneral(ct, op.getRhs(), firstAxes(batch), op.getRhsBatch(), range(batch + free, rhsFree.size()), rhsFree);
  AxisList order = joined(op.getLhsBatch(), op.lhsFree());
  return inOrder(e, product, joined(order, sortedBy(op.getLhsContract(), op.getRhsContract())));
}

static Value rhsCotangent(DotGeneralOp op, Emit &e, Value ct) {
  int64_t batch = op.getLhsBatch().size();
  AxisList lhsFree = op.lhsFree();
  Value product =
      e.dotGeneral(op.getLhs(), ct, op.getLhsBatch(), firstAxes(batch), lhsFree, range(batch, lhsFree.size()));
  AxisList order = joined(op.getRhsBatch(), sortedBy(op.getRhsContract(), op.getLhsContract()));
  return inOrder(e, product, joined(order, op.rhsFree()));
}

LogicalResult DotGeneralOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                      MutableArrayRef<Value> results) {
  if (linear[0] && linear[1])
    return refuse(*this, "transpose", "both operands are linear, but their product is not");
  Emit e(b, getLoc());
  if (cotangents[0] && linear[0])
    results[0] = lhsCotangent(*this, e, cotangents[0]);
  if (cotangents[0] && linear[1])
    results[1] = rhsCotangent(*this, e, cotangents[0]);
  return success();
}

// batch

/// Brings axis `from` to the front.
static Value toFront(Emit &e, Value x, int64_t from) {
  AxisList permutation = prepend(from, otherAxes({from}, shapeOf(x).size()));
  return from == 0 ? x : e.transpose(x, permutation);
}

LogicalResult DotGeneralOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t,
                                  SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  AxisList lhsBatch(getLhsBatch()), rhsBatch(getRhsBatch()), lhsContract(getLhsContract()),
      rhsContract(getRhsContract());
  if (batched[0])
    lhsBatch = behindLeading(lhsBatch), lhsContract = behindLeading(lhsContract);
  if (batched[1])
    rhsBatch = behindLeading(rhsBatch), rhsContract = behindLeading(rhsContract);
  if (batched[0] && batched[1])
    lhsBatch = prepend(0, lhsBatch), rhsBatch = prepend(0, rhsBatch);
  Value product = e.dotGeneral(operands[0], operands[1], lhsBatch, rhsBatch, lhsContract, rhsContract);
  // With one batched side the new axis is that side's first free axis.
  int64_t batchCount = getLhsBatch().size(), lhsFreeCount = lhsFree().size();
  results.push_back(toFront(e, product, batched[0] && batched[1] ? 0 : batchCount + (batched[0] ? 0 : lhsFreeCount)));
  return success();
}

// cost

Cost DotGeneralOp::cost() {
  uint64_t depth = product(permuted(shapeOf(getLhs()), getLhsContract()));
  return {2 * depth * static_cast<uint64_t>(getType().getNumElements()), 0, operandAndResultBytes(*this)};
}

// lower

LogicalResult DotGeneralOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerContraction(*this, kernel); }

bool DotGeneralOp::readsMemory(unsigned) { return true; }

bool DotGeneralOp::finishesElements() {
  return getType().getNumElements() > 0 && product(permuted(shapeOf(getLhs()), getLhsContract())) > 0;
}

} // namespace burin::ir
