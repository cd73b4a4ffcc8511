// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Arena.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>

namespace burin::lowering {

static int64_t paddedBytes(const Lifetime &array) { return llvm::alignTo(array.bytes, arenaAlignment); }

static bool overlap(const Lifetime &a, const Lifetime &b) { return a.first <= b.last && b.first <= a.last; }

/// `placed` is sorted by offset.
static int64_t bestOffset(const Lifetime &array, llvm::ArrayRef<const Lifetime *> placed) {
  int64_t end = 0, best = -1, bestWaste = std::numeric_limits<int64_t>::max();
  for (const Lifetime *other : placed) {
    if (!overlap(array, *other))
      continue;
    int64_t waste = other->offset - end - paddedBytes(array);
    if (waste >= 0 && waste < bestWaste)
      best = end, bestWaste = waste;
    end = std::max(end, other->offset + paddedBytes(*other));
  }
  return best >= 0 ? best : end;
}

int64_t packArena(llvm::MutableArrayRef<Lifetime> arrays) {
  llvm::SmallVector<Lifetime *> order;
  for (Lifetime &array : arrays)
    order.push_back(&array);
  llvm::sort(order,
             [](const Lifetime *a, const Lifetime *b) { return a->bytes != b->bytes ? a->bytes > b->bytes : a < b; });
  llvm::SmallVector<const Lifetime *> placed;
  int64_t total = 0;
  for (Lifetime *array : order) {
    array->offset = bestOffset(*array, placed);
    total = std::max(total, array->offset + paddedBytes(*array));
    auto at =
        llvm::upper_bound(placed, array, [](const Lifetime *a, const Lifetime *b) { return a->offset < b->offset; });
    placed.insert(at, array);
  }
  return total;
}

} // namespace burin::lowering
