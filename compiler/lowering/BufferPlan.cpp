// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/BufferPlan.h"

#include "compiler/lowering/Arena.h"
#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

static constexpr StringRef kindNames[] = {"argument", "result", "arena"};

Place Place::parse(StringRef text) {
  auto [kind, number] = text.split(' ');
  Place place;
  place.kind = static_cast<Kind>(llvm::find(kindNames, kind) - std::begin(kindNames));
  number.getAsInteger(10, place.at);
  return place;
}

std::string Place::text() const { return (kindNames[kind] + " " + Twine(at)).str(); }

func::FuncOp programOf(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic())
      return function;
  return {};
}

static RankedTensorType arrayType(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {

class Planner {
public:
  Planner(ModuleOp module, func::FuncOp program) : module(module), program(program), body(program.front()) {}

  LogicalResult run() {
    if (failed(findBuffers()))
      return failure();
    placeResults();
    shareInPlace();
    packArrays();
    writeAttributes();
    return success();
  }

private:
  /// One piece of memory; renamed arrays share one.
  struct Buffer {
    Value array; ///< that defines it
    bool isArgument = false;
    int result = -1; ///< number of the result that it is written to
    int first = 0, last = -1;
    int mergedInto = -1; ///< its kernel's result takes the memory over
    int64_t offset = 0;
  };

  int bufferOf(Value value) const { return buffers.lookup(value); }

  int rootOf(Value value) const {
    int buffer = bufferOf(value);
    while (all[buffer].mergedInto >= 0)
      buffer = all[buffer].mergedInto;
    return buffer;
  }

  void define(Value value, int step, bool isArgument) {
    buffers[value] = all.size();
    Buffer buffer;
    buffer.array = value;
    buffer.isArgument = isArgument;
    buffer.first = buffer.last = step;
    all.push_back(buffer);
  }

  LogicalResult findBuffers() {
    for (Value argument : program.getArguments())
      define(argument, 0, true);
    int step = 0;
    for (Operation &op : body) {
      ++step;
      for (Value operand : op.getOperands())
        all[bufferOf(operand)].last = step;
      if (isa<func::CallOp>(op)) {
        calls.push_back({&op, step});
        for (Value result : op.getResults())
          define(result, step, false);
        continue;
      }
      if (!op.hasTrait<OpTrait::IsTerminator>() && op.getNumResults() > op.getNumOperands())
        return op.emitError("not a kernel call: the program is planned after fusion");
      for (auto [result, operand] : llvm::zip(op.getResults(), op.getOperands()))
        buffers[result] = bufferOf(operand);
    }
    return success();
  }

  void placeResults() {
    for (auto [number, value] : llvm::enumerate(body.getTerminator()->getOperands())) {
      Buffer &buffer = all[bufferOf(value)];
      if (!buffer.isArgument && buffer.result < 0)
        buffer.result = number;
    }
  }

  /// From the last call to the first, so that a chain of kernels ends up in one piece of memory.
  void shareInPlace() {
    for (auto [call, step] : llvm::reverse(calls)) {
      auto kernel = module.lookupSymbol<func::FuncOp>(cast<func::CallOp>(call).getCallee());
      if (kernelOpOf(kernel))
        continue;
      const Probe &probe = probeOf(kernel);
      InPlace inPlace(call->getNumResults(), -1);
      for (Value result : call->getResults())
        if (int operand = dyingOperand(call, step, kernel, probe, arrayType(result), inPlace); operand >= 0) {
          inPlace[cast<OpResult>(result).getResultNumber()] = operand;
          all[bufferOf(call->getOperand(operand))].mergedInto = bufferOf(result);
        }
      if (llvm::any_of(inPlace, [](int operand) { return operand >= 0; }))
        call->setAttr(inPlaceAttr, DenseI64ArrayAttr::get(module.getContext(),
                                                          SmallVector<int64_t>(inPlace.begin(), inPlace.end())));
    }
  }

  int dyingOperand(Operation *call, int step, func::FuncOp kernel, const Probe &probe, RankedTensorType type,
                   const InPlace &taken) const {
    for (auto [number, operand] : llvm::enumerate(call->getOperands())) {
      const Buffer &buffer = all[bufferOf(operand)];
      RankedTensorType operandType = arrayType(operand);
      bool sameMemory = operandType.getNumElements() == type.getNumElements() &&
                        ir::storageType(operandType.getElementType()) == ir::storageType(type.getElementType());
      auto shares = [&](Value other) { return bufferOf(other) == bufferOf(operand); };
      if (sameMemory && !buffer.isArgument && buffer.result < 0 && buffer.last == step && buffer.mergedInto < 0 &&
          !llvm::is_contained(taken, static_cast<int>(number)) && llvm::count_if(call->getOperands(), shares) == 1 &&
          probe.readsOwnPosition(kernel.getArgument(number)))
        return number;
    }
    return -1;
  }

  const Probe &probeOf(func::FuncOp kernel) {
    auto &probe = probes[kernel];
    if (!probe)
      probe = std::make_unique<Probe>(probeElements(kernel));
    return *probe;
  }

  void packArrays() {
    DenseMap<int, int> numbers;
    SmallVector<Lifetime> lifetimes;
    SmallVector<int> owners;
    for (auto [number, buffer] : llvm::enumerate(all)) {
      if (buffer.isArgument)
        continue;
      int root = rootOf(buffer.array);
      if (all[root].result >= 0)
        continue;
      auto [it, fresh] = numbers.insert({root, lifetimes.size()});
      if (fresh) {
        lifetimes.push_back({ir::bytesOf(arrayType(buffer.array)), buffer.first, buffer.last});
        owners.push_back(root);
      }
      Lifetime &lifetime = lifetimes[it->second];
      lifetime.first = std::min(lifetime.first, buffer.first);
      lifetime.last = std::max(lifetime.last, buffer.last);
    }
    arenaBytes = packArena(lifetimes);
    for (auto [owner, lifetime] : llvm::zip_equal(owners, lifetimes))
      all[owner].offset = lifetime.offset;
  }

  Place placeOf(Value value) const {
    const Buffer &buffer = all[rootOf(value)];
    if (buffer.isArgument)
      return {Place::argument, cast<BlockArgument>(buffer.array).getArgNumber()};
    if (buffer.result >= 0)
      return {Place::result, buffer.result};
    return {Place::arena, buffer.offset};
  }

  void writeAttributes() {
    Builder b(module.getContext());
    program->setAttr(arenaBytesAttr, b.getI64IntegerAttr(arenaBytes));
    for (Operation &op : body) {
      SmallVector<Attribute> places;
      for (Value result : op.getResults())
        places.push_back(b.getStringAttr(placeOf(result).text()));
      if (!places.empty())
        op.setAttr(placesAttr, b.getArrayAttr(places));
    }
  }

  ModuleOp module;
  func::FuncOp program;
  Block &body;
  SmallVector<Buffer> all;
  DenseMap<Value, int> buffers;
  SmallVector<std::pair<Operation *, int>> calls;
  DenseMap<Operation *, std::unique_ptr<Probe>> probes;
  int64_t arenaBytes = 0;
};

} // namespace

LogicalResult planBuffers(ModuleOp module) {
  func::FuncOp program = programOf(module);
  if (!program)
    return module.emitError("a program has one public function");
  return Planner(module, program).run();
}

runtime::MemoryPlan memoryPlan(ModuleOp module) {
  func::FuncOp program = programOf(module);
  runtime::MemoryPlan plan;
  for (Type type : program.getArgumentTypes())
    plan.arguments += ir::bytesOf(cast<RankedTensorType>(type));
  for (Type type : program.getResultTypes())
    plan.outputs += ir::bytesOf(cast<RankedTensorType>(type));
  plan.temporaries = program->getAttrOfType<IntegerAttr>(arenaBytesAttr).getInt();
  return plan;
}

} // namespace burin::lowering
