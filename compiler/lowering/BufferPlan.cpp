// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/BufferPlan.h"

#include "compiler/ir/ControlFlow.h"
#include "compiler/lowering/Arena.h"
#include "compiler/lowering/Buffers.h"
#include "compiler/lowering/KernelBuilder.h"

using namespace mlir;

namespace burin::lowering {

static constexpr StringRef kindNames[] = {"argument", "result", "arena", "stack"};

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

static void setPairs(func::FuncOp program, StringRef name, ArrayRef<runtime::Donation> pairs) {
  SmallVector<int64_t> numbers;
  for (auto [argument, result] : pairs)
    numbers.append({argument, result});
  if (!numbers.empty())
    program->setAttr(name, DenseI64ArrayAttr::get(program.getContext(), numbers));
}

static std::vector<runtime::Donation> pairsOf(func::FuncOp program, StringRef name) {
  std::vector<runtime::Donation> pairs;
  if (auto numbers = program->getAttrOfType<DenseI64ArrayAttr>(name))
    for (int64_t i = 0; i + 1 < numbers.size(); i += 2)
      pairs.push_back({static_cast<int>(numbers[i]), static_cast<int>(numbers[i + 1])});
  return pairs;
}

int64_t arenaBytesOf(func::FuncOp function) { return function->getAttrOfType<IntegerAttr>(arenaBytesAttr).getInt(); }

std::vector<runtime::Donation> donationsOf(func::FuncOp function) { return pairsOf(function, donationsAttr); }

void setDonors(func::FuncOp program, ArrayRef<runtime::Donation> donors) { setPairs(program, donorsAttr, donors); }

namespace {

/// Plans one function.
class Planner {
public:
  /// `carried`: how many results are arguments of the next turn of a loop.
  Planner(ModuleOp module, func::FuncOp program, unsigned carried)
      : program(program), carried(carried), isNested(program.isPrivate()), buffers(module, program) {}

  LogicalResult run() {
    if (failed(buffers.find()))
      return failure();
    DonationPlan donations(buffers);
    donations.pairCarried(carried);
    donations.pairDonors(pairsOf(program, donorsAttr));
    shareInPlace();
    if (carried == 0)
      donations.pairOthers();
    packArrays();
    writeAttributes();
    return success();
  }

private:
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

  bool isOnStack(int64_t bytes) const { return isNested && bytes <= maxStackBytes; }

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
    setPairs(program, donationsAttr, donations);
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
  bool isNested; ///< in a loop or branch
  Buffers buffers;
  int64_t arenaBytes = 0;
};

/// The functions of loops and branches before the function itself.
LogicalResult planFunction(ModuleOp module, func::FuncOp function, unsigned carried) {
  for (auto op : function.getOps<ir::ControlFlow>())
    for (auto [number, name] : llvm::enumerate(cast<ir::CallLike>(*op).callees())) {
      auto callee = module.lookupSymbol<func::FuncOp>(name.getAttr());
      if (!callee->hasAttr(arenaBytesAttr) && failed(planFunction(module, callee, op.carriedBy(number))))
        return failure();
    }
  return Planner(module, function, carried).run();
}

} // namespace

LogicalResult planBuffers(ModuleOp module) {
  func::FuncOp program = programOf(module);
  if (!program)
    return module.emitError("a program has one public function");
  return planFunction(module, program, 0);
}

std::vector<runtime::Donation> plannedDonations(ModuleOp module) { return donationsOf(programOf(module)); }

runtime::MemoryPlan memoryPlan(ModuleOp module) {
  func::FuncOp program = programOf(module);
  auto bytesOf = [](Type type) { return ir::bytesOf(cast<RankedTensorType>(type)); };
  runtime::MemoryPlan plan;
  for (Type type : program.getArgumentTypes())
    plan.arguments += bytesOf(type);
  for (Type type : program.getResultTypes())
    plan.outputs += bytesOf(type);
  plan.temporaries = arenaBytesOf(program);
  llvm::SmallDenseSet<int> donors;
  for (auto [argument, result] : pairsOf(program, donorsAttr))
    donors.insert(argument);
  for (auto [argument, result] : plannedDonations(module))
    if (donors.contains(argument))
      plan.donated += bytesOf(program.getResultTypes()[result]);
  return plan;
}

} // namespace burin::lowering
