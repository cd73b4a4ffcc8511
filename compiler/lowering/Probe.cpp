// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Probe.h"

#include "compiler/lowering/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Iterators.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace burin::lowering {

void eraseDeadOperations(Operation *root) {
  root->walk<WalkOrder::PostOrder, ReverseIterator>([&](Operation *op) {
    if (op != root && isOpTriviallyDead(op))
      op->erase();
  });
}

static MemRefType flatMemory(RankedTensorType type) {
  return MemRefType::get({type.getNumElements()}, ir::storageType(type.getElementType()));
}

Probe::Probe(Location loc, ArrayRef<int64_t> shape, ValueRange arrays, Emission emit) {
  OpBuilder b(loc.getContext());
  OwningOpRef<func::FuncOp> function = func::FuncOp::create(loc, "probe", b.getFunctionType({}, {}));
  Block *body = function->addEntryBlock();
  b.setInsertionPointToEnd(body);
  FusedReader reader(b, loc, body);
  for (Value array : arrays)
    if (!reader.memoryOf(array))
      reader.placeInMemory(array, body->addArgument(flatMemory(cast<RankedTensorType>(array.getType())), loc));
  SmallVector<Value> index;
  for (int64_t extent : shape)
    index.push_back(extent == 1 ? reader.positions.constant(loc, 0) : Value(body->addArgument(b.getIndexType(), loc)));

  reader.flatten(index, shape);
  SmallVector<Value> elements = emit(reader, index);
  failure = reader.failed || !llvm::all_of(elements, [](Value element) { return !!element; });
  if (failure)
    return;
  func::ReturnOp::create(b, loc, elements);
  size_t asked = reader.positions.flattened().size();
  analyzeAccesses(reader, shape, index, elements);
  analyzeLoops(reader.positions, asked, shape, index, *body);
  countInstructions(*body);
}

void Probe::analyzeAccesses(FusedReader &reader, ArrayRef<int64_t> shape, ValueRange index, ValueRange elements) {
  DenseMap<Value, int64_t> strideOfPosition; // what leading axes alone lead to
  int64_t stride = 1;
  for (size_t axes = shape.size() + 1; axes-- > 0;) {
    strideOfPosition.insert({reader.flatten(index.take_front(axes), shape.take_front(axes)), stride});
    stride *= axes > 0 ? shape[axes - 1] : 1;
  }
  Value own = reader.flatten(index, shape);
  for (const FusedReader::Access &access : reader.accesses) {
    ++loadCounts[access.array];
    int64_t stride = access.position == own ? 1 : strideOfPosition.lookup(access.position);
    if (auto [it, fresh] = strides.insert({access.array, stride}); !fresh && it->second != stride)
      it->second = 0;
    if (access.position == own && elements.size() == 1 && access.element == elements[0])
      forwarded = access.array;
  }
}

void Probe::analyzeLoops(const Positions &positions, size_t asked, ArrayRef<int64_t> shape, ValueRange index,
                         Block &body) {
  ArrayRef<Positions::Flattened> flats = ArrayRef(positions.flattened()).take_front(asked);
  SmallVector<Operation *> flatteners;
  for (const Positions::Flattened &flat : flats)
    flatteners.push_back(flat.position.getDefiningOp());
  eraseDeadOperations(body.getParentOp());
  DenseSet<Operation *> alive;
  body.getParentOp()->walk([&](Operation *op) { alive.insert(op); });

  auto onlyPositions = [&](Value axis) {
    return llvm::all_of(axis.getUsers(),
                        [&](Operation *user) { return positions.emitted(user) || isa<memref::LoadOp>(user); });
  };
  auto together = [&](const Positions::Flattened &flat, Value outer, Value inner, int64_t extent) {
    const auto *i = llvm::find(flat.index, outer), *j = llvm::find(flat.index, inner);
    if (i == flat.index.end() && j == flat.index.end())
      return true;
    return i != flat.index.end() && j != flat.index.end() && j == i + 1 &&
           flat.extents[j - flat.index.begin()] == extent && llvm::count(flat.index, outer) == 1 &&
           llvm::count(flat.index, inner) == 1;
  };
  merges.assign(shape.size(), false);
  for (size_t d = 0; d < shape.size(); ++d) {
    size_t next = d + 1;
    while (next < shape.size() && shape[next] == 1)
      ++next;
    if (shape[d] == 1 || next == shape.size() || !onlyPositions(index[d]) || !onlyPositions(index[next]))
      continue;
    merges[d] = true;
    for (auto [flat, op] : llvm::zip_equal(flats, flatteners))
      if ((!op || alive.contains(op)) && !together(flat, index[d], index[next], shape[next]))
        merges[d] = false;
  }
}

void Probe::countInstructions(Block &body) {
  body.getParentOp()->walk([&](Operation *op) {
    if (isa<arith::DivFOp, arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp, arith::RemFOp, math::SqrtOp>(
            op))
      instructionCount += 6;
    else if (isa<math::MathDialect>(op->getDialect()))
      instructionCount += isa<math::AbsFOp, math::FmaOp, math::CopySignOp>(op) ? 1 : 20;
    else if (isa<arith::ArithDialect>(op->getDialect()) && !isa<arith::ConstantOp>(op) &&
             !llvm::all_of(op->getResultTypes(), [](Type type) { return type.isIndex(); }))
      instructionCount += 1;
  });
}

LoopAxes groupAxes(const Probe &probe, ArrayRef<int64_t> shape, function_ref<bool(int64_t, int64_t)> together) {
  LoopAxes loops;
  int64_t last = -1;
  for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d) {
    if (shape[d] == 1)
      continue;
    if (last >= 0 && probe.mergesWithNext(last) && together(last, d))
      loops.back().push_back(d);
    else
      loops.push_back({d});
    last = d;
  }
  return loops;
}

} // namespace burin::lowering
