// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Linalg.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Movement.h"

#include <cmath>
#include <limits>
#include <vector>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Linalg.cpp.inc"

namespace burin::ir {

SolveKind::SolveKind(TriangularSolveOp op)
    : SolveKind(op.getLeftSide(), op.getLower(), op.getUnitDiagonal(), op.getTransposeA()) {}

Value triangularSolve(Emit &e, Value a, Value b, const SolveKind &kind) {
  auto flag = [&](StringRef name, bool value) { return e.b.getNamedAttr(name, e.b.getBoolAttr(value)); };
  return e.value("triangular_solve", {a, b},
                 {flag("left_side", kind.leftSide), flag("lower", kind.lower), flag("unit_diagonal", kind.unitDiagonal),
                  flag("transpose_a", kind.transposeA)});
}

static LogicalResult checkMatrices(Value a, Inference &inference) {
  if (Type element = elementOf(a); !element.isF32() && !element.isF64()) // cholesky_c1, triangular_solve_c1
    return inference.fail(Fault::dtype, "operand has dtype " + dtypeText(element) + "; expected float32 or float64");
  ArrayRef<int64_t> shape = shapeOf(a);
  if (shape.size() < 2 || shape.back() != shape[shape.size() - 2]) // cholesky_c2, triangular_solve_c2
    return inference.fail(Fault::shape, "operand has shape " + shapeText(shape) + "; expected square matrices");
  return success();
}

// cholesky

LogicalResult CholeskyOp::infer(Inference &inference) {
  if (failed(checkMatrices(getA(), inference)))
    return failure();
  inference.result(getA().getType());
  return success();
}

/// The lower factor of one matrix in place, row by row; false when it is not positive definite.
static bool factor(std::vector<long double> &l, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j <= i; ++j) {
      long double rest = l[i * n + j];
      for (int64_t k = 0; k < j; ++k)
        rest -= l[i * n + k] * l[j * n + k];
      if (i == j && !(rest > 0))
        return false;
      l[i * n + j] = i == j ? std::sqrt(rest) : rest / l[j * n + j];
    }
  return true;
}

LogicalResult CholeskyOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getResult().getType());
  int64_t n = shapeOf(getA()).back(), size = n * n;
  auto at = [&](int64_t row, int64_t column) { return getLower() ? row * n + column : column * n + row; };
  for (int64_t base = 0; base < result.size(); base += size) {
    std::vector<long double> l(size);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j <= i; ++j)
        l[i * n + j] = operands[0].real(base + at(i, j));
    bool definite = factor(l, n);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j <= i; ++j)
        result.setReal(base + at(i, j), definite ? l[i * n + j] : std::numeric_limits<long double>::quiet_NaN());
  }
  results.push_back(std::move(result));
  return success();
}

LogicalResult CholeskyOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool>, int64_t,
                                SmallVectorImpl<Value> &results) {
  results.push_back(Emit(b, getLoc()).value("cholesky", operands, (*this)->getAttrDictionary().getValue()));
  return success();
}

Cost CholeskyOp::cost() {
  auto elements = static_cast<uint64_t>(getA().getType().getNumElements());
  return {elements * static_cast<uint64_t>(shapeOf(getA()).back()) / 3, 0, operandAndResultBytes(*this)};
}

LogicalResult CholeskyOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerCholesky(kernel, getLower()); }

// triangular_solve

LogicalResult TriangularSolveOp::infer(Inference &inference) {
  if (failed(checkMatrices(getA(), inference)))
    return failure();
  if (elementOf(getA()) != elementOf(getB())) // triangular_solve_c1
    return inference.fail(Fault::dtype, "operands have dtypes " + dtypeText(elementOf(getA())) + " and " +
                                            dtypeText(elementOf(getB())) + "; expected equal dtypes");
  ArrayRef<int64_t> a = shapeOf(getA()), b = shapeOf(getB());
  if (b.size() != a.size() || a.drop_back(2) != b.drop_back(2)) // triangular_solve_c3
    return inference.fail(Fault::shape, "operands have shapes " + shapeText(a) + " and " + shapeText(b) +
                                            "; expected equal leading extents");
  if (b[b.size() - (getLeftSide() ? 2 : 1)] != a.back()) // triangular_solve_c4
    return inference.fail(Fault::shape, "operands have shapes " + shapeText(a) + " and " + shapeText(b) +
                                            "; expected " + std::to_string(a.back()) +
                                            (getLeftSide() ? " rows" : " columns") + " in the second");
  inference.result(getB().getType());
  return success();
}

/// Solves one system in place; m(i, k) is the coefficient of unknown k in equation i.
static void solve(std::vector<long double> &x, bool forward, bool unitDiagonal,
                  function_ref<long double(int64_t i, int64_t k)> m) {
  auto n = static_cast<int64_t>(x.size());
  for (int64_t step = 0; step < n; ++step) {
    int64_t i = forward ? step : n - 1 - step;
    for (int64_t k = forward ? 0 : i + 1; k < (forward ? i : n); ++k)
      x[i] -= m(i, k) * x[k];
    if (!unitDiagonal)
      x[i] /= m(i, i);
  }
}

LogicalResult TriangularSolveOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal x = operands[1];
  int64_t n = shapeOf(getA()).back(), rows = shapeOf(getB()).end()[-2], columns = shapeOf(getB()).back();
  for (int64_t base = 0, matrix = 0; base < x.size(); base += rows * columns, matrix += n * n) {
    auto m = [&](int64_t i, int64_t k) { return operands[0].real(matrix + (isSwapped() ? k * n + i : i * n + k)); };
    for (int64_t system = 0; system < (getLeftSide() ? columns : rows); ++system) {
      auto at = [&](int64_t i) { return base + (getLeftSide() ? i * columns + system : system * columns + i); };
      std::vector<long double> unknowns(n);
      for (int64_t i = 0; i < n; ++i)
        unknowns[i] = x.real(at(i));
      solve(unknowns, isForward(), getUnitDiagonal(), m);
      for (int64_t i = 0; i < n; ++i)
        x.setReal(at(i), unknowns[i]);
    }
  }
  results.push_back(std::move(x));
  return success();
}

/// One matrix for all rows of the batch has that many times as many right sides.
static Value solveForAll(Emit &e, Value a, Value b, const SolveKind &kind) {
  ArrayRef<int64_t> shape = shapeOf(b);
  auto rank = static_cast<int64_t>(shape.size());
  AxisList order = firstAxes(rank), folded(shapeOf(a));
  order.erase(order.begin());
  order.insert(kind.leftSide ? order.end() - 1 : order.end() - 2, 0);
  folded.end()[-2] = kind.leftSide ? shape[rank - 2] : shape[0] * shape[rank - 2];
  folded.back() = kind.leftSide ? shape[0] * shape[rank - 1] : shape[rank - 1];
  Value x = triangularSolve(e, a, e.reshape(e.transpose(b, order), folded), kind);
  return e.transpose(e.reshape(x, permuted(shape, order)), inverted(order));
}

LogicalResult TriangularSolveOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                       SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SolveKind kind(*this);
  results.push_back(!batched[0] ? solveForAll(e, operands[0], operands[1], kind)
                                : triangularSolve(e, operands[0], withLeading(e, operands[1], batched[1], size), kind));
  return success();
}

Cost TriangularSolveOp::cost() {
  auto elements = static_cast<uint64_t>(getB().getType().getNumElements());
  return {elements * static_cast<uint64_t>(shapeOf(getA()).back()), 0, operandAndResultBytes(*this)};
}

bool TriangularSolveOp::readsMemory(unsigned number) { return number == 0; }

SmallVector<RankedTensorType> TriangularSolveOp::workspace() {
  return lowering::workspaceOfTriangularSolve(*this, getLeftSide());
}

LogicalResult TriangularSolveOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerTriangularSolve(kernel, {getLeftSide(), isSwapped(), isForward(), getUnitDiagonal()});
}

} // namespace burin::ir
