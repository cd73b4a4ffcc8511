// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/BufferPlan.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/lowering/Arena.h"
#include "compiler/lowering/Buffers.h"
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/ops/ControlFlowOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace burin::lowering {

namespace {

// No cache is so small that kernels would write around it (KernelEmission.cpp).
constexpr int64_t leastStreamedBytes = 1 << 20;
// A function of so many small arrays has them in the arena: threads have stacks of a few megabytes.
constexpr int64_t maxFrameBytes = 16 << 10;

/// Plans one function.
class Planner {
public:
  /// `carried`: how many results are arguments of the next turn of a loop.
  /// `givesRows`: the other results are rows of arrays.
  Planner(ModuleOp module, func::FuncOp program, unsigned carried, bool givesRows)
      : program(program), carried(carried), givesRows(givesRows), buffers(module, program) {}

  LogicalResult run() {
    if (failed(buffers.find()))
      return failure();
    DonationPlan donations(buffers);
    donations.pairCarried(carried);
    if (givesRows)
      giveBackUnalignedRows();
    donations.pairDonors(donorsOf(program));
    usesStack = program.isPrivate() && smallBytes() <= maxFrameBytes;
    shareInPlace();
    if (carried == 0)
      donations.pairOthers();
    packArrays();
    writeAttributes();
    return success();
  }

private:
  /// Kernels may write large results past the caches, in whole lines (streamingAttr).
  void giveBackUnalignedRows() {
    for (unsigned number = carried; number < buffers.results.size(); ++number)
      if (int row = buffers.results[number]; row >= 0) {
        int64_t bytes = Buffers::bytesOf(buffers.all[row]);
        if (bytes >= leastStreamedBytes && bytes % arenaAlignment != 0)
          buffers.giveBack(number, buffers.results.size());
      }
  }

  /// From the last step to the first, so that a chain of kernels ends up in one piece of memory.
  void shareInPlace() {
    for (auto [op, step] : llvm::reverse(buffers.steps))
      for (OpResult result : op->getResults())
        if (int operand = dyingOperand(op, step, result); operand >= 0)
          buffers.merge(operand, buffers.numberOf(result));
  }

  /// Buffer that the result may take over, or -1.
  int dyingOperand(Operation *op, int step, OpResult result) {
    const Buffer &root = buffers.all[buffers.rootOf(result)];
    for (OpOperand &operand : op->getOpOperands()) {
      const Buffer &buffer = buffers.of(operand.get()); // longer than an operand that is the head of an array
      if (!buffer.isArgument && buffer.result < 0 && Buffers::bytesOf(buffer) == Buffers::bytesOf(buffers.of(result)) &&
          buffer.last == step && buffer.mergedInto < 0 &&
          buffers.mayWriteOver(op, operand.getOperandNumber(), result) &&
          (root.donor < 0 || buffers.mayReplace(buffers.all[root.donor], buffer.first, buffer.array)))
        return buffers.numberOf(operand.get());
    }
    return -1;
  }

  /// What is neither an argument nor a result, nor small in a loop or branch, goes into the arena.
  bool isInArena(int root) const {
    const Buffer &buffer = buffers.all[root];
    return !buffer.isArgument && buffer.result < 0 && !isOnStack(Buffers::bytesOf(buffer));
  }

  bool isOnStack(int64_t bytes) const { return usesStack && bytes <= maxStackBytes; }

  int64_t smallBytes() const {
    int64_t total = 0;
    for (const Buffer &buffer : buffers.all)
      if (int64_t bytes = Buffers::bytesOf(buffer); !buffer.isArgument && bytes <= maxStackBytes)
        total += llvm::alignTo(bytes, arenaAlignment);
    return total;
  }

  void packArrays() {
    DenseMap<int, int> numbers;
    SmallVector<Lifetime> lifetimes;
    SmallVector<int> owners;
    for (const Buffer &buffer : buffers.all) {
      int root = buffers.rootOf(buffer.array);
      if (!isInArena(root))
        continue;
      auto [it, fresh] = numbers.insert({root, lifetimes.size()});
      if (fresh) {
        lifetimes.push_back({Buffers::bytesOf(buffer), buffer.first, buffer.last});
        owners.push_back(root);
      }
      Lifetime &lifetime = lifetimes[it->second];
      lifetime.first = std::min(lifetime.first, buffer.first);
      lifetime.last = std::max(lifetime.last, buffer.last);
    }
    for (auto [op, step] : buffers.steps)
      for (int64_t bytes : buffers.workspaceOf(op))
        lifetimes.push_back({bytes, step, step});
    int end = std::distance(program.front().begin(), program.front().end());
    for (int64_t bytes : setAside())
      lifetimes.push_back({bytes, end, end});
    arenaBytes = packArena(lifetimes);
    for (auto [owner, lifetime] : llvm::zip(owners, lifetimes))
      buffers.all[owner].offset = lifetime.offset;
    placeWorkspaces(ArrayRef(lifetimes).drop_front(owners.size()));
  }

  /// Bytes of the carries that stand in another one's place at the end of a turn.
  SmallVector<int64_t> setAside() {
    SmallVector<int64_t> bytes;
    for (OpOperand &operand : program.front().getTerminator()->getOpOperands())
      if (standsInCarry(placeOf(operand.get()), operand.getOperandNumber(), carried))
        bytes.push_back(ir::bytesOf(cast<RankedTensorType>(operand.get().getType())));
    return bytes;
  }

  /// `lifetimes`: those of all steps, one after the other.
  void placeWorkspaces(ArrayRef<Lifetime> lifetimes) {
    auto place = [&](Operation *op, size_t count) {
      Builder b(program.getContext());
      if (count > 0)
        op->setAttr(workspaceAttr, textsOf(b, llvm::map_to_vector(lifetimes.take_front(count), [](Lifetime lifetime) {
                                             return Place{Place::arena, lifetime.offset};
                                           })));
      lifetimes = lifetimes.drop_front(count);
    };
    for (auto [op, step] : buffers.steps)
      place(op, buffers.workspaceOf(op).size());
    place(program.front().getTerminator(), setAside().size());
  }

  static ArrayAttr textsOf(Builder &b, ArrayRef<Place> places) {
    return b.getArrayAttr(
        llvm::map_to_vector(places, [&](Place place) -> Attribute { return b.getStringAttr(place.text()); }));
  }

  Place placeOf(Value value) {
    int root = buffers.rootOf(value);
    const Buffer &buffer = buffers.all[root];
    if (buffer.isArgument)
      return {Place::argument, cast<BlockArgument>(buffer.array).getArgNumber()};
    if (buffer.result >= 0 && buffer.result < static_cast<int>(carried))
      return {Place::argument, buffer.result};
    if (buffer.result >= 0)
      return {Place::result, buffer.result};
    if (isOnStack(Buffers::bytesOf(buffer)))
      return {Place::stack, root};
    return {Place::arena, buffer.offset};
  }

  void writeAttributes() {
    Builder b(program.getContext());
    program->setAttr(arenaBytesAttr, b.getI64IntegerAttr(arenaBytes));
    SmallVector<runtime::Donation> donations;
    for (int result : buffers.results)
      if (result >= 0 && buffers.all[result].donor >= 0)
        donations.push_back({buffers.all[result].donor, buffers.all[result].result});
    setDonations(program, donations);
    for (Operation &op : program.front()) {
      SmallVector<Place> places;
      for (Value result : op.getResults())
        places.push_back(placeOf(result));
      if (!places.empty())
        op.setAttr(placesAttr, textsOf(b, places));
    }
  }

  func::FuncOp program;
  unsigned carried;
  bool givesRows, usesStack = false;
  Buffers buffers;
  int64_t arenaBytes = 0;
};

/// The functions of loops and branches before the function itself.
LogicalResult planFunction(ModuleOp module, func::FuncOp function, unsigned carried, bool givesRows) {
  for (auto op : function.getOps<ir::ControlFlow>())
    for (auto [number, name] : llvm::enumerate(cast<ir::CallLike>(*op).callees())) {
      auto callee = module.lookupSymbol<func::FuncOp>(name.getAttr());
      if (!callee->hasAttr(arenaBytesAttr) &&
          failed(planFunction(module, callee, op.carriedBy(number), isa<ir::ScanOp>(*op))))
        return failure();
    }
  return Planner(module, function, carried, givesRows).run();
}

} // namespace

LogicalResult planBuffers(ModuleOp module) {
  func::FuncOp program = programOf(module);
  if (!program)
    return module.emitError("a program has one public function");
  return planFunction(module, program, 0, false);
}

} // namespace burin::lowering
