// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a plan leaves in a program.
#include "compiler/lowering/BufferPlan.h"

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

void setDonations(func::FuncOp function, ArrayRef<runtime::Donation> donations) {
  setPairs(function, donationsAttr, donations);
}

std::vector<runtime::Donation> donorsOf(func::FuncOp function) { return pairsOf(function, donorsAttr); }

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
  for (auto [argument, result] : donorsOf(program))
    donors.insert(argument);
  for (auto [argument, result] : plannedDonations(module))
    if (donors.contains(argument))
      plan.donated += bytesOf(program.getResultTypes()[result]);
  return plan;
}

} // namespace burin::lowering
