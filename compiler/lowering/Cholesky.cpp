// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/Strips.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace burin::lowering {
namespace {

/// The upper factor, of which each row is eliminated by those above: the innermost loops are over neighbours in memory.
/// The lower factor is its transpose.
class Cholesky {
public:
  Cholesky(ir::KernelBuilder &kernel, bool isLower)
      : k(kernel), b(k.b), loc(k.loc), ix{k.b, k.loc}, lower(isLower),
        type(cast<RankedTensorType>(k.op->getResult(0).getType())), leading(type.getShape().drop_back(2)),
        n(type.getShape().back()), strips(k, k.output(), type.getElementType(), n) {}

  LogicalResult emit() {
    if (type.getNumElements() == 0)
      return success();
    double size = static_cast<double>(n), lanes = k.target.lanes(type.getElementTypeBitWidth());
    k.setWork(ShapedType::getNumElements(leading), size * size * (size / (6 * lanes) + 8) + 20);
    ix.loop(k.lo, k.hi, 1, [&](Value matrix) {
      base = ix.mul(matrix, n * n);
      copyTriangle(k.unflatten(matrix, leading));
      strips.forEach(n, [&](Value first, int64_t height) { factorStrip(first, height); });
      finish();
    });
    return success();
  }

private:
  Value at(Value row, Value column) { return ix.add(ix.add(base, ix.mul(row, n)), column); }
  Value load(Value row, Value column) { return k.load(k.output(), at(row, column), type.getElementType()); }
  void store(Value element, Value row, Value column) { k.store(element, k.output(), at(row, column)); }
  Value number(double value) { return arith::ConstantOp::create(b, loc, FloatAttr::get(type.getElementType(), value)); }
  Value nan() { return number(std::numeric_limits<double>::quiet_NaN()); }
  void loop(Value lo, Value hi, function_ref<void(Value)> body) { ix.loop(lo, hi, 1, body); }

  /// Row i and column j >= i, in blocks that keep to the cache by rows as well as by columns.
  void forTriangle(function_ref<void(Value i, Value j)> body) {
    constexpr int64_t block = 16;
    Value end = ix.constant(n);
    ix.loop(ix.constant(0), end, block, [&](Value top) {
      Value bottom = ix.min(ix.add(top, block), end);
      ix.loop(top, end, block, [&](Value left) {
        Value right = ix.min(ix.add(left, block), end);
        loop(top, bottom, [&](Value i) { loop(ix.max(left, i), right, [&](Value j) { body(i, j); }); });
      });
    });
  }

  /// Tiles reach over the diagonal by some columns; what stands there is never used.
  void copyTriangle(ArrayRef<Value> matrix) {
    forTriangle([&](Value i, Value j) {
      SmallVector<Value> index(matrix);
      index.append({lower ? j : i, lower ? i : j});
      Value element = k.read(0, index);
      store(number(0), j, i);
      store(element, i, j);
    });
  }

  void factorStrip(Value first, int64_t height) {
    Value zero = ix.constant(0), end = ix.add(first, height);
    Value column = ix.mul(ix.div(first, strips.tileColumns()), strips.tileColumns());
    strips.eliminate({at(first, zero), base, k.output(), at(zero, first), n, 1, n, first}, height, column,
                     ix.constant(n));
    loop(first, end, [&](Value pivot) {
      scaleRow(pivot);
      loop(ix.add(pivot, 1), end, [&](Value row) { eliminate(pivot, row); });
    });
  }

  /// A pivot that is not positive makes NaN of all that follows, the last element of the diagonal included.
  void scaleRow(Value pivot) {
    Value square = load(pivot, pivot);
    Value positive = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, square, number(0));
    Value root = arith::SelectOp::create(b, loc, positive, math::SqrtOp::create(b, loc, square), nan());
    store(root, pivot, pivot);
    loop(ix.add(pivot, 1), ix.constant(n),
         [&](Value j) { store(arith::DivFOp::create(b, loc, load(pivot, j), root), pivot, j); });
  }

  void eliminate(Value pivot, Value row) {
    Value factor = load(pivot, row);
    loop(row, ix.constant(n), [&](Value j) {
      Value product = arith::MulFOp::create(b, loc, factor, load(pivot, j));
      store(arith::SubFOp::create(b, loc, load(row, j), product), row, j);
    });
  }

  void finish() {
    Value last = load(ix.constant(n - 1), ix.constant(n - 1));
    Value definite = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, last, last);
    forTriangle([&](Value i, Value j) {
      Value element = arith::SelectOp::create(b, loc, definite, load(i, j), nan());
      store(number(0), lower ? i : j, lower ? j : i);
      store(element, lower ? j : i, lower ? i : j);
    });
  }

  ir::KernelBuilder &k;
  OpBuilder &b;
  Location loc;
  IndexBuilder ix;
  bool lower;
  RankedTensorType type;
  ArrayRef<int64_t> leading;
  int64_t n;
  Strips strips;
  Value base; ///< where the matrix begins
};

} // namespace

LogicalResult lowerCholesky(ir::KernelBuilder &k, bool lower) { return Cholesky(k, lower).emit(); }

} // namespace burin::lowering
