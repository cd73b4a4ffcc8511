// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/ReductionForms.h"

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Emit.h"

using namespace mlir;

namespace burin::passes {

// Below this many elements one thread is as fast.
static constexpr int64_t manyElements = 64 << 10;
// Pieces of work that several threads can share, and the least length of one.
static constexpr int64_t enoughPieces = 16, leastPiece = 256;
// Neighbouring columns of one piece: at least, and where memory is read at its full rate. From this many elements on
// that rate is the bound.
static constexpr int64_t stripColumns = 256, panelColumns = 2048, streamedElements = 1 << 20;

namespace {

using ir::Emit;
using Axes = SmallVector<int64_t>;

int64_t product(ArrayRef<int64_t> extents) { return ShapedType::getNumElements(extents); }

/// One reduction of a program.
class Reduction {
public:
  Reduction(Operation *op, SmallVectorImpl<Operation *> &fresh)
      : op(op), fresh(fresh), b(op), e(b, op->getLoc()), x(op->getOperand(0)), shape(Emit::shapeOf(x)) {
    for (int64_t axis : cast<ir::ReductionOp>(op).reducedAxes())
      if (shape[axis] != 1)
        reduced.push_back(axis);
    for (int64_t axis = 0, rank = shape.size(); axis < rank; ++axis)
      if (shape[axis] != 1)
        innermost = axis;
  }

  void normalize() {
    if (reduced.empty() || op->getOperand(0).getType() == op->getResult(0).getType())
      return;
    Axes first = firstStep();
    if (!first.empty())
      return replace(steps(x, first));
    bool few = product(shape) >= manyElements && (reducesInnermost() ? fewRows() : fewColumns());
    if (few)
      if (std::optional<int64_t> pieces = piecesOf(shape[reduced[0]]))
        replace(stepsInPieces(*pieces));
  }

private:
  bool reducesInnermost() const { return reduced.back() == innermost; }

  /// Position in `reduced` from which on its axes follow each other without a kept one.
  size_t lastRun() const {
    size_t start = reduced.size() - 1;
    while (start > 0 && product(shape.slice(reduced[start - 1] + 1, reduced[start] - reduced[start - 1] - 1)) == 1)
      --start;
    return start;
  }

  /// Axes that go first: the trailing ones if others are apart, or the inner ones if the outer ones are pieces
  /// enough. Empty: all at once.
  Axes firstStep() const {
    size_t start = lastRun();
    if (reducesInnermost() && start > 0)
      return Axes(ArrayRef(reduced).drop_front(start));
    if (start > 0 || product(shape) < manyElements || !(reducesInnermost() ? fewRows() : fewColumns()))
      return {};
    int64_t outer = 1, inner = 1;
    for (int64_t axis : reduced)
      inner *= shape[axis];
    for (size_t i = 0; i + 1 < reduced.size(); ++i) {
      outer *= shape[reduced[i]], inner /= shape[reduced[i]];
      if (outer >= enoughPieces && inner >= (reducesInnermost() ? leastPiece : enoughPieces))
        return Axes(ArrayRef(reduced).drop_front(i + 1));
    }
    return {};
  }

  int64_t keptElements() const { return Emit::typeOf(op->getResult(0)).getNumElements(); }
  bool fewRows() const { return keptElements() < enoughPieces; }
  bool fewColumns() const {
    int64_t columns = product(shape.drop_front(reduced.back() + 1)), outer = keptElements() / columns;
    auto pieces = [&](int64_t width) { return outer * llvm::divideCeil(columns, width); };
    return pieces(stripColumns) < 4 || (product(shape) >= streamedElements && pieces(panelColumns) < enoughPieces);
  }

  /// The largest number of equal pieces of an axis; none if it has no suitable divisor. Partial sums of columns are
  /// rows: there are fewer.
  std::optional<int64_t> piecesOf(int64_t extent) const {
    int64_t least = reducesInnermost() ? leastPiece : enoughPieces;
    int64_t most = (reducesInnermost() ? 4 : 2) * enoughPieces;
    for (int64_t pieces = std::min<int64_t>(most, extent / least); pieces >= enoughPieces; --pieces)
      if (extent % pieces == 0)
        return pieces;
    return std::nullopt;
  }

  Value reduce(Value array, ArrayRef<int64_t> axes) {
    Value result = e.value(op->getName().stripDialect(), array, e.axes("axes", axes));
    fresh.push_back(result.getDefiningOp());
    return result;
  }

  /// Partial results of f16 and bf16 are not rounded.
  Value wide(Value array) {
    Type element = Emit::typeOf(array).getElementType();
    return element.isF16() || element.isBF16() ? e.convert(array, b.getF32Type()) : array;
  }

  Value steps(Value array, ArrayRef<int64_t> first) {
    Value partial = reduce(wide(array), first);
    Axes rest;
    for (int64_t axis : cast<ir::ReductionOp>(op).reducedAxes())
      if (!llvm::is_contained(first, axis))
        rest.push_back(axis - llvm::count_if(first, [&](int64_t gone) { return gone < axis; }));
    return reduce(partial, rest);
  }

  /// The first reduced axis as two, of which the inner one goes first.
  Value stepsInPieces(int64_t pieces) {
    int64_t axis = reduced[0];
    Axes split(shape);
    split[axis] /= pieces;
    split.insert(split.begin() + axis, pieces);
    Axes first;
    for (int64_t later : cast<ir::ReductionOp>(op).reducedAxes())
      if (later >= axis)
        first.push_back(later + 1);
    Axes rest{axis};
    for (int64_t earlier : cast<ir::ReductionOp>(op).reducedAxes())
      if (earlier < axis)
        rest.push_back(earlier);
    return reduce(reduce(wide(e.reshape(x, split)), first), rest);
  }

  void replace(Value result) {
    result = e.convert(result, Emit::typeOf(op->getResult(0)).getElementType());
    op->replaceAllUsesWith(ValueRange(result));
    op->erase();
  }

  Operation *op;
  SmallVectorImpl<Operation *> &fresh; ///< the steps, which are reductions too
  OpBuilder b;
  Emit e;
  Value x;
  ArrayRef<int64_t> shape;
  Axes reduced; ///< without unit axes
  int64_t innermost = -1;
};

} // namespace

void normalizeReductions(func::FuncOp program) {
  SmallVector<Operation *> work;
  program.walk([&](ir::ReductionOp op) { work.push_back(op); });
  while (!work.empty())
    Reduction(work.pop_back_val(), work).normalize();
}

} // namespace burin::passes
