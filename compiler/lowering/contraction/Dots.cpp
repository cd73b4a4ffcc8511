// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Dots.h"
#include "compiler/lowering/contraction/Memory.h"
#include "compiler/lowering/contraction/Microkernel.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <algorithm>

using namespace mlir;

namespace burin::lowering {
namespace {

/// The products of one row of a and `columns` columns of b; several sums per product hide the latency when they are
/// few.
class DotsEmitter {
public:
  DotsEmitter(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
              const Target &target)
      : ix(ix), b(ix.b), loc(ix.loc), plan(plan), operands(operands), hasFma(target.hasFma),
        lanes(std::min<int64_t>(target.lanes(plan.shape.element.getIntOrFloatBitWidth()),
                                llvm::bit_floor(uint64_t(plan.k)))),
        type(VectorType::get({lanes}, plan.shape.element)) {}

  void emit(Value row, Value right, Value column, int64_t columns, Value result) {
    chains = std::clamp<int64_t>(8 / columns, 1, std::max<int64_t>(1, plan.k / lanes));
    SmallVector<Value> sums(columns * chains, arith::ConstantOp::create(b, loc, b.getZeroAttr(type)));
    Value start = ix.add(right, ix.offset(plan.shape.n, &ContractionAxis::strideB, column));
    int64_t step = lanes * chains, whole = plan.k / step * step;
    sums = loop(row, start, columns, whole, sums);
    for (int64_t k = whole, chain = 0; k < plan.k; k += lanes, ++chain)
      accumulate(row, start, columns, ix.constant(k), std::min(lanes, plan.k - k), chain, sums);
    for (int64_t i = 0; i < columns; ++i)
      memref::StoreOp::create(b, loc, total(ArrayRef(sums).slice(i * chains, chains)), operands.c,
                              ix.add(ix.add(result, column), i));
  }

private:
  SmallVector<Value> loop(Value row, Value start, int64_t columns, int64_t whole, SmallVector<Value> sums) {
    auto loop = scf::ForOp::create(b, loc, ix.constant(0), ix.constant(whole), ix.constant(lanes * chains), sums);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> next(loop.getRegionIterArgs());
    for (int64_t chain = 0; chain < chains; ++chain)
      accumulate(row, start, columns, ix.add(loop.getInductionVar(), chain * lanes), lanes, chain, next);
    scf::YieldOp::create(b, loc, next);
    return SmallVector<Value>(loop.getResults());
  }

  void accumulate(Value row, Value start, int64_t columns, Value k, int64_t valid, int64_t chain,
                  SmallVector<Value> &sums) {
    Value left = load(operands.a, ix.add(row, k), valid);
    int64_t pitch = plan.shape.n.empty() ? 0 : plan.shape.n[0].strideB;
    for (int64_t i = 0; i < columns; ++i) {
      Value right = load(operands.b, ix.add(ix.add(start, k), i * pitch), valid);
      Value &sum = sums[i * chains + chain];
      sum = multiplyAdd(ix, hasFma, left, right, sum);
    }
  }

  Value load(Value memory, Value at, int64_t valid) {
    if (valid == lanes)
      return vector::LoadOp::create(b, loc, type, memory, at);
    Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
    return vector::MaskedLoadOp::create(b, loc, type, memory, at, emitMask(b, loc, lanes, valid), zero);
  }

  /// Halving: the same order on every machine with the same number of lanes.
  Value total(ArrayRef<Value> chain) {
    Value sum = chain[0];
    for (Value next : chain.drop_front())
      sum = arith::AddFOp::create(b, loc, sum, next);
    for (int64_t half = lanes / 2; half >= 1; half /= 2) {
      SmallVector<int64_t> low, high;
      for (int64_t i = 0; i < half; ++i)
        low.push_back(i), high.push_back(i + half);
      Value x = vector::ShuffleOp::create(b, loc, sum, sum, low), y = vector::ShuffleOp::create(b, loc, sum, sum, high);
      sum = arith::AddFOp::create(b, loc, x, y);
    }
    return vector::ExtractOp::create(b, loc, sum, ArrayRef<int64_t>{0});
  }

  const IndexBuilder &ix;
  OpBuilder &b;
  Location loc;
  const ContractionPlan &plan;
  const ContractionOperands &operands;
  bool hasFma;
  int64_t lanes, chains = 1;
  VectorType type;
};

} // namespace

void emitDots(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
              const Target &target, Value lo, Value hi) {
  const ContractionShape &s = plan.shape;
  constexpr int64_t group = 4;
  ix.loop(lo, hi, 1, [&](Value line) {
    Value batch = ix.div(line, plan.m), row = ix.rem(line, plan.m);
    Value a =
        ix.add(ix.offset(s.batch, &ContractionAxis::strideA, batch), ix.offset(s.m, &ContractionAxis::strideA, row));
    Value right = ix.offset(s.batch, &ContractionAxis::strideB, batch), result = ix.mul(line, plan.n);
    int64_t whole = plan.n / group * group;
    DotsEmitter emitter(ix, plan, operands, target);
    ix.loop(ix.constant(0), ix.constant(whole), group,
            [&](Value column) { emitter.emit(a, right, column, group, result); });
    if (whole < plan.n)
      emitter.emit(a, right, ix.constant(whole), plan.n - whole, result);
  });
}

} // namespace burin::lowering
