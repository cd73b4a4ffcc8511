// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/ConvolutionLoops.h"
#include "compiler/lowering/WindowNest.h"
#include "compiler/ops/IndexEmitter.h"
#include "compiler/ops/Monoid.h"
#include "compiler/ops/Precision.h"

using namespace mlir;

namespace burin::lowering {
namespace {

class Direct {
public:
  Direct(const ConvolutionLoops &loops, Type element, ir::KernelBuilder &k)
      : loops(loops), outer(loops.result), element(element), k(k), ix{k.b, k.loc}, nest(ix) {
    lane = outer.pop_back_val();
    while (lane.axis.size == 1 && lane.window < 0 && !outer.empty()) // strips of more than one lane
      lane = outer.pop_back_val();
    columns = lane.axis.size;
    blocks = std::max<int64_t>((columns + 255) / 256, 1);
    width = std::max<int64_t>((columns + blocks - 1) / blocks, 1);
    sums = k.scratch(ir::computedType(element), width);
  }

  void emit() {
    SmallVector<int64_t> extents;
    for (const ConvolutionLoops::Axis &axis : outer)
      extents.push_back(axis.axis.size);
    extents.push_back(blocks);
    int64_t items = 1;
    for (int64_t extent : extents)
      items *= extent;
    double products = static_cast<double>(width) * loops.depth.size;
    for (const ir::WindowAxis &axis : loops.windows)
      products *= static_cast<double>(axis.size);
    k.setWork(items, products / 4 + 20);
    ix.loop(k.lo, k.hi, 1, [&](Value item) {
      SmallVector<Value> index = k.unflatten(item, extents);
      Value start = ix.mul(index.pop_back_val(), width), count = ix.constant(width);
      if (columns % width)
        count = ix.min(count, ix.sub(ix.constant(columns), start));
      emitStrip(index, start, count);
    });
  }

private:
  struct Place {
    Value lhs, rhs;
  };

  Place moved(Place from, const ContractionAxis &axis, Value inLhs, Value inRhs) {
    return {ix.add(from.lhs, ix.mul(inLhs, axis.strideA)), ix.add(from.rhs, ix.mul(inRhs, axis.strideB))};
  }

  void emitStrip(ArrayRef<Value> index, Value start, Value count) {
    Value zero = ix.constant(0);
    Type computed = ir::computedType(element);
    Value nothing = ir::zeroElement(k.b, k.loc, ir::scalarType(computed));
    Place place{zero, zero};
    Value line = zero; // of the result
    SmallVector<Value> windows(loops.windows.size());
    for (auto [axis, i] : llvm::zip_equal(outer, index)) {
      line = ix.add(ix.mul(line, axis.axis.size), i);
      if (axis.window >= 0)
        windows[axis.window] = i;
      else
        place = moved(place, axis.axis, i, i);
    }
    ix.loop(zero, count, 1, [&](Value at) { k.store(nothing, sums, at); });
    emitTaps(0, windows, place, nullptr, start, count);
    Value first = ix.add(ix.mul(line, columns), start);
    ix.loop(zero, count, 1, [&](Value at) {
      k.store(ir::narrow(k.b, k.loc, k.load(sums, at, computed), element), k.output(), ix.add(first, at));
    });
  }

  /// Loops over the taps of spatial axes from d on. The taps of the axis that the lanes lie on see other elements for
  /// each lane: `laneTap` is one of them.
  void emitTaps(size_t d, ArrayRef<Value> windows, Place place, Value laneTap, Value start, Value count) {
    if (d == loops.windows.size())
      return emitDepth(place, laneTap, start, count);
    if (static_cast<int>(d) == lane.window)
      return ix.loop(ix.constant(0), ix.constant(loops.windows[d].size), 1, [&](Value tap) {
        emitTaps(d + 1, windows, moved(place, loops.taps[d], ix.constant(0), tap), tap, start, count);
      });
    nest.taps(loops.windows[d], windows[d], [&](Value tap, Value seen) {
      emitTaps(d + 1, windows, moved(place, loops.taps[d], seen, tap), laneTap, start, count);
    });
  }

  void emitDepth(Place place, Value laneTap, Value start, Value count) {
    ix.loop(ix.constant(0), ix.constant(loops.depth.size), 1, [&](Value c) {
      Place at = moved(place, loops.depth, c, c);
      if (lane.window >= 0)
        return nest.windows(loops.windows[lane.window], laneTap, start, ix.add(start, count),
                            [&](Value window, Value seen) {
                              addProduct(ix.sub(window, start), moved(at, lane.axis, seen, ix.constant(0)));
                            });
      ix.loop(ix.constant(0), count, 1, [&](Value i) {
        Value index = ix.add(start, i);
        addProduct(i, moved(at, lane.axis, index, index));
      });
    });
  }

  void addProduct(Value at, Place place) {
    Value x = ir::widen(k.b, k.loc, k.load(k.memory(0), place.lhs, element));
    Value y = ir::widen(k.b, k.loc, k.load(k.memory(1), place.rhs, element));
    Value product = ir::emitCombine(ir::Monoid::product, k.b, k.loc, element, x, y);
    Value sum = k.load(sums, at, product.getType());
    k.store(ir::emitCombine(ir::Monoid::sum, k.b, k.loc, element, sum, product), sums, at);
  }

  const ConvolutionLoops &loops;
  SmallVector<ConvolutionLoops::Axis> outer;
  ConvolutionLoops::Axis lane;
  Type element;
  ir::KernelBuilder &k;
  IndexBuilder ix;
  WindowNest nest;
  int64_t columns, blocks, width;
  Value sums;
};

} // namespace

void emitConvolutionLoops(const ConvolutionLoops &loops, Type element, ir::KernelBuilder &k) {
  Direct(loops, element, k).emit();
}

} // namespace burin::lowering
