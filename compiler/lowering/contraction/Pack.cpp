// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Pack.h"
#include "compiler/lowering/contraction/Memory.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace burin::lowering {
namespace {

class Packer {
public:
  Packer(const IndexBuilder &ix, const PackSource &source, const PackedPanel &panel, Value line, Value begin,
         Value depth)
      : ix(ix), b(ix.b), loc(ix.loc), source(source), panel(panel), line(line), begin(begin), depth(depth),
        type(VectorType::get({panel.vector}, cast<MemRefType>(source.memory.getType()).getElementType())) {}

  void emit() {
    Value done = ix.constant(0);
    if (simple() && (unit(source.lines) || unit(source.k)))
      done = whenInside([&] { return unit(source.lines) ? copyLines() : transposeBlocks(); });
    copyScalars(done);
  }

private:
  bool simple() const { return source.lines.size() <= 1 && source.k.size() <= 1; }
  bool unit(llvm::ArrayRef<ContractionAxis> axes) const { return !axes.empty() && axes[0].*source.stride == 1; }
  int64_t strideOf(llvm::ArrayRef<ContractionAxis> axes) const { return axes.empty() ? 0 : axes[0].*source.stride; }

  Value from(Value atLine, Value atK) {
    return ix.add(ix.add(source.base, ix.offset(source.lines, source.stride, atLine)),
                  ix.offset(source.k, source.stride, atK));
  }
  Value to(Value k) { return ix.add(panel.base, ix.mul(k, panel.width)); }

  /// `fast` gives the number of k that it has done; none when the panel reaches beyond the last line.
  Value whenInside(llvm::function_ref<Value()> fast) {
    if (source.extent < panel.width)
      return ix.constant(0);
    Value end = ix.add(line, panel.width);
    if (source.extent % panel.width == 0 && panel.exact)
      return fast();
    Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sle, end, ix.constant(source.extent));
    auto choice = scf::IfOp::create(b, loc, b.getIndexType(), inside, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    Value done = fast();
    scf::YieldOp::create(b, loc, done);
    b.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(b, loc, ix.constant(0));
    return choice.getResult(0);
  }

  Value copyLines() {
    ix.loop(ix.constant(0), depth, 1, [&](Value k) {
      Value source0 = from(line, ix.add(begin, k)), target = to(k);
      for (int64_t i = 0; i < panel.width; i += panel.vector) {
        Value moved = emitLoad(b, loc, type, source.memory, ix.add(source0, i));
        emitStore(b, loc, moved, panel.memory, ix.add(target, i));
      }
    });
    return depth;
  }

  Value transposeBlocks() {
    Value whole = ix.sub(depth, ix.rem(depth, panel.vector));
    int64_t pitch = strideOf(source.lines);
    ix.loop(ix.constant(0), ix.constant(panel.width), panel.vector, [&](Value group) {
      ix.loop(ix.constant(0), whole, panel.vector, [&](Value k) {
        Value corner = from(ix.add(line, group), ix.add(begin, k)), target = ix.add(to(k), group);
        SmallVector<Value> block;
        for (int64_t i = 0; i < panel.vector; ++i)
          block.push_back(emitLoad(b, loc, type, source.memory, ix.add(corner, i * pitch)));
        transpose(block);
        for (int64_t i = 0; i < panel.vector; ++i)
          emitStore(b, loc, block[i], panel.memory, ix.add(target, i * panel.width));
      });
    });
    return whole;
  }

  /// Exchanges the off-diagonal blocks of size 1, 2, 4, ...
  void transpose(SmallVector<Value> &block) {
    int64_t size = panel.vector;
    for (int64_t half = 1; half < size; half *= 2) {
      SmallVector<int64_t> upper, lower;
      for (int64_t p = 0; p < size; ++p) {
        upper.push_back(p & half ? size + p - half : p);
        lower.push_back(p & half ? size + p : p + half);
      }
      for (int64_t i = 0; i < size; ++i) {
        if (i & half)
          continue;
        Value x = block[i], y = block[i + half];
        block[i] = vector::ShuffleOp::create(b, loc, x, y, upper);
        block[i + half] = vector::ShuffleOp::create(b, loc, x, y, lower);
      }
    }
  }

  void copyScalars(Value done) {
    if (done == depth)
      return;
    Value last = ix.constant(source.extent - 1);
    ix.loop(ix.constant(0), ix.constant(panel.width), 1, [&](Value i) {
      Value row = ix.min(ix.add(line, i), last);
      Value start = ix.add(source.base, ix.offset(source.lines, source.stride, row));
      ix.loop(done, depth, 1, [&](Value k) {
        Value at = ix.add(start, ix.offset(source.k, source.stride, ix.add(begin, k)));
        Value moved = emitLoad(b, loc, type.getElementType(), source.memory, at);
        emitStore(b, loc, moved, panel.memory, ix.add(to(k), i));
      });
    });
  }

  const IndexBuilder &ix;
  OpBuilder &b;
  Location loc;
  const PackSource &source;
  const PackedPanel &panel;
  Value line, begin, depth;
  VectorType type;
};

} // namespace

void emitPack(const IndexBuilder &ix, const PackSource &source, const PackedPanel &panel, Value line, Value begin,
              Value depth) {
  Packer(ix, source, panel, line, begin, depth).emit();
}

} // namespace burin::lowering
