// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// linearize and transpose of operations on matrices.
#include "compiler/ops/Linalg.h"
#include "compiler/ops/Movement.h"

using namespace mlir;

namespace burin::ir {

static Value transposed(Emit &e, Value x) {
  AxisList permutation = firstAxes(static_cast<int64_t>(shapeOf(x).size()));
  std::swap(permutation.back(), permutation.end()[-2]);
  return e.transpose(x, permutation);
}

static Value matrixProduct(Emit &e, Value x, Value y) {
  auto rank = static_cast<int64_t>(shapeOf(x).size());
  AxisList batch = firstAxes(rank - 2);
  return e.dotGeneral(x, y, batch, batch, {rank - 1}, {rank - 2});
}

/// `x` where its row and column compare so ("gt": below the diagonal), zero elsewhere.
static Value where(Emit &e, StringRef direction, Value x) {
  ArrayRef<int64_t> shape = shapeOf(x);
  auto rank = static_cast<int64_t>(shape.size());
  Value row = e.iota(e.b.getI32Type(), shape, rank - 2), column = e.iota(e.b.getI32Type(), shape, rank - 1);
  return e.select(e.compare(row, column, direction), x, e.zeros(e.typeOf(x)));
}

// cholesky

/// dL = L phi(L^-1 dA L^-T), where phi keeps the lower triangle and halves the diagonal (Murray 2016, "Differentiation
/// of the Cholesky decomposition"); dA is made symmetric from the triangle that is read.
LogicalResult CholeskyOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  if (!tangents[0]) {
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, getLoc());
  Value tangent = getLower() ? tangents[0] : transposed(e, tangents[0]);
  Value l = getLower() ? getResult() : transposed(e, getResult());
  Value symmetric = e.add(where(e, "ge", tangent), transposed(e, where(e, "gt", tangent)));
  Value right = triangularSolve(e, l, symmetric, {/*leftSide=*/false, true, false, /*transposeA=*/true});
  Value both = triangularSolve(e, l, right, {/*leftSide=*/true, true, false, /*transposeA=*/false});
  Value half = e.mul(where(e, "eq", both), e.scalar(0.5, both));
  Value result = matrixProduct(e, l, e.add(where(e, "gt", both), half));
  results.push_back(getLower() ? result : transposed(e, result));
  return success();
}

LogicalResult CholeskyOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", "the operation is not linear in its operands");
}

// triangular_solve

/// op(a) dx = db - op(da) x, of the triangle that is read; likewise on the right side.
LogicalResult TriangularSolveOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value right = tangents[1];
  if (tangents[0]) {
    Value da =
        where(e, getLower() ? (getUnitDiagonal() ? "gt" : "ge") : (getUnitDiagonal() ? "lt" : "le"), tangents[0]);
    da = getTransposeA() ? transposed(e, da) : da;
    Value moved = e.neg(getLeftSide() ? matrixProduct(e, da, getResult()) : matrixProduct(e, getResult(), da));
    right = e.accumulate(right, moved);
  }
  results.push_back(right ? triangularSolve(e, getA(), right, SolveKind(*this)) : Value());
  return success();
}

LogicalResult TriangularSolveOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                           MutableArrayRef<Value> results) {
  if (linear[0])
    return refuse(*this, "transpose", "operand 0 is linear, but the operation is not linear in it");
  if (!linear[1] || !cotangents[0])
    return success();
  Emit e(b, getLoc());
  SolveKind kind(*this);
  kind.transposeA = !kind.transposeA;
  results[1] = triangularSolve(e, getA(), cotangents[0], kind);
  return success();
}

} // namespace burin::ir
