// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelEmission.h"

#include "compiler/lowering/InPlace.h"
#include "compiler/lowering/RowEmission.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;

namespace burin::lowering {

static Operation *kernelOpOf(func::FuncOp kernel) {
  for (Operation &op : kernel.front())
    if (isa<ir::KernelOp>(op))
      return &op;
  return nullptr;
}

static ArrayRef<int64_t> shapeOf(Value array) { return cast<RankedTensorType>(array.getType()).getShape(); }

static OperandRange resultsOf(func::FuncOp kernel) { return kernel.front().getTerminator()->getOperands(); }

/// The result of a KernelOp whose elements the rest of the kernel finishes, or null.
static Value unfinishedOf(func::FuncOp kernel) {
  Operation *op = kernelOpOf(kernel);
  return op && !llvm::equal(op->getResults(), resultsOf(kernel)) ? op->getResult(0) : Value();
}

Probe probeElements(func::FuncOp kernel) {
  OperandRange results = resultsOf(kernel);
  SmallVector<Value> arrays(kernel.getArguments());
  if (Value unfinished = unfinishedOf(kernel))
    arrays.push_back(unfinished);
  return Probe(kernel.getLoc(), shapeOf(results[0]), arrays, [&](FusedReader &reader, ValueRange index) {
    SmallVector<Value> elements;
    for (Value result : results)
      elements.push_back(reader.element(result, index));
    return elements;
  });
}

SmallVector<RankedTensorType> workspaceOf(func::FuncOp kernel) {
  auto op = dyn_cast_or_null<ir::KernelOp>(kernelOpOf(kernel));
  return op ? op.workspace() : SmallVector<RankedTensorType>();
}

bool sameElements(RankedTensorType a, RankedTensorType b) {
  return a.getNumElements() == b.getNumElements() &&
         ir::storageType(a.getElementType()) == ir::storageType(b.getElementType());
}

bool worksInPlace(func::FuncOp kernel) {
  return !kernel->hasAttr(rowsAttr) && (!kernelOpOf(kernel) || unfinishedOf(kernel));
}

bool mayWriteOver(func::FuncOp kernel, const Probe &probe, BlockArgument argument, unsigned number) {
  Value result = resultsOf(kernel)[number], unfinished = unfinishedOf(kernel);
  if (!sameElements(cast<RankedTensorType>(argument.getType()), cast<RankedTensorType>(result.getType())) ||
      !probe.readsOwnPosition(argument))
    return false;
  if (!unfinished)
    return true;
  // The loop nest writes unfinished elements while it still reads its operands.
  auto isArray = [](Value operand) { return isa<BlockArgument>(operand); };
  OperandRange operands = unfinished.getDefiningOp()->getOperands();
  return result != unfinished && llvm::is_contained(resultsOf(kernel), unfinished) && llvm::all_of(operands, isArray) &&
         !llvm::is_contained(operands, argument);
}

// Handing work to another thread pays above this many cycles; one range of items is worth about this many.
static constexpr double parallelCycles = 100e3, rangeCycles = 25e3;

bool EmittedKernel::isDivided(bool inPlace) const {
  double cycles = inPlace ? itemCycles - itemCopyCycles : itemCycles;
  return items > 1 && items * cycles > parallelCycles;
}

int64_t EmittedKernel::grain() const {
  int64_t items = std::max<int64_t>(1, rangeCycles / std::max(itemCycles, 1e-3));
  return items > 64 ? items & ~int64_t(63) : items;
}

// All arrays of a kernel that is worth no call.
static constexpr int64_t maxSmallBytes = 512;

namespace {

/// Emission of one kernel.
class Emission {
public:
  Emission(func::FuncOp kernel, StringRef name, const Target &target)
      : kernel(kernel), target(target), b(kernel), emitted{declare(name)},
        reader(b, kernel.getLoc(), &emitted.function.front()) {
    placeArrays();
  }

  FailureOr<EmittedKernel> run() {
    Operation *op = kernelOpOf(kernel);
    std::optional<RowPlan> rows = RowPlan::of(kernel);
    LogicalResult result = success();
    if (rows)
      emitRowKernel(*rows);
    else
      result = op ? emitKernelOp(op) : emitElementwise();
    if (failed(result) || reader.failed) {
      emitted.function.erase();
      return failure();
    }
    func::ReturnOp::create(b, reader.loc);
    noteIfSmall();
    if (!emitted.isDivided() && !isSharedBetweenShapes())
      fixRange();
    eraseDeadOperations(emitted.function);
    return emitted;
  }

private:
  /// One loop over all elements is the same text for all shapes. It pays to share it where it is longer than a few
  /// vectors; below, constant bounds make it straight code.
  bool isSharedBetweenShapes() const { return isOneLoop && emitted.items > 4 * target.lanes(32); }

  void fixRange() {
    b.setInsertionPointToStart(&emitted.function.front());
    lo.replaceAllUsesWith(arith::ConstantIndexOp::create(b, reader.loc, 0));
    hi.replaceAllUsesWith(arith::ConstantIndexOp::create(b, reader.loc, emitted.items));
  }

  static RankedTensorType typeOf(Value array) { return cast<RankedTensorType>(array.getType()); }

  static Type memoryOf(RankedTensorType array) {
    return MemRefType::get({array.getNumElements()}, ir::storageType(array.getElementType()));
  }

  EmittedKernel declare(StringRef name) {
    SmallVector<Type> types;
    for (Value argument : kernel.getArguments())
      types.push_back(memoryOf(typeOf(argument)));
    for (Value result : resultsOf(kernel))
      types.push_back(memoryOf(typeOf(result)));
    for (RankedTensorType array : workspaceOf(kernel))
      types.push_back(memoryOf(array));
    types.append(2, b.getIndexType());
    auto function = func::FuncOp::create(b, kernel.getLoc(), name, b.getFunctionType(types, {}));
    function.setPrivate();
    function.addEntryBlock();
    b.setInsertionPointToEnd(&function.front());
    return {function};
  }

  void placeArrays() {
    auto arguments = emitted.function.getArguments();
    unsigned numOperands = kernel.getNumArguments(), numResults = kernel.getNumResults();
    for (BlockArgument argument : kernel.getArguments())
      reader.placeInMemory(argument, arguments[argument.getArgNumber()]);
    for (unsigned r = 0; r < numResults; ++r)
      resultMemory.push_back(arguments[numOperands + r]);
    workspace = SmallVector<Value>(arguments.drop_front(numOperands + numResults).drop_back(2));
    lo = arguments.drop_back().back();
    hi = arguments.back();
  }

  /// `mayShare` says which arrays may have the memory of which results.
  void declareAliasing(function_ref<bool(BlockArgument, unsigned)> mayShare) {
    llvm::SmallBitVector shared(kernel.getNumArguments() + kernel.getNumResults());
    for (BlockArgument argument : kernel.getArguments())
      for (unsigned number = 0; number < kernel.getNumResults(); ++number)
        if (mayShare(argument, number))
          shared.set(argument.getArgNumber()), shared.set(kernel.getNumArguments() + number);
    for (unsigned i = 0; i < shared.size() + workspace.size(); ++i)
      if (i >= shared.size() || !shared[i])
        emitted.function.setArgAttr(i, "llvm.noalias", b.getUnitAttr());
  }

  void declareInPlace(const Probe &probe) {
    declareAliasing(
        [&](BlockArgument argument, unsigned result) { return mayWriteOver(kernel, probe, argument, result); });
  }

  void setAttributes(ArrayRef<StringRef> names) {
    SmallVector<Attribute> all;
    if (auto old = emitted.function->getAttrOfType<ArrayAttr>("passthrough"))
      llvm::append_range(all, old);
    for (StringRef name : names)
      all.push_back(b.getStringAttr(name));
    emitted.function->setAttr("passthrough", b.getArrayAttr(all));
  }

  void noteIfSmall() {
    int64_t bytes = 0;
    for (Type memory : emitted.function.getArgumentTypes().drop_back(2)) {
      auto array = cast<MemRefType>(memory);
      bytes += array.getNumElements() * (array.getElementTypeBitWidth() / 8);
    }
    if (bytes <= maxSmallBytes)
      setAttributes({smallAttr});
  }

  LogicalResult emitElementwise() {
    Probe probe = probeElements(kernel);
    if (probe.failed())
      return failure();
    declareInPlace(probe);
    ArrayRef<int64_t> shape = shapeOf(resultsOf(kernel)[0]);
    LoopAxes loops = groupAxes(probe, shape, [](int64_t, int64_t) { return true; });
    SmallVector<int64_t> extents = loopExtents(loops, shape);
    setElementwiseWork(probe, extents);
    if (extents.size() == 1 && emitted.grain() >= 64 && exceedsCaches())
      setAttributes({elementwiseAttr, streamingAttr});
    else
      setAttributes({elementwiseAttr});
    if (extents.empty()) {
      emitElements(SmallVector<Value>(shape.size(), reader.positions.constant(reader.loc, 0)));
      return success();
    }
    emitLoop(b, reader.loc, lo, hi, [&](Value outer) {
      emitLoops(reader, ArrayRef(extents).drop_front(), [&](ArrayRef<Value> inner) {
        SmallVector<Value> variables{outer};
        llvm::append_range(variables, inner);
        emitElements(indexFromLoops(reader, loops, shape, variables));
      });
    });
    return success();
  }

  /// All elements before all stores: a result may take over the memory of an operand.
  void emitElements(ArrayRef<Value> index) {
    SmallVector<std::pair<Value, Value>> stores;
    for (auto [result, memory] : llvm::zip_equal(resultsOf(kernel), resultMemory)) {
      if (isa_and_present<ir::KernelOp>(result.getDefiningOp()))
        continue;
      stores.push_back({reader.element(result, index), memory});
      if (!stores.back().first)
        return;
    }
    Value position = reader.flatten(index, shapeOf(resultsOf(kernel)[0]));
    for (auto [element, memory] : stores)
      ir::storeElement(b, reader.loc, element, memory, position);
  }

  bool exceedsCaches() {
    return llvm::all_of(resultsOf(kernel), [&](Value result) { return ir::bytesOf(typeOf(result)) > target.l3Bytes; });
  }

  double arithmeticCycles(const Probe &probe, double elements) const {
    return elements * probe.instructions() / target.lanes(32) * 1.5;
  }

  void setElementwiseWork(const Probe &probe, ArrayRef<int64_t> extents) {
    double bytes = 0, elements = 1;
    for (Value array : kernel.getArguments())
      bytes += probe.loads(array) ? ir::bytesOf(typeOf(array)) : 0;
    for (Value array : resultsOf(kernel))
      bytes += ir::bytesOf(typeOf(array));
    for (int64_t extent : extents)
      elements *= extent;
    emitted.items = extents.empty() ? 1 : extents[0];
    double cycles = std::max(arithmeticCycles(probe, elements), bytes / 8);
    emitted.itemCycles = cycles / std::max<int64_t>(emitted.items, 1);
    isOneLoop = extents.size() == 1;
  }

  void emitRowKernel(const RowPlan &plan) {
    declareAliasing([](BlockArgument, unsigned) { return false; });
    emitted.items = plan.space.rows;
    emitted.itemCycles = emitRows(reader, plan, kernel, resultMemory, lo, hi, target);
  }

  LogicalResult emitKernelOp(Operation *op) {
    reader.consumer = op;
    ir::KernelBuilder builder(reader, op, target);
    builder.lo = lo;
    builder.hi = hi;
    for (auto [number, operand] : llvm::enumerate(op->getOperands()))
      builder.operandMemory.push_back(reader.memoryOf(operand));
    builder.resultMemory = resultMemory;
    builder.workspaceMemory = workspace;
    auto finish = [&](ValueRange index) { emitElements(llvm::to_vector(index)); };
    if (Value unfinished = unfinishedOf(kernel)) {
      if (failed(placeUnfinished(unfinished, builder)))
        return failure();
      builder.emitFinish = finish;
      setAttributes({independentInnermostAttr});
    } else {
      declareAliasing([&](BlockArgument argument, unsigned) { return updatesInPlace(kernel, argument); });
    }
    if (failed(cast<ir::KernelOp>(op).lowerKernel(builder)))
      return failure();
    emitted.items = builder.workItems;
    emitted.itemCycles = builder.itemCycles;
    emitted.itemCopyCycles = builder.itemCopyCycles;
    return success();
  }

  /// Unfinished elements stand in their own array, or in one that finished ones take over.
  LogicalResult placeUnfinished(Value unfinished, ir::KernelBuilder &builder) {
    int place = -1;
    for (auto [number, result] : llvm::enumerate(resultsOf(kernel)))
      if (result == unfinished || (place < 0 && result.getType() == unfinished.getType()))
        place = number;
    if (place < 0)
      return unfinished.getDefiningOp()->emitOpError("has no memory: no result of its kernel has its type");
    reader.placeInMemory(unfinished, resultMemory[place]);
    builder.resultMemory = {resultMemory[place]};
    Probe probe = probeElements(kernel);
    declareInPlace(probe);
    double elements = typeOf(unfinished).getNumElements();
    builder.finishCycles = std::max(arithmeticCycles(probe, elements), elements);
    return failure(probe.failed());
  }

  func::FuncOp kernel;
  const Target &target;
  OpBuilder b;
  EmittedKernel emitted;
  FusedReader reader;
  SmallVector<Value> resultMemory, workspace;
  Value lo, hi;
  bool isOneLoop = false;
};

} // namespace

FailureOr<EmittedKernel> emitKernel(func::FuncOp kernel, StringRef name, const Target &target) {
  return Emission(kernel, name, target).run();
}

} // namespace burin::lowering
