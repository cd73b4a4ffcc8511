// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelEmission.h"

#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

Operation *kernelOpOf(func::FuncOp kernel) {
  for (Operation &op : kernel.front())
    if (isa<ir::KernelOp>(op))
      return &op;
  return nullptr;
}

static ArrayRef<int64_t> shapeOf(Value array) { return cast<RankedTensorType>(array.getType()).getShape(); }

static OperandRange resultsOf(func::FuncOp kernel) { return kernel.front().getTerminator()->getOperands(); }

Probe probeElements(func::FuncOp kernel) {
  OperandRange results = resultsOf(kernel);
  return Probe(kernel.getLoc(), shapeOf(results[0]), kernel.getArguments(), [&](FusedReader &reader, ValueRange index) {
    SmallVector<Value> elements;
    for (Value result : results)
      elements.push_back(reader.element(result, index));
    return elements;
  });
}

namespace {

/// Emission of one kernel.
class Emission {
public:
  Emission(func::FuncOp kernel, StringRef name, const InPlace &inPlace, const Target &target)
      : kernel(kernel), target(target), b(kernel), emitted{declare(name, inPlace)},
        reader(b, kernel.getLoc(), &emitted.function.front()) {
    placeArrays(inPlace);
  }

  FailureOr<EmittedKernel> run() {
    Operation *op = kernelOpOf(kernel);
    LogicalResult result = op ? emitKernelOp(op) : emitElementwise();
    if (failed(result) || reader.failed) {
      emitted.function.erase();
      return failure();
    }
    func::ReturnOp::create(b, reader.loc);
    eraseDeadOperations(emitted.function);
    return emitted;
  }

private:
  static Type memoryOf(Value array) {
    auto type = cast<RankedTensorType>(array.getType());
    return MemRefType::get({type.getNumElements()}, ir::storageType(type.getElementType()));
  }

  EmittedKernel declare(StringRef name, const InPlace &inPlace) {
    SmallVector<Type> types;
    for (Value argument : kernel.getArguments())
      if (!llvm::is_contained(inPlace, static_cast<int>(cast<BlockArgument>(argument).getArgNumber())))
        types.push_back(memoryOf(argument));
    for (Value result : resultsOf(kernel))
      types.push_back(memoryOf(result));
    unsigned arrays = types.size();
    types.append(2, b.getIndexType());
    auto function = func::FuncOp::create(b, kernel.getLoc(), name, b.getFunctionType(types, {}));
    function.setPrivate();
    // Results that take over an operand have one pointer with it, so the pointers never alias.
    for (unsigned i = 0; i < arrays; ++i)
      function.setArgAttr(i, "llvm.noalias", b.getUnitAttr());
    function.addEntryBlock();
    b.setInsertionPointToEnd(&function.front());
    return {function};
  }

  void placeArrays(const InPlace &inPlace) {
    auto arguments = emitted.function.getArguments();
    unsigned next = 0, numResults = kernel.getNumResults();
    for (BlockArgument argument : kernel.getArguments())
      if (!llvm::is_contained(inPlace, static_cast<int>(argument.getArgNumber())))
        reader.placeInMemory(argument, arguments[next++]);
    for (unsigned r = 0; r < numResults; ++r) {
      resultMemory.push_back(arguments[next + r]);
      if (inPlace[r] >= 0)
        reader.placeInMemory(kernel.getArgument(inPlace[r]), arguments[next + r]);
    }
    lo = arguments[next + numResults];
    hi = arguments[next + numResults + 1];
  }

  LogicalResult emitElementwise() {
    Probe probe = probeElements(kernel);
    if (probe.failed())
      return failure();
    ArrayRef<int64_t> shape = shapeOf(resultsOf(kernel)[0]);
    LoopAxes loops = groupAxes(probe, shape, [](int64_t, int64_t) { return true; });
    SmallVector<int64_t> extents = loopExtents(loops, shape);
    setElementwiseWork(probe, extents);
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
    SmallVector<Value> elements;
    for (Value result : resultsOf(kernel))
      elements.push_back(reader.element(result, index));
    if (!llvm::all_of(elements, [](Value element) { return !!element; }))
      return;
    Value position = reader.flatten(index, shapeOf(resultsOf(kernel)[0]));
    for (auto [element, memory] : llvm::zip_equal(elements, resultMemory))
      ir::storeElement(b, reader.loc, element, memory, position);
  }

  void setElementwiseWork(const Probe &probe, ArrayRef<int64_t> extents) {
    double bytes = 0, elements = 1;
    for (Value array : kernel.getArguments())
      bytes += probe.loads(array) ? ir::bytesOf(cast<RankedTensorType>(array.getType())) : 0;
    for (Value array : resultsOf(kernel))
      bytes += ir::bytesOf(cast<RankedTensorType>(array.getType()));
    for (int64_t extent : extents)
      elements *= extent;
    emitted.items = extents.empty() ? 1 : extents[0];
    double cycles = std::max(elements * probe.instructions() / target.lanes(32) * 1.5, bytes / 8);
    emitted.itemCycles = cycles / std::max<int64_t>(emitted.items, 1);
  }

  LogicalResult emitKernelOp(Operation *op) {
    reader.consumer = op;
    ir::KernelBuilder builder(reader, op, target);
    builder.lo = lo;
    builder.hi = hi;
    for (auto [number, operand] : llvm::enumerate(op->getOperands()))
      builder.operandMemory.push_back(reader.memoryOf(operand));
    builder.resultMemory = resultMemory;
    if (failed(cast<ir::KernelOp>(op).lowerKernel(builder)))
      return failure();
    emitted.items = builder.workItems;
    emitted.itemCycles = builder.itemCycles;
    return success();
  }

  func::FuncOp kernel;
  const Target &target;
  OpBuilder b;
  EmittedKernel emitted;
  FusedReader reader;
  SmallVector<Value> resultMemory;
  Value lo, hi;
};

} // namespace

FailureOr<EmittedKernel> emitKernel(func::FuncOp kernel, StringRef name, const InPlace &inPlace, const Target &target) {
  return Emission(kernel, name, inPlace, target).run();
}

} // namespace burin::lowering
