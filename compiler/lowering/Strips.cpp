// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Strips.h"
#include "compiler/lowering/contraction/Memory.h"
#include "compiler/lowering/contraction/Microkernel.h"

#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;

namespace burin::lowering {

/// Eight sums are under way at least, which hides the latency of their additions.
Strips::Strips(ir::KernelBuilder &kernel, Value memory, Type elementType, int64_t numColumns)
    : k(kernel), ix{kernel.b, kernel.loc}, rows(memory), element(elementType), columns(numColumns) {
  int64_t native = k.target.lanes(element.getIntOrFloatBitWidth());
  lanes = std::min<int64_t>(native, llvm::PowerOf2Ceil(columns));
  vectors = columns > lanes ? 2 : 1;
  height = vectors == 1 || k.target.numVectorRegs >= 32 ? 8 : 4;
}

void Strips::forEach(int64_t count, function_ref<void(Value, int64_t)> body) const {
  int64_t whole = count / height * height;
  ix.loop(ix.constant(0), ix.constant(whole), height, [&](Value first) { body(first, height); });
  if (whole < count)
    body(ix.constant(whole), count - whole);
}

void Strips::eliminate(const Elimination &e, int64_t stripHeight, Value first, Value last) const {
  if (matchPattern(e.depth, m_Zero()))
    return;
  int64_t tile = tileColumns(), whole = columns / tile * tile;
  ix.loop(first, ix.min(last, ix.constant(whole)), tile,
          [&](Value column) { eliminateTile(e, stripHeight, column, tile); });
  if (whole < columns)
    ix.loop(ix.max(first, ix.constant(whole)), last, tile,
            [&](Value column) { eliminateTile(e, stripHeight, column, columns - whole); });
}

void Strips::eliminateTile(const Elimination &e, int64_t stripHeight, Value column, int64_t width) const {
  auto pointer = [&](Value memory, Value at) { return emitPointer(k.b, k.loc, element, memory, at); };
  Microkernel kernel;
  kernel.element = element;
  kernel.rows = stripHeight, kernel.lanes = lanes, kernel.vectors = llvm::divideCeil(width, lanes);
  kernel.hasFma = k.target.hasFma;
  kernel.ragged = kernel.maskLoads = width % lanes != 0;
  kernel.subtracts = true;
  Tile tile;
  tile.a = pointer(e.coefficients, e.coefficientsAt);
  tile.aRowStride = ix.constant(e.coefficientRowStride), tile.aKStride = ix.constant(e.coefficientKStride);
  tile.b = pointer(rows, ix.add(e.solved, column));
  tile.c = pointer(rows, ix.add(e.strip, column));
  tile.bKStride = tile.cRowStride = ix.constant(e.rowStride);
  tile.depth = e.depth;
  tile.lastLanes = ix.constant(kernel.ragged ? width % lanes : lanes);
  tile.accumulates = arith::ConstantIntOp::create(k.b, k.loc, 1, 1);
  emitTile(ix, kernel, tile);
}

} // namespace burin::lowering
