// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/StackedProducts.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/Callees.h"
#include "compiler/ops/DotOps.h"
#include "compiler/ops/ElementwiseOps.h"
#include "compiler/ops/ShapeOps.h"
#include "passes/autodiff/Division.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/ScanDerivative.h"
#include "passes/control_flow/Signature.h"

#include <map>
#include <optional>

using namespace mlir;

namespace burin::passes {
namespace {

using Axes = SmallVector<int64_t>;

/// total + permuted(lhs . rhs)
struct Product {
  ir::DotGeneralOp dot; ///< until the body changes
  Axes lhsBatch, rhsBatch, lhsContract, rhsContract;
  SmallVector<Axes> permutations; ///< the first one last
};

std::optional<Product> productOf(Value sum, BlockArgument total) {
  auto add = sum.getDefiningOp<ir::AddOp>();
  if (!add || add.getX() != total || !total.hasOneUse() || !add->hasOneUse())
    return std::nullopt;
  Product product;
  Value value = add.getY();
  for (auto op = value.getDefiningOp<ir::TransposeOp>(); op; op = value.getDefiningOp<ir::TransposeOp>()) {
    product.permutations.push_back(Axes(op.getPermutation()));
    value = op.getX();
  }
  auto dot = value.getDefiningOp<ir::DotGeneralOp>();
  if (!dot)
    return std::nullopt;
  product.dot = dot;
  product.lhsBatch.assign(dot.getLhsBatch().begin(), dot.getLhsBatch().end());
  product.rhsBatch.assign(dot.getRhsBatch().begin(), dot.getRhsBatch().end());
  product.lhsContract.assign(dot.getLhsContract().begin(), dot.getLhsContract().end());
  product.rhsContract.assign(dot.getRhsContract().begin(), dot.getRhsContract().end());
  return product;
}

Axes behindRows(ArrayRef<int64_t> axes) {
  return llvm::map_to_vector(axes, [](int64_t axis) { return axis + 1; });
}

Axes withRows(ArrayRef<int64_t> axes) {
  Axes all{0};
  llvm::append_range(all, behindRows(axes));
  return all;
}

class ProductStacker {
public:
  explicit ProductStacker(ir::ScanOp scan)
      : scan(scan), body(ir::calleeOf(scan, scan.getBodyAttr()).getBody().front()), numCarry(scan.carry().size()),
        numRows(scan.xs().size()) {}

  SmallVector<Value> run() {
    for (unsigned i = 0; i < numCarry; ++i)
      if (auto product = productOf(body.getTerminator()->getOperand(i), body.getArgument(i));
          product && bytesToStack(product->dot) <= bytesOf(body.getArgument(i)))
        products[i] = *product;
    if (products.empty())
      return llvm::to_vector_of<Value>(scan->getResults());
    for (auto &[carry, product] : products)
      sides[carry] = {sideOf(product.dot.getLhs()), sideOf(product.dot.getRhs())};
    ResultRange results = emitRest();
    return withTotals(results);
  }

private:
  /// The rows of one operand of a contraction: an operand of the scan, or a result.
  struct Side {
    Value rows;
    unsigned result = 0; ///< counted with the sums
  };

  /// The operand of the scan that an argument of the body is a row of; null for other values.
  Value rowsThatAreGiven(Value value) const {
    auto argument = dyn_cast<BlockArgument>(value);
    bool isRow = argument && argument.getArgNumber() >= numCarry && argument.getArgNumber() < numCarry + numRows;
    return isRow ? scan->getOperand(argument.getArgNumber()) : Value();
  }
  /// Its rows are a result already.
  std::optional<unsigned> yOf(Value value) const {
    OperandRange results = body.getTerminator()->getOperands();
    for (unsigned number = numCarry; number < results.size(); ++number)
      if (results[number] == value)
        return number;
    return std::nullopt;
  }
  uint64_t bytesToStack(ir::DotGeneralOp dot) const {
    uint64_t bytes = 0;
    for (Value operand : dot->getOperands())
      bytes += rowsThatAreGiven(operand) || yOf(operand) ? 0 : bytesOf(operand);
    return bytes;
  }
  Side sideOf(Value value) {
    if (Value rows = rowsThatAreGiven(value))
      return {rows};
    if (auto y = yOf(value))
      return {Value(), *y};
    auto *known = llvm::find(stacked, value);
    unsigned number = scan->getNumResults() + static_cast<unsigned>(known - stacked.begin());
    if (known == stacked.end())
      stacked.push_back(value);
    return {Value(), number};
  }

  /// The scan without the sums, and with the rows that are stacked as its last results.
  ResultRange emitRest() {
    SmallVector<Value> results, operands;
    for (auto [number, value] : llvm::enumerate(body.getTerminator()->getOperands()))
      if (!products.contains(number))
        results.push_back(value);
    llvm::append_range(results, stacked);
    body.getTerminator()->setOperands(results);
    eraseDead(body);
    func::FuncOp function = cast<func::FuncOp>(body.getParentOp());
    Signature signature(function);
    for (auto [number, operand] : llvm::enumerate(scan->getOperands()))
      if (!products.contains(number)) {
        signature.keep(number);
        operands.push_back(operand);
      }
    signature.finish(llvm::to_vector_of<Value>(body.getTerminator()->getOperands()));
    Axes counts(scan.getOperandCounts());
    counts[0] -= static_cast<int64_t>(products.size());
    OpBuilder b(scan);
    return emitScan(b, scan, function, operands, counts, scan.getReverse());
  }

  SmallVector<Value> withTotals(ResultRange rest) {
    SmallVector<Value> all;
    auto next = rest.begin();
    OpBuilder b(scan);
    for (unsigned i = 0; i < scan->getNumResults(); ++i)
      all.push_back(products.contains(i) ? total(b, i, rest) : Value(*next++));
    scan->replaceAllUsesWith(all);
    scan->erase();
    return all;
  }

  Value total(OpBuilder &b, unsigned carry, ResultRange rest) {
    const Product &product = products[carry];
    ir::Emit emit(b, scan.getLoc());
    auto rows = [&](const Side &side) { return side.rows ? side.rows : Value(rest[side.result - products.size()]); };
    Value sum =
        emit.dotGeneral(rows(sides[carry].first), rows(sides[carry].second), behindRows(product.lhsBatch),
                        behindRows(product.rhsBatch), withRows(product.lhsContract), withRows(product.rhsContract));
    for (const Axes &permutation : llvm::reverse(product.permutations))
      sum = emit.transpose(sum, permutation);
    Value first = scan->getOperand(carry);
    return isSymbolicZero(first) ? sum : emit.add(first, sum);
  }

  ir::ScanOp scan;
  Block &body;
  unsigned numCarry, numRows;
  std::map<unsigned, Product> products; ///< by the number of the carry
  std::map<unsigned, std::pair<Side, Side>> sides;
  SmallVector<Value> stacked;
};

} // namespace

SmallVector<Value> stackProducts(ir::ScanOp scan) { return ProductStacker(scan).run(); }

} // namespace burin::passes
