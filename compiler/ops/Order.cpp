// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/AlongAxis.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/OrderOps.h"
#include "compiler/ops/Windows.h"

#include <cmath>
#include <numeric>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Order.cpp.inc"

namespace burin::ir {

// What the two share

/// -1, 0 or 1: how elements i and j of an array stand to each other.
static int compareElements(const Literal &x, int64_t i, int64_t j) {
  auto sign = [](auto a, auto b) { return (a > b) - (a < b); };
  if (!x.floating()) {
    Type element = x.type().getElementType();
    int64_t a = x.integer(i), b = x.integer(j);
    return isUnsigned(element) || isBool(element) ? sign(static_cast<uint64_t>(a), static_cast<uint64_t>(b))
                                                  : sign(a, b);
  }
  long double a = x.real(i), b = x.real(j);
  return std::isnan(a) || std::isnan(b) ? sign(std::isnan(a), std::isnan(b)) : sign(a, b);
}

/// The places 0 to n - 1 of a line in the order of the keys.
static std::vector<int64_t> orderOfLine(ArrayRef<Literal> keys, int64_t first, int64_t stride, int64_t n,
                                        bool descending) {
  std::vector<int64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int64_t i, int64_t j) {
    for (const Literal &key : keys)
      if (int sign = compareElements(key, first + i * stride, first + j * stride))
        return (sign < 0) != descending;
    return i < j;
  });
  return order;
}

/// n comparisons in each of log2(n) rounds.
static uint64_t comparisons(RankedTensorType type, int64_t axis) {
  return static_cast<uint64_t>(type.getNumElements()) * llvm::Log2_64_Ceil(std::max<int64_t>(type.getDimSize(axis), 1));
}

// sort

int64_t SortOp::dimension() { return static_cast<int64_t>(getDimension()); }
int64_t SortOp::numKeys() { return static_cast<int64_t>(getNumKeys()); }

LogicalResult SortOp::infer(Inference &inference) {
  OperandRange arrays = getArrays();
  if (arrays.empty()) // sort_c1
    return inference.fail(Fault::shape, "no array is given; expected at least one");
  ArrayRef<int64_t> shape = shapeOf(arrays[0]);
  for (Value array : arrays)
    if (shapeOf(array) != shape) // sort_c2
      return inference.fail(Fault::shape, "arrays have shapes " + shapeText(shape) + " and " +
                                              shapeText(shapeOf(array)) + "; expected equal shapes");
  if (failed(checkAxis("dimension", dimension(), shape, inference))) // sort_c3
    return failure();
  if (numKeys() < 1 || numKeys() > static_cast<int64_t>(arrays.size())) // sort_c4
    return inference.fail(Fault::shape, "num_keys is " + std::to_string(numKeys()) + "; expected 1 to " +
                                            std::to_string(arrays.size()));
  for (Value array : arrays)
    inference.result(Emit::typeOf(array));
  return success();
}

LogicalResult SortOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  for (const Literal &operand : operands)
    results.emplace_back(operand.type());
  ArrayRef<int64_t> shape = operands[0].type().getShape();
  int64_t n = shape[dimension()];
  forEachLine(shape, dimension(), [&](int64_t first, int64_t stride) {
    std::vector<int64_t> order = orderOfLine(operands.take_front(numKeys()), first, stride, n, false);
    for (auto [result, operand] : llvm::zip_equal(results, operands))
      for (int64_t i = 0; i < n; ++i)
        copyElement(result, first + i * stride, operand, first + order[i] * stride);
  });
  return success();
}

LogicalResult SortOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  results.assign(tangents.size(), nullptr);
  if (llvm::none_of(tangents, [](Value tangent) { return tangent; }))
    return success();
  Emit e(b, getLoc());
  ArrayRef<int64_t> shape = shapeOf(getArrays()[0]);
  SmallVector<Value> keys(getArrays().take_front(numKeys()));
  keys.push_back(e.iota(indexType(e, shape[dimension()]), shape, dimension()));
  Operation *sorted = e.op("sort", keys, (*this)->getAttrDictionary().getValue(), keys.size());
  for (auto [result, tangent] : llvm::zip_equal(results, tangents))
    if (tangent)
      result = takeAlong(e, tangent, sorted->getResults().back(), dimension());
  return success();
}

LogicalResult SortOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", "its order depends on its keys; its linearization is a gather");
}

LogicalResult SortOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                            SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SmallVector<Value> arrays = allWithLeading(e, operands, batched, size);
  Operation *sorted =
      e.op("sort", arrays, {e.number("dimension", dimension() + 1), e.number("num_keys", numKeys())}, arrays.size());
  llvm::append_range(results, sorted->getResults());
  return success();
}

Cost SortOp::cost() {
  return {comparisons(Emit::typeOf(getArrays()[0]), dimension()), 0, operandAndResultBytes(*this)};
}

LogicalResult SortOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerSort(*this, dimension(), numKeys(), kernel);
}

bool SortOp::readsMemory(unsigned number) {
  return number < numKeys() && lowering::sortReadsKeysAgain(*this, dimension());
}

SmallVector<RankedTensorType> SortOp::workspace() { return lowering::workspaceOfSort(*this, dimension(), numKeys()); }

// top_k

int64_t TopKOp::count() { return static_cast<int64_t>(getK()); }

LogicalResult TopKOp::infer(Inference &inference) {
  AxisList shape(shapeOf(getX()));
  if (shape.empty()) // top_k_c1
    return inference.fail(Fault::shape, "operand has shape (); expected at least one axis");
  if (count() < 0 || count() > shape.back()) // top_k_c2
    return inference.fail(Fault::shape,
                          "k is " + std::to_string(count()) + "; expected 0 to " + std::to_string(shape.back()));
  shape.back() = count();
  inference.result(shape, elementOf(getX()));
  inference.result(shape, IntegerType::get(getContext(), 32));
  return success();
}

LogicalResult TopKOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal values(cast<RankedTensorType>(getValues().getType())),
      indices(cast<RankedTensorType>(getIndices().getType()));
  ArrayRef<int64_t> shape = operands[0].type().getShape();
  int64_t n = shape.back(), to = 0;
  forEachLine(shape, shape.size() - 1, [&](int64_t first, int64_t stride) {
    std::vector<int64_t> order = orderOfLine(operands, first, stride, n, true);
    for (int64_t i = 0; i < count(); ++i, ++to) {
      copyElement(values, to, operands[0], first + order[i]);
      indices.setInteger(to, order[i]);
    }
  });
  results.push_back(std::move(values));
  results.push_back(std::move(indices));
  return success();
}

LogicalResult TopKOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  int64_t last = shapeOf(getX()).size() - 1;
  results.push_back(tangents[0] ? takeAlong(e, tangents[0], getIndices(), last) : nullptr);
  results.push_back(nullptr);
  return success();
}

LogicalResult TopKOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", "its choice depends on its operand; its linearization is a gather");
}

LogicalResult TopKOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                            SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Operation *top = e.op("top_k", withLeading(e, operands[0], batched[0], size), e.number("k", count()), 2);
  llvm::append_range(results, top->getResults());
  return success();
}

Cost TopKOp::cost() {
  RankedTensorType type = Emit::typeOf(getX());
  return {comparisons(type, type.getRank() - 1), 0, operandAndResultBytes(*this)};
}

LogicalResult TopKOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerTopK(*this, kernel); }

bool TopKOp::readsMemory(unsigned) { return lowering::sortReadsKeysAgain(*this, Emit::typeOf(getX()).getRank() - 1); }

SmallVector<RankedTensorType> TopKOp::workspace() { return lowering::workspaceOfTopK(*this); }

} // namespace burin::ir
