// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

namespace burin::bench {

/// f32 multiply-adds of one thread in GFLOP/s with the widest vectors of this machine, operands in registers.
double fma_peak_gflops();

} // namespace burin::bench
