// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>

namespace burin::lowering {

/// An array that lives from step `first` to step `last`, both included.
struct Lifetime {
  int64_t bytes = 0;
  int first = 0, last = 0;
  int64_t offset = 0; ///< assigned by packArena
};

inline constexpr int64_t arenaAlignment = 64;

/// Gives offsets such that arrays that live at the same time are apart; returns the arena's bytes. Largest
/// first, each at the lowest gap that holds it with the least waste.
int64_t packArena(llvm::MutableArrayRef<Lifetime> arrays);

} // namespace burin::lowering
