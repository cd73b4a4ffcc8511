// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>

namespace burin {

/// Exact memory of one call in bytes, known after compilation. Small arrays that a kernel keeps on the stack (under 1
/// MB) do not count.
struct MemoryPlan {
  std::size_t arguments = 0, outputs = 0;
  std::size_t temporaries = 0; ///< the arena
  std::size_t scratch = 0;     ///< packed operands of contractions, of all threads that take part
  std::size_t donated = 0;     ///< outputs that take the place of donated arguments
  std::size_t peak = 0;        ///< arguments + outputs - donated + temporaries + scratch
};

/// Arithmetic of one call, summed over the operations of the program before fusion: one flop per element of an
/// elementwise operation, 2 M N K for a contraction, operand elements minus result elements for a reduction;
/// transcendental functions apart. Bytes are those of all operands and results. A scan counts each of its rows, a while
/// loop one turn (then the cost is a bound from below), a branch the most that any of them does.
struct ProgramCost {
  std::uint64_t flops = 0, transcendentals = 0, bytes = 0;
};

} // namespace burin
