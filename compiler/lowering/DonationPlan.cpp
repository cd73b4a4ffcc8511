// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Buffers.h"

#include <map>

using namespace mlir;

namespace burin::lowering {

bool DonationPlan::pair(int argument, int result) {
  Buffer &donor = buffers.all[argument], &target = buffers.all[result];
  if (donor.isDonated || target.donor >= 0 || Buffers::bytesOf(donor) == 0 ||
      Buffers::bytesOf(donor) != Buffers::bytesOf(target) || !buffers.mayReplace(donor, target.first, target.array))
    return false;
  donor.isDonated = true;
  target.donor = argument;
  return true;
}

/// Kernels that read the argument last and write a result over it, element by element.
void DonationPlan::pairInKernels(function_ref<bool(const Buffer &)> wanted) {
  for (auto [op, step] : buffers.steps)
    for (Value operand : op->getOperands()) {
      const Buffer &donor = buffers.of(operand);
      if (!donor.isArgument || donor.isDonated || donor.last != step || !wanted(donor))
        continue;
      for (Value result : op->getResults())
        if (int root = buffers.rootOf(result); buffers.all[root].result >= 0 && buffers.all[root].first == step)
          pair(buffers.numberOf(operand), root);
    }
}

/// Results that are first written after the argument was read last: the earliest result gets the argument that is free
/// first.
void DonationPlan::pairByTime(function_ref<bool(const Buffer &)> wanted) {
  std::map<int64_t, SmallVector<int>> donors;
  for (int argument : buffers.arguments)
    if (const Buffer &donor = buffers.all[argument]; !donor.isDonated && wanted(donor))
      donors[Buffers::bytesOf(donor)].push_back(argument);
  auto freedLater = [&](int a, int b) { return std::pair(buffers.all[a].last, a) > std::pair(buffers.all[b].last, b); };
  for (auto &[bytes, list] : donors)
    llvm::sort(list, freedLater);
  SmallVector<int> targets;
  for (int result : buffers.results)
    if (result >= 0 && buffers.all[result].donor < 0)
      targets.push_back(result);
  llvm::sort(targets,
             [&](int a, int b) { return std::pair(buffers.all[a].first, a) < std::pair(buffers.all[b].first, b); });
  for (int target : targets)
    if (auto found = donors.find(Buffers::bytesOf(buffers.all[target])); found != donors.end())
      if (auto &list = found->second; !list.empty() && pair(list.back(), target))
        list.pop_back();
}

void DonationPlan::pairCarried(unsigned count) {
  for (unsigned number = 0; number < count; ++number)
    if (int result = buffers.results[number]; result >= 0 && !pair(buffers.arguments[number], result))
      buffers.giveBack(number, count);
}

void DonationPlan::pairDonors(ArrayRef<runtime::Donation> donors) {
  llvm::SmallDenseSet<int> foreseen;
  for (auto [argument, result] : donors) {
    foreseen.insert(buffers.arguments[argument]);
    if (result >= 0 && buffers.results[result] >= 0)
      pair(buffers.arguments[argument], buffers.results[result]);
  }
  auto wanted = [&](const Buffer &buffer) { return foreseen.contains(buffers.numberOf(buffer.array)); };
  pairInKernels(wanted);
  pairByTime(wanted);
}

void DonationPlan::pairOthers() {
  auto all = [](const Buffer &) { return true; };
  pairInKernels(all);
  pairByTime(all);
}

} // namespace burin::lowering
