// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Plan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <tuple>

using namespace llvm;

namespace burin::lowering {
namespace {

/// Relative time of one k step of a tile: two fused multiply-adds and two loads per cycle, latency 4. Fewer loads are
/// better even when they are hidden.
double stepCycles(int64_t rows, int64_t vectors) {
  return std::max({rows * vectors * 0.5, (rows + vectors) * 0.5, 4.0}) + 0.05 * (rows + 2 * vectors);
}

struct Tiling {
  int64_t vectors = 1, rows = 1, rowPanels = 1, highPanels = 1, colPanels = 1;
  double cost = 0;
};

/// Rows are spread evenly: panels of `rows` and of `rows - 1` instead of full panels and a thin rest.
Tiling tilingOf(int64_t m, int64_t n, int64_t maxRows, int64_t vectors, int64_t lanes) {
  Tiling t;
  t.vectors = vectors;
  t.rowPanels = divideCeil(m, maxRows);
  t.rows = divideCeil(m, t.rowPanels);
  t.highPanels = m - t.rowPanels * (t.rows - 1);
  t.colPanels = divideCeil(n, vectors * lanes);
  int64_t lastColumns = n - (t.colPanels - 1) * vectors * lanes, lowPanels = t.rowPanels - t.highPanels;
  auto column = [&](int64_t v) { return t.highPanels * stepCycles(t.rows, v) + lowPanels * stepCycles(t.rows - 1, v); };
  t.cost = (t.colPanels - 1) * column(vectors) + column(divideCeil(lastColumns, lanes));
  // Each variant of the tile costs about 5 ms of compilation.
  int variants = (lowPanels ? 2 : 1) * (t.colPanels > 1 && lastColumns < vectors * lanes ? 2 : 1);
  t.cost *= 1 + 0.03 * (variants - 1);
  return t;
}

/// Measured (Zen 4): with 32 registers 8 x 2 vectors is as fast as 12 x 2 and divides the usual sizes, so that the
/// contractions of a program share their microkernels.
int64_t maxRows(int64_t vectors, int64_t registers) {
  if (registers >= 32)
    return vectors == 1 ? 16 : vectors == 2 ? 8 : (registers - 4) / vectors - 1;
  return vectors == 1 ? 8 : std::min<int64_t>(6, (registers - 1 - vectors) / vectors);
}

Tiling bestTiling(int64_t m, int64_t n, int64_t lanes, const Target &target) {
  Tiling best;
  // Wide panels of B do not stay in L1; they pay only for a few rows, when nothing else hides the latency.
  int64_t widest = m <= 3 ? 8 : 2;
  for (int64_t vectors = 1; vectors <= widest; ++vectors)
    for (int64_t rows = maxRows(vectors, target.numVectorRegs); rows >= 1; --rows) {
      Tiling tiling = tilingOf(m, n, rows, vectors, lanes);
      if (best.cost == 0 || tiling.cost < best.cost)
        best = tiling;
    }
  return best;
}

bool contiguous(ArrayRef<ContractionAxis> axes, int64_t ContractionAxis::*stride) {
  return axes.empty() || (axes.size() == 1 && axes[0].*stride == 1);
}

void chooseTile(ContractionPlan &plan, const Target &target) {
  int64_t native = target.lanes(plan.shape.element.getIntOrFloatBitWidth());
  plan.lanes = std::min<int64_t>(native, PowerOf2Ceil(plan.n));
  Tiling tiling = bestTiling(plan.m, plan.n, plan.lanes, target);
  plan.tileVectors = tiling.vectors;
  plan.tileRows = tiling.rows;
  plan.rowPanels = tiling.rowPanels;
  plan.highPanels = tiling.highPanels;
  plan.colPanels = tiling.colPanels;
  plan.packedRows = alignTo(tiling.rows, 4);
}

/// Measured (Zen 3, Sapphire Rapids): rows of B up to 1 KB are read in place; A is read in place unless its rows fall
/// on the same cache sets or K is long.
void choosePacking(ContractionPlan &plan, const Target &target) {
  const ContractionShape &s = plan.shape;
  int64_t bytes = plan.elementBytes();
  bool simpleK = s.k.size() <= 1;
  bool readableB = simpleK && contiguous(s.n, &ContractionAxis::strideB);
  plan.packB = !readableB || (plan.n * bytes > 1024 && plan.rowPanels > 2);
  // Few registers have no room for the mask of a ragged panel; packed panels have padding.
  plan.packB |= target.numVectorRegs < 32 && plan.lastColumns() % plan.lanes != 0;
  bool readableA = simpleK && s.m.size() <= 1;
  int64_t rowBytes = (s.m.empty() ? 1 : s.m[0].strideA) * bytes;
  bool transposed = !s.k.empty() && s.k[0].strideA != 1;
  bool awkward = rowBytes % 4096 == 0 || plan.k > 1024 || (transposed && plan.m * plan.k * bytes > 512 * 1024);
  plan.packA = !readableA || (awkward && plan.colPanels > 4);
}

void chooseBlocks(ContractionPlan &plan, const Target &target) {
  int64_t bytes = plan.elementBytes();
  // Long blocks of k pass fewer times over C; panels of B beyond L1 stream from L2 as fast as they are used.
  int64_t limit = std::clamp<int64_t>(2 * target.l1Bytes / (plan.tileColumns() * bytes), 128, 512);
  plan.kBlocks = std::max<int64_t>(1, divideCeil(plan.k, limit + limit / 4));
  plan.kBlock = plan.kBlocks == 1 ? plan.k : alignTo(divideCeil(plan.k, plan.kBlocks), 8);
  plan.kBlocks = std::max<int64_t>(1, divideCeil(plan.k, std::max<int64_t>(1, plan.kBlock)));
  int64_t panelA = plan.packedRows * plan.kBlock * bytes, panelB = plan.tileColumns() * plan.kBlock * bytes;
  int64_t rowBudget = target.l2Bytes * 2 / 5, colBudget = std::min<int64_t>(target.l3Bytes / 4, 4 << 20);
  plan.rowBlock = std::clamp<int64_t>(rowBudget / std::max<int64_t>(1, panelA), 1, plan.rowPanels);
  plan.colBlock = std::clamp<int64_t>(colBudget / std::max<int64_t>(1, panelB), 1, plan.colPanels);
}

/// Ranges that pack for themselves must not pack the same panels: divide the side that is packed.
void chooseParts(ContractionPlan &plan) {
  constexpr int64_t wanted = 16;
  int64_t perBatch = divideCeil(wanted, std::max<int64_t>(1, plan.batches));
  plan.splitsColumns = plan.packB == plan.packA ? plan.colPanels > plan.rowPanels : plan.packB;
  if (std::min(plan.colPanels, plan.rowPanels) < perBatch / 2)
    plan.splitsColumns = plan.colPanels > plan.rowPanels;
  plan.parts = std::min(perBatch, plan.splitsColumns ? plan.colPanels : plan.rowPanels);
}

/// c = A b as c' = b' A', when c is a vector: the side that varies becomes the columns or the rows.
void swapSides(ContractionPlan &plan) {
  auto exchange = [](SmallVector<ContractionAxis, 2> &axes) {
    for (ContractionAxis &axis : axes)
      std::swap(axis.strideA, axis.strideB);
  };
  std::swap(plan.shape.m, plan.shape.n);
  std::swap(plan.m, plan.n);
  plan.swapped = !plan.swapped;
  for (auto *axes : {&plan.shape.batch, &plan.shape.m, &plan.shape.n, &plan.shape.k})
    exchange(*axes);
}

bool bothContiguousAlongK(const ContractionShape &shape) {
  return shape.k.size() == 1 && shape.k[0].strideA == 1 && shape.k[0].strideB == 1;
}

// So few cost less than the call of a microkernel with masks; in a loop of the program they stay in registers.
constexpr int64_t fewProducts = 64;

void chooseMethod(ContractionPlan &plan) {
  mlir::Type element = plan.shape.element;
  if ((!element.isF32() && !element.isF64()) || plan.batches * plan.m * plan.n * plan.k <= fewProducts)
    return;
  plan.method = Method::tiles;
  // Dot products run in parallel over rows; otherwise vectors run along the columns.
  if (bothContiguousAlongK(plan.shape) ? plan.m == 1 && plan.n > 1 : plan.n == 1 && plan.m > 1)
    swapSides(plan);
  bool simple = plan.shape.m.size() <= 1 && plan.shape.n.size() <= 1;
  if (simple && bothContiguousAlongK(plan.shape) && plan.k >= 8 && (plan.m <= 2 || plan.n <= 2))
    plan.method = Method::dots;
}

} // namespace

int64_t extentOf(ArrayRef<ContractionAxis> axes) {
  int64_t extent = 1;
  for (const ContractionAxis &axis : axes)
    extent *= axis.size;
  return extent;
}

SmallVector<ContractionAxis, 2> mergedAxes(ArrayRef<ContractionAxis> axes) {
  SmallVector<ContractionAxis, 2> merged;
  for (const ContractionAxis &axis : axes) {
    if (axis.size == 1)
      continue;
    if (!merged.empty() && merged.back().strideA == axis.strideA * axis.size &&
        merged.back().strideB == axis.strideB * axis.size)
      merged.back() = {merged.back().size * axis.size, axis.strideA, axis.strideB};
    else
      merged.push_back(axis);
  }
  return merged;
}

ContractionPlan planContraction(const ContractionShape &shape, const Target &target) {
  ContractionPlan plan;
  plan.shape = shape;
  // The order of the sum is free: it follows the memory of b.
  llvm::sort(plan.shape.k, [](const ContractionAxis &x, const ContractionAxis &y) {
    return std::tie(x.strideB, x.strideA, x.size) > std::tie(y.strideB, y.strideA, y.size);
  });
  for (auto *axes : {&plan.shape.batch, &plan.shape.m, &plan.shape.n, &plan.shape.k})
    *axes = mergedAxes(*axes);
  plan.batches = extentOf(plan.shape.batch);
  plan.m = extentOf(plan.shape.m);
  plan.n = extentOf(plan.shape.n);
  plan.k = extentOf(plan.shape.k);
  if (plan.batches == 0 || plan.m == 0 || plan.n == 0 || plan.k == 0) {
    plan.batches = std::min<int64_t>(plan.batches, 1); // one chunk at most
    return plan;
  }
  chooseMethod(plan);
  if (plan.method != Method::tiles) {
    plan.parts = std::min<int64_t>(plan.m, divideCeil(64, plan.batches));
    return plan;
  }
  chooseTile(plan, target);
  choosePacking(plan, target);
  chooseBlocks(plan, target);
  chooseParts(plan);
  return plan;
}

} // namespace burin::lowering
