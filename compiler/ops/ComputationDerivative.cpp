// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The derivative of an associative computation over many elements: that of a balanced tree of applications, each of
// which is elementwise on a line of scalars.
#include "compiler/ir/Dialect.h"
#include "compiler/ops/Computation.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace burin::ir {
namespace {

/// Arrays and their tangents (null: zero).
struct Duals {
  SmallVector<Value> values, tangents;
};

Duals map(const Duals &duals, function_ref<Value(Value)> f) {
  auto each = [&](Value value) { return value ? f(value) : Value(); };
  return {llvm::map_to_vector(duals.values, each), llvm::map_to_vector(duals.tangents, each)};
}

class Tree {
public:
  Tree(OpBuilder &b, Location loc, Region &body) : e(b, loc), body(body) {}

  /// Joins the rows of [n, m] with each other until one is left, n > 0.
  LogicalResult joinRows(Duals rows, Duals &total) {
    for (int64_t n = rowsOf(rows); n > 1; n = rowsOf(rows)) {
      int64_t pairs = n / 2;
      Duals joined;
      if (failed(apply(pick(rows, 0, 2 * pairs, 2), pick(rows, 1, 2 * pairs, 2), joined)))
        return failure();
      joined = reshaped(joined, {pairs, columnsOf(rows)});
      rows = n % 2 ? appended(joined, reshaped(pick(rows, n - 1, n, 1), {1, columnsOf(rows)})) : joined;
    }
    total = reshaped(rows, {columnsOf(rows)});
    return success();
  }

  /// The computation on lines of scalars [m].
  LogicalResult apply(const Duals &first, const Duals &second, Duals &results) {
    lines.clear();
    tangents.clear();
    Block &block = body.front();
    auto arguments = block.getArguments();
    bind(arguments.take_front(first.values.size()), first);
    bind(arguments.drop_front(first.values.size()), second);
    int64_t size = Emit::shapeOf(first.values[0])[0];
    for (Operation &op : block.without_terminator())
      if (failed(emitStep(&op, size)))
        return failure();
    for (Value value : block.getTerminator()->getOperands()) {
      Value line = lines.lookup(value);
      bool isLine = !Emit::shapeOf(line).empty();
      results.values.push_back(isLine ? line : e.broadcastLeading(line, size));
      Value tangent = tangents.lookup(line);
      results.tangents.push_back(!tangent || isLine ? tangent : e.broadcastLeading(tangent, size));
    }
    return success();
  }

private:
  static int64_t rowsOf(const Duals &rows) { return Emit::shapeOf(rows.values[0])[0]; }
  static int64_t columnsOf(const Duals &rows) { return Emit::shapeOf(rows.values[0]).back(); }

  void bind(ArrayRef<BlockArgument> arguments, const Duals &duals) {
    for (auto [argument, value, tangent] : llvm::zip_equal(arguments, duals.values, duals.tangents)) {
      lines[argument] = value;
      tangents[value] = tangent;
    }
  }

  /// One operation of the computation over the line; what does not depend on it stays a scalar.
  LogicalResult emitStep(Operation *op, int64_t size) {
    auto operands = llvm::map_to_vector(op->getOperands(), [&](Value operand) { return lines.lookup(operand); });
    auto are = llvm::map_to_vector(operands, [](Value operand) { return !Emit::shapeOf(operand).empty(); });
    Block *block = e.b.getInsertionBlock();
    Operation *before = e.b.getInsertionPoint() == block->begin() ? nullptr : &*std::prev(e.b.getInsertionPoint());
    SmallVector<Value> results;
    if (llvm::is_contained(are, true)) {
      if (failed(cast<ArrayOp>(op).batch(e.b, operands, are, size, results)))
        return failure();
    } else {
      IRMapping mapping;
      mapping.map(op->getOperands(), operands);
      llvm::append_range(results, e.b.clone(*op, mapping)->getResults());
    }
    for (auto [result, line] : llvm::zip_equal(op->getResults(), results))
      lines[result] = line;
    SmallVector<Operation *> emitted;
    for (auto it = before ? std::next(Block::iterator(before)) : block->begin(); it != e.b.getInsertionPoint(); ++it)
      emitted.push_back(&*it);
    for (Operation *step : emitted)
      if (failed(linearizeStep(step)))
        return failure();
    return success();
  }

  LogicalResult linearizeStep(Operation *op) {
    auto in = llvm::map_to_vector(op->getOperands(), [&](Value operand) { return tangents.lookup(operand); });
    if (llvm::none_of(in, [](Value tangent) { return bool(tangent); }))
      return success();
    SmallVector<Value> out;
    if (failed(cast<ArrayOp>(op).linearize(e.b, in, out)))
      return failure();
    for (auto [result, tangent] : llvm::zip_equal(op->getResults(), out))
      tangents[result] = tangent;
    return success();
  }

  /// Rows of [n, m], as one line.
  Duals pick(const Duals &rows, int64_t start, int64_t limit, int64_t stride) {
    int64_t m = columnsOf(rows);
    return map(rows, [&](Value x) {
      Value part = e.slice(x, {start, 0}, {limit, m}, {stride, 1});
      return e.reshape(part, {Emit::typeOf(part).getNumElements()});
    });
  }

  Duals reshaped(const Duals &duals, ArrayRef<int64_t> shape) {
    return map(duals, [&](Value x) { return e.reshape(x, shape); });
  }

  Duals appended(const Duals &first, const Duals &last) {
    Duals all;
    for (size_t i = 0; i < first.values.size(); ++i) {
      Value t = first.tangents[i], u = last.tangents[i];
      all.values.push_back(e.concatenate({first.values[i], last.values[i]}, 0));
      all.tangents.push_back(
          !t && !u ? Value()
                   : e.concatenate({materialized(e, t, first.values[i]), materialized(e, u, last.values[i])}, 0));
    }
    return all;
  }

  Emit e;
  Region &body;
  DenseMap<Value, Value> lines, tangents; ///< of values of the computation; of lines
};

/// What the computation makes of inits [m] and all rows of arrays [n, m].
LogicalResult joinLines(Tree &tree, const Duals &inits, const Duals &rows, Duals &results) {
  if (Emit::shapeOf(rows.values[0])[0] == 0) {
    results = inits;
    return success();
  }
  Duals total;
  return failure(failed(tree.joinRows(rows, total)) || failed(tree.apply(inits, total, results)));
}

} // namespace

LogicalResult linearizeReduction(Operation *op, Emit &e, ArrayRef<Value> tangents, function_ref<Value(Value)> rowsOf,
                                 SmallVectorImpl<Value> &results) {
  size_t count = op->getNumResults();
  ArrayRef<int64_t> shape = shapeOf(op->getResult(0));
  if (product(shape) == 0) {
    results.assign(count, nullptr);
    return success();
  }
  auto lineOf = [&](Value init) {
    return e.reshape(shapeOf(init) == shape ? init : e.broadcast(init, shape, {}), {product(shape)});
  };
  Duals inputs{llvm::to_vector(op->getOperands().take_front(count)), llvm::to_vector(tangents.take_front(count))};
  Duals inits{llvm::to_vector(op->getOperands().drop_front(count)), llvm::to_vector(tangents.drop_front(count))};
  Duals lines = map(inits, lineOf), rows = map(inputs, rowsOf), joined;
  Tree tree(e.b, e.loc, op->getRegion(0));
  if (failed(joinLines(tree, lines, rows, joined)))
    return failure();
  for (Value tangent : joined.tangents)
    results.push_back(tangent ? e.reshape(tangent, shape) : tangent);
  return success();
}

} // namespace burin::ir
