// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/WindowStrips.h"

using namespace mlir;

namespace burin::lowering {

static int64_t windowsOf(const ir::WindowAxis &axis) { return axis.windows(); }
static int64_t extentOf(const ir::WindowAxis &axis) { return axis.extent; }

WindowStrips::WindowStrips(ir::WindowAxes list, ir::KernelBuilder &k) : axes(std::move(list)), k(k), ix{k.b, k.loc} {
  if (axes.empty())
    axes.emplace_back();
  columns = axes.back().windows();
  blocks = std::max<int64_t>((columns + 255) / 256, 1);
  width = std::max<int64_t>((columns + blocks - 1) / blocks, 1);
}

Value WindowStrips::countFrom(Value start) {
  return columns % width ? ix.min(ix.constant(width), ix.sub(ix.constant(columns), start)) : ix.constant(width);
}

/// Row-major.
Value WindowStrips::position(ArrayRef<Value> outer, Value last, function_ref<int64_t(const ir::WindowAxis &)> extent) {
  Value at = ix.constant(0);
  for (auto [index, axis] : llvm::zip_first(outer, axes))
    at = ix.mul(ix.add(at, index), extent(axes[&axis - axes.begin() + 1]));
  return ix.add(at, last);
}

/// Divides the work along the axes that may be; indices along the others stay null. A null start: all strips.
void WindowStrips::emitItems(function_ref<bool(const ir::WindowAxis &)> divided,
                             function_ref<void(Outer, Value)> body) {
  SmallVector<int64_t> extents;
  double cycles = 1;
  for (const ir::WindowAxis &axis : axes) {
    bool isWindow = &axis == &axes.back();
    extents.push_back(!divided(axis) ? 1 : isWindow ? blocks : axis.windows());
    cycles *= static_cast<double>(axis.windows()) * axis.size / std::max<int64_t>(extents.back(), 1);
  }
  int64_t items = 1;
  for (int64_t extent : extents)
    items *= extent;
  k.setWork(items, cycles + 20);
  ix.loop(k.lo, k.hi, 1, [&](Value item) {
    Outer outer = k.unflatten(item, extents);
    for (auto [index, axis] : llvm::zip_equal(outer, axes))
      index = divided(axis) ? index : Value();
    Value start = outer.pop_back_val();
    body(outer, start ? ix.mul(start, width) : start);
  });
}

/// Loops over the indices that are null, from axis d on.
void WindowStrips::emitRest(Outer outer, size_t d, function_ref<int64_t(const ir::WindowAxis &)> extent,
                            function_ref<void(const Outer &)> body) {
  while (d < outer.size() && outer[d])
    ++d;
  if (d == outer.size())
    return body(outer);
  ix.loop(ix.constant(0), ix.constant(extent(axes[d])), 1, [&](Value index) {
    outer[d] = index;
    emitRest(outer, d + 1, extent, body);
  });
}

void WindowStrips::emitStrip(const Outer &outer, Value start, Window clear, Seen see, Window close) {
  Value zero = ix.constant(0), count = countFrom(start), end = ix.add(start, count);
  WindowNest nest(ix);
  auto window = [&](Value lane) { return position(outer, ix.add(start, lane), windowsOf); };
  ix.loop(zero, count, 1, [&](Value lane) { clear(lane, window(lane)); });
  nest.taps(ArrayRef(axes).drop_back(), outer, [&](ArrayRef<Value>, ArrayRef<Value> elements) {
    ix.loop(zero, ix.constant(axes.back().size), 1, [&](Value tap) {
      nest.windows(axes.back(), tap, start, end, [&](Value window, Value element) {
        see(ix.sub(window, start), position(elements, element, extentOf));
      });
    });
  });
  ix.loop(zero, count, 1, [&](Value lane) { close(lane, window(lane)); });
}

void WindowStrips::emit(Window clear, Seen see, Window close) {
  emitItems([](const ir::WindowAxis &) { return true; },
            [&](const Outer &outer, Value start) { emitStrip(outer, start, clear, see, close); });
}

void WindowStrips::emitOpen(Outer outer, Value start, Element open) {
  Value first = start ? start : ix.constant(0);
  Value end = start ? ix.add(start, countFrom(start)) : ix.constant(axes.back().extent);
  emitRest(std::move(outer), 0, extentOf,
           [&](const Outer &at) { ix.loop(first, end, 1, [&](Value last) { open(position(at, last, extentOf)); }); });
}

void WindowStrips::emitExclusive(Element open, Window clear, Seen see, Window close) {
  auto identity = [](const ir::WindowAxis &axis) { return axis.isIdentity(); };
  emitItems(identity, [&](const Outer &outer, Value start) {
    emitOpen(outer, start, open);
    emitRest(outer, 0, windowsOf, [&](const Outer &windows) {
      if (start)
        return emitStrip(windows, start, clear, see, close);
      ix.loop(ix.constant(0), ix.constant(columns == 0 ? 0 : blocks), 1,
              [&](Value block) { emitStrip(windows, ix.mul(block, width), clear, see, close); });
    });
  });
}

} // namespace burin::lowering
