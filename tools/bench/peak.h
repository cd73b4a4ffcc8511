// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <functional>

namespace burin::bench {

/// f32 multiply-adds of one thread with the widest vectors of this machine, operands in registers.
struct FmaLoop {
  std::function<void()> run;
  double flops; ///< of one run
};

/// Throws std::runtime_error on a machine without FMA.
FmaLoop fma_loop();

} // namespace burin::bench
