// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/LineSort.h"

#include "compiler/lowering/LoopNest.h"
#include "compiler/lowering/SortKeys.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;

namespace burin::lowering {

// Comparing all pairs, in vectors, costs less than counting digits up to about this extent.
static constexpr int64_t shortExtent = 64;
static constexpr int64_t buckets = 256;

bool LineOrder::isShort() const { return extent <= shortExtent; }

unsigned LineOrder::passes() const {
  unsigned digits = 0;
  for (Type key : ArrayRef(elements).take_front(numKeys))
    digits += sortKeyDigits(key);
  return digits;
}

double LineOrder::cycles() const {
  double n = extent;
  return isShort() ? n * (n * numKeys / 4 + 10) : passes() * (n * (4 + elements.size()) + 2.0 * buckets);
}

unsigned numWorkLines(const LineOrder &order) {
  if (order.isShort() || order.passes() == 1)
    return 0;
  return order.worksInResult || order.passes() == 2 ? 1 : 2;
}

namespace {

class LineSort {
public:
  using Values = SmallVector<Value>;

  LineSort(ir::KernelBuilder &k, const LineOrder &order, const LineMoves &moves)
      : k(k), order(order), moves(moves), b(k.b), loc(k.loc),
        counter(order.extent <= std::numeric_limits<int32_t>::max() ? b.getI32Type() : b.getI64Type()) {}

  void emitShort() {
    Line elements = onStack(order.elements);
    SmallVector<Type> types;
    for (Type key : keyTypes())
      types.push_back(b.getIntegerType(8 * sortKeyDigits(key)));
    Line keys = onStack(types);
    forEachPlace([&](Value place) {
      Values values = moves.source(place);
      store(values, elements, place);
      store(keysOf(values), keys, place);
    });
    forEachPlace([&](Value place) {
      Values own = load(keys, types, place);
      Value before = countPrecedents(keys, types, own, k.constant(0), place, true, counterOf(0));
      Value behind = arith::AddIOp::create(b, loc, place, k.constant(1));
      Value all = countPrecedents(keys, types, own, behind, k.constant(order.extent), false, before);
      keep(load(elements, order.elements, place), toIndex(all));
    });
  }

  void emitLong() {
    unsigned pass = 0;
    for (unsigned key = order.numKeys; key-- > 0;) {
      unsigned digits = sortKeyDigits(order.elements[key]);
      Value starts = k.scratch(counter, digits * buckets);
      countDigits(key, digits, pass, starts);
      sumCounts(digits, starts);
      for (unsigned digit = 0; digit < digits; ++digit, ++pass)
        moveByDigit(key, digit, pass, starts);
    }
  }

private:
  ArrayRef<Type> keyTypes() const { return ArrayRef(order.elements).take_front(order.numKeys); }

  Value counterOf(int64_t value) { return arith::ConstantOp::create(b, loc, b.getIntegerAttr(counter, value)); }
  Value toIndex(Value count) { return arith::IndexCastUIOp::create(b, loc, b.getIndexType(), count); }

  void forEachPlace(function_ref<void(Value)> body) { emitLoop(b, loc, k.constant(0), k.constant(order.extent), body); }

  Line onStack(ArrayRef<Type> types) {
    Line line;
    for (Type type : types)
      line.arrays.push_back(k.scratch(type, std::max<int64_t>(order.extent, 1)));
    line.position = [](Value place) { return place; };
    return line;
  }

  Values load(const Line &line, ArrayRef<Type> types, Value place) {
    Value position = line.position(place);
    Values values;
    for (auto [array, type] : llvm::zip_equal(line.arrays, types))
      values.push_back(k.load(array, position, type));
    return values;
  }

  void store(ArrayRef<Value> values, const Line &line, Value place) {
    Value position = line.position(place);
    for (auto [array, value] : llvm::zip_equal(line.arrays, values))
      k.store(value, array, position);
  }

  /// To the result, unless the place is behind its end.
  void keep(ArrayRef<Value> values, Value place) {
    if (order.kept == order.extent)
      return store(values, moves.result, place);
    Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, place, k.constant(order.kept));
    auto guard = scf::IfOp::create(b, loc, inside, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard back(b);
    b.setInsertionPoint(guard.thenBlock()->getTerminator());
    store(values, moves.result, place);
  }

  Value keyOf(ArrayRef<Value> values, unsigned key) {
    return emitSortKey(b, loc, values[key], order.elements[key], order.descending);
  }

  Values keysOf(ArrayRef<Value> values) {
    Values keys;
    for (unsigned key = 0; key < order.numKeys; ++key)
      keys.push_back(keyOf(values, key));
    return keys;
  }

  // short lines

  Value compare(arith::CmpIPredicate predicate, Value x, Value y) {
    return arith::CmpIOp::create(b, loc, predicate, x, y);
  }

  /// x before y by the first key that differs; for equal ones the answer is `ties`.
  Value precedes(ArrayRef<Value> x, ArrayRef<Value> y, bool ties) {
    Value result = compare(ties ? arith::CmpIPredicate::ule : arith::CmpIPredicate::ult, x.back(), y.back());
    for (unsigned key = x.size() - 1; key-- > 0;) {
      Value equal = compare(arith::CmpIPredicate::eq, x[key], y[key]);
      Value here = arith::AndIOp::create(b, loc, equal, result);
      result = arith::OrIOp::create(b, loc, compare(arith::CmpIPredicate::ult, x[key], y[key]), here);
    }
    return result;
  }

  /// `start` plus the number of places in [lo, hi) whose keys precede `own`.
  Value countPrecedents(const Line &keys, ArrayRef<Type> types, ArrayRef<Value> own, Value lo, Value hi, bool ties,
                        Value start) {
    auto loop = scf::ForOp::create(b, loc, lo, hi, k.constant(1), start);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToEnd(loop.getBody());
    Value is = precedes(load(keys, types, loop.getInductionVar()), own, ties);
    Value one = arith::ExtUIOp::create(b, loc, counter, is);
    Value sum = arith::AddIOp::create(b, loc, loop.getRegionIterArg(0), one);
    scf::YieldOp::create(b, loc, sum);
    return loop.getResult(0);
  }

  // long lines

  /// All arrays' elements before a pass.
  Values elementsBefore(unsigned pass, Value place) {
    return pass == 0 ? moves.source(place) : load(lineAfter(pass - 1), order.elements, place);
  }

  /// The last pass writes the result; the others take turns.
  const Line &lineAfter(unsigned pass) const {
    unsigned later = order.passes() - 1 - pass;
    if (later == 0 || (order.worksInResult && later % 2 == 0))
      return moves.result;
    return moves.work[(later - 1) % moves.work.size()];
  }

  /// Position of the counter of a key's digit.
  Value bucketOf(Value key, unsigned digit) {
    Type type = key.getType();
    Value shift = arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, 8 * digit));
    Value low = arith::TruncIOp::create(b, loc, b.getI8Type(), arith::ShRUIOp::create(b, loc, key, shift));
    return arith::AddIOp::create(b, loc, toIndex(low), k.constant(digit * buckets));
  }

  /// Adds one to a counter and gives what it was.
  Value increment(Value counters, Value bucket) {
    Value count = k.load(counters, bucket, counter);
    k.store(arith::AddIOp::create(b, loc, count, counterOf(1)), counters, bucket);
    return count;
  }

  void countDigits(unsigned key, unsigned digits, unsigned pass, Value counts) {
    emitLoop(b, loc, k.constant(0), k.constant(digits * buckets),
             [&](Value bucket) { k.store(counterOf(0), counts, bucket); });
    forEachPlace([&](Value place) {
      Value number = keyOf(elementsBefore(pass, place), key);
      for (unsigned digit = 0; digit < digits; ++digit)
        increment(counts, bucketOf(number, digit));
    });
  }

  /// Of each digit's counters: where the elements of each bucket start.
  void sumCounts(unsigned digits, Value counts) {
    Values zeros(digits, counterOf(0));
    auto loop = scf::ForOp::create(b, loc, k.constant(0), k.constant(buckets), k.constant(1), zeros);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToEnd(loop.getBody());
    Values sums;
    for (unsigned digit = 0; digit < digits; ++digit) {
      Value bucket = arith::AddIOp::create(b, loc, loop.getInductionVar(), k.constant(digit * buckets));
      Value count = k.load(counts, bucket, counter), sum = loop.getRegionIterArg(digit);
      k.store(sum, counts, bucket);
      sums.push_back(arith::AddIOp::create(b, loc, sum, count));
    }
    scf::YieldOp::create(b, loc, sums);
  }

  void moveByDigit(unsigned key, unsigned digit, unsigned pass, Value starts) {
    bool isLast = pass + 1 == order.passes();
    forEachPlace([&](Value place) {
      Values values = elementsBefore(pass, place);
      Value to = toIndex(increment(starts, bucketOf(keyOf(values, key), digit)));
      if (isLast)
        keep(values, to);
      else
        store(values, lineAfter(pass), to);
    });
  }

  ir::KernelBuilder &k;
  const LineOrder &order;
  const LineMoves &moves;
  OpBuilder &b;
  Location loc;
  Type counter;
};

} // namespace

void emitLineSort(ir::KernelBuilder &k, const LineOrder &order, const LineMoves &moves) {
  if (order.isShort())
    LineSort(k, order, moves).emitShort();
  else
    LineSort(k, order, moves).emitLong();
}

} // namespace burin::lowering
