// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/BufferPlan.h"

#include "compiler/lowering/Arena.h"
#include "compiler/lowering/Buffers.h"
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

void setDonors(func::FuncOp program, ArrayRef<runtime::Donation> donors) { setPairs(program, donorsAttr, donors); }

namespace {

class Planner {
public:
  Planner(ModuleOp module, func::FuncOp program) : program(program), buffers(module, program) {}

  LogicalResult run() {
    if (failed(buffers.find()))
      return failure();
    DonationPlan donations(buffers);
    donations.pairDonors(pairsOf(program, donorsAttr));
    shareInPlace();
    donations.pairOthers();
    packArrays();
    writeAttributes();
    return success();
  }

private:
  /// From the last call to the first, so that a chain of kernels ends up in one piece of memory.
  void shareInPlace() {
    for (auto [call, step] : llvm::reverse(buffers.calls))
      for (OpResult result : call->getResults())
        if (int operand = dyingOperand(call, step, result); operand >= 0)
          buffers.merge(operand, buffers.numberOf(result));
  }

  /// Buffer that the result may take over, or -1.
  int dyingOperand(func::CallOp call, int step, OpResult result) {
    const Buffer &root = buffers.all[buffers.rootOf(result)];
    for (OpOperand &operand : call->getOpOperands()) {
      const Buffer &buffer = buffers.of(operand.get()); // longer than an operand that is the head of an array
      if (!buffer.isArgument && buffer.result < 0 && Buffers::bytesOf(buffer) == Buffers::bytesOf(buffers.of(result)) &&
          buffer.last == step && buffer.mergedInto < 0 &&
          buffers.mayWriteOver(call, operand.getOperandNumber(), result) &&
          (root.donor < 0 || buffers.mayReplace(buffers.all[root.donor], buffer.first, buffer.array)))
        return buffers.numberOf(operand.get());
    }
    return -1;
  }

  void packArrays() {
    DenseMap<int, int> numbers;
    SmallVector<Lifetime> lifetimes;
    SmallVector<int> owners;
    for (const Buffer &buffer : buffers.all) {
      if (buffer.isArgument)
        continue;
      int root = buffers.rootOf(buffer.array);
      if (buffers.all[root].result >= 0)
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
    for (auto [call, step] : buffers.calls)
      for (RankedTensorType array : buffers.workspaceOf(call))
        lifetimes.push_back({ir::bytesOf(array), step, step});
    arenaBytes = packArena(lifetimes);
    for (auto [owner, lifetime] : llvm::zip(owners, lifetimes))
      buffers.all[owner].offset = lifetime.offset;
    placeWorkspaces(ArrayRef(lifetimes).drop_front(owners.size()));
  }

  /// `lifetimes`: those of all calls, one after the other.
  void placeWorkspaces(ArrayRef<Lifetime> lifetimes) {
    Builder b(program.getContext());
    for (auto [call, step] : buffers.calls) {
      size_t count = buffers.workspaceOf(call).size();
      if (count > 0)
        call->setAttr(workspaceAttr, textsOf(b, llvm::map_to_vector(lifetimes.take_front(count), [](Lifetime lifetime) {
                                               return Place{Place::arena, lifetime.offset};
                                             })));
      lifetimes = lifetimes.drop_front(count);
    }
  }

  static ArrayAttr textsOf(Builder &b, ArrayRef<Place> places) {
    return b.getArrayAttr(
        llvm::map_to_vector(places, [&](Place place) -> Attribute { return b.getStringAttr(place.text()); }));
  }

  Place placeOf(Value value) {
    const Buffer &buffer = buffers.all[buffers.rootOf(value)];
    if (buffer.isArgument)
      return {Place::argument, cast<BlockArgument>(buffer.array).getArgNumber()};
    if (buffer.result >= 0)
      return {Place::result, buffer.result};
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
  Buffers buffers;
  int64_t arenaBytes = 0;
};

} // namespace

LogicalResult planBuffers(ModuleOp module) {
  func::FuncOp program = programOf(module);
  if (!program)
    return module.emitError("a program has one public function");
  return Planner(module, program).run();
}

std::vector<runtime::Donation> plannedDonations(ModuleOp module) { return pairsOf(programOf(module), donationsAttr); }

runtime::MemoryPlan memoryPlan(ModuleOp module) {
  func::FuncOp program = programOf(module);
  auto bytesOf = [](Type type) { return ir::bytesOf(cast<RankedTensorType>(type)); };
  runtime::MemoryPlan plan;
  for (Type type : program.getArgumentTypes())
    plan.arguments += bytesOf(type);
  for (Type type : program.getResultTypes())
    plan.outputs += bytesOf(type);
  plan.temporaries = program->getAttrOfType<IntegerAttr>(arenaBytesAttr).getInt();
  llvm::SmallDenseSet<int> donors;
  for (auto [argument, result] : pairsOf(program, donorsAttr))
    donors.insert(argument);
  for (auto [argument, result] : plannedDonations(module))
    if (donors.contains(argument))
      plan.donated += bytesOf(program.getResultTypes()[result]);
  return plan;
}

} // namespace burin::lowering
