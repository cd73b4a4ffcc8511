// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Microkernel.h"
#include "compiler/lowering/contraction/Memory.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Vectors of the native width only: wider ones cost three times the compile time and spill.
class TileEmitter {
public:
  TileEmitter(const IndexBuilder &ix, const Tile &tile)
      : ix(ix), b(ix.b), loc(ix.loc), tile(tile),
        type(VectorType::get({tile.lanes}, cast<MemRefType>(tile.c.getType()).getElementType())) {}

  void emit() {
    SmallVector<Value> sums(tile.rows * tile.vectors, zero());
    int64_t whole = -1;
    APInt depth;
    if (matchPattern(tile.depth, m_ConstantInt(&depth)))
      whole = depth.getSExtValue() / tile.unroll * tile.unroll;
    if (whole != 0)
      sums = loop(whole < 0 ? tile.depth : ix.constant(whole), sums);
    for (int64_t k = whole; whole >= 0 && k < depth.getSExtValue(); ++k)
      sums = step(ix.constant(k), 1, sums);
    for (int64_t row = 0; row < tile.rows; ++row)
      for (int64_t vector = 0; vector < tile.vectors; ++vector)
        position.push_back(ix.add(tile.cBase, row * tile.cRowStride + vector * tile.lanes));
    writeBack(sums);
  }

private:
  Value zero() { return arith::ConstantOp::create(b, loc, b.getZeroAttr(type)); }

  bool masked(int64_t vector) const { return vector == tile.vectors - 1 && tile.lastLanes < tile.lanes; }

  Value mask() { return emitMask(b, loc, tile.lanes, tile.lastLanes); }

  Value load(Value memory, Value at, bool useMask) {
    if (useMask)
      return vector::MaskedLoadOp::create(b, loc, type, memory, at, mask(), zero());
    return emitLoad(b, loc, type, memory, at);
  }

  void store(Value value, Value at, bool useMask) {
    if (useMask)
      vector::MaskedStoreOp::create(b, loc, tile.c, at, mask(), value);
    else
      emitStore(b, loc, value, tile.c, at);
  }

  SmallVector<Value> loop(Value depth, SmallVector<Value> sums) {
    auto loop = scf::ForOp::create(b, loc, ix.constant(0), depth, ix.constant(tile.unroll), sums);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> next(loop.getRegionIterArgs());
    next = step(loop.getInductionVar(), tile.unroll, next);
    scf::YieldOp::create(b, loc, next);
    return SmallVector<Value>(loop.getResults());
  }

  SmallVector<Value> step(Value k, int64_t count, SmallVector<Value> sums) {
    Value a = ix.add(tile.aBase, ix.mul(k, tile.aKStride)), columns = ix.add(tile.bBase, ix.mul(k, tile.bKStride));
    for (int64_t u = 0; u < count; ++u)
      rankOne(ix.add(a, u * tile.aKStride), ix.add(columns, u * tile.bKStride), sums);
    return sums;
  }

  void rankOne(Value a, Value columns, SmallVector<Value> &sums) {
    SmallVector<Value> right;
    for (int64_t vector = 0; vector < tile.vectors; ++vector)
      right.push_back(load(tile.b, ix.add(columns, vector * tile.lanes), tile.maskLoads && masked(vector)));
    for (int64_t row = 0; row < tile.rows; ++row) {
      Value scalar = emitLoad(b, loc, type.getElementType(), tile.a, ix.add(a, row * tile.aRowStride));
      Value left = vector::BroadcastOp::create(b, loc, type, scalar);
      for (int64_t vector = 0; vector < tile.vectors; ++vector) {
        Value &sum = sums[row * tile.vectors + vector];
        sum = multiplyAdd(ix, tile.hasFma, left, right[vector], sum);
      }
    }
  }

  void writeBack(ArrayRef<Value> sums) {
    if (!tile.accumulates)
      return writeTile(sums, false);
    auto choice = scf::IfOp::create(b, loc, tile.accumulates, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    writeTile(sums, true);
    b.setInsertionPointToStart(choice.elseBlock());
    writeTile(sums, false);
  }

  /// Every element of the result passes here once per block of k.
  void writeTile(ArrayRef<Value> sums, bool accumulate) {
    for (size_t i = 0; i < sums.size(); ++i) {
      bool useMask = masked(static_cast<int64_t>(i) % tile.vectors);
      Value sum = sums[i];
      if (accumulate)
        sum = arith::AddFOp::create(b, loc, load(tile.c, position[i], useMask), sum);
      store(sum, position[i], useMask);
    }
  }

  const IndexBuilder &ix;
  OpBuilder &b;
  Location loc;
  const Tile &tile;
  VectorType type;
  SmallVector<Value> position;
};

} // namespace

void emitTile(const IndexBuilder &ix, const Tile &tile) { TileEmitter(ix, tile).emit(); }

Value multiplyAdd(const IndexBuilder &ix, bool hasFma, Value x, Value y, Value z) {
  if (hasFma) // vector.fma becomes fmuladd, which strict code generation takes apart again
    return LLVM::FMAOp::create(ix.b, ix.loc, x, y, z);
  return arith::AddFOp::create(ix.b, ix.loc, arith::MulFOp::create(ix.b, ix.loc, x, y), z);
}

} // namespace burin::lowering
