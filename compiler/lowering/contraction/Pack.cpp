// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Pack.h"
#include "compiler/lowering/contraction/Memory.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// The copies of whole panels, as functions of the module that all contractions share:
///   (from, to, pitch of the source, k).
class PanelCopy {
  /// The hardware does not foresee lines that are pages apart.
  static constexpr int64_t prefetchedLines = 16;

public:
  PanelCopy(OpBuilder &outer, Location loc, VectorType type, int64_t width, bool transposes)
      : b(outer.getContext()), ix{b, loc}, type(type), width(width), transposes(transposes) {
    module = outer.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  }

  func::FuncOp function(TypeRange types) {
    std::string name;
    llvm::raw_string_ostream(name) << (transposes ? "burin_pack_rows_" : "burin_pack_lines_") << type.getElementType()
                                   << "_" << width << "x" << type.getNumElements();
    if (auto known = module.lookupSymbol<func::FuncOp>(name))
      return known;
    b.setInsertionPointToStart(module.getBody());
    auto made = func::FuncOp::create(b, ix.loc, name, b.getFunctionType(types, {}));
    made.setPrivate();
    for (unsigned pointer : {0, 1})
      made.setArgAttr(pointer, "llvm.noalias", b.getUnitAttr());
    b.setInsertionPointToStart(made.addEntryBlock());
    from = made.getArgument(0), to = made.getArgument(1), pitch = made.getArgument(2), depth = made.getArgument(3);
    transposes ? transposeBlocks() : copyLines();
    func::ReturnOp::create(b, ix.loc);
    return made;
  }

private:
  Value load(Value at) { return emitLoad(b, ix.loc, type, from, at); }
  void store(Value value, Value at) { emitStore(b, ix.loc, value, to, at); }
  Value times(Value x, Value y) { return arith::MulIOp::create(b, ix.loc, x, y); }

  void copyLines() {
    int64_t step = type.getNumElements(), bytes = type.getElementTypeBitWidth() / 8;
    ix.loop(ix.constant(0), depth, 1, [&](Value k) {
      Value source = times(k, pitch), target = ix.mul(k, width), ahead = times(ix.add(k, prefetchedLines), pitch);
      for (int64_t i = 0; i < width; i += 64 / bytes)
        LLVM::Prefetch::create(b, ix.loc, emitPointer(b, ix.loc, type.getElementType(), from, ix.add(ahead, i)),
                               /*rw=*/0, /*hint=*/3, /*cache=*/1);
      for (int64_t i = 0; i < width; i += step)
        store(load(ix.add(source, i)), ix.add(target, i));
    });
  }

  void transposeBlocks() {
    int64_t step = type.getNumElements();
    ix.loop(ix.constant(0), ix.constant(width), step, [&](Value group) {
      ix.loop(ix.constant(0), depth, step, [&](Value k) {
        SmallVector<Value> block;
        for (int64_t i = 0; i < step; ++i)
          block.push_back(load(ix.add(times(ix.add(group, i), pitch), k)));
        transpose(block);
        Value target = ix.add(ix.mul(k, width), group);
        for (int64_t i = 0; i < step; ++i)
          store(block[i], ix.add(target, i * width));
      });
    });
  }

  /// Exchanges the off-diagonal blocks of size 1, 2, 4, ...
  void transpose(SmallVector<Value> &block) {
    int64_t size = type.getNumElements();
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
        block[i] = vector::ShuffleOp::create(b, ix.loc, x, y, upper);
        block[i + half] = vector::ShuffleOp::create(b, ix.loc, x, y, lower);
      }
    }
  }

  OpBuilder b;
  IndexBuilder ix;
  VectorType type;
  int64_t width;
  bool transposes;
  ModuleOp module;
  Value from, to, pitch, depth;
};

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

  /// Lines are contiguous for copies, k for transpositions; `count` of k.
  Value callCopy(bool transposes, Value count) {
    int64_t pitch = transposes ? strideOf(source.lines) : strideOf(source.k);
    Type element = type.getElementType();
    Value arguments[] = {emitPointer(b, loc, element, source.memory, from(line, begin)),
                         emitPointer(b, loc, element, panel.memory, panel.base), ix.constant(pitch), count};
    PanelCopy copy(b, loc, type, panel.width, transposes);
    func::CallOp::create(b, loc, copy.function(ValueRange(arguments).getTypes()), arguments);
    return count;
  }
  Value copyLines() { return callCopy(false, depth); }
  Value transposeBlocks() { return callCopy(true, ix.sub(depth, ix.rem(depth, panel.vector))); }

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
