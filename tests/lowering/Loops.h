// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/lowering/Compiled.h"

namespace burin::testing {

// Loops and branches with their functions, which are added to the module that `e` writes in. Bodies are given their
// arguments in the order of docs/ops.md.

Results whileLoop(Emit &e, Results carry, const Compiled::Body &cond, const Compiled::Body &body,
                  Results condCaptures = {}, Results bodyCaptures = {});

struct ScanOptions {
  int64_t length = 0;
  bool reverse = false;
  int64_t unroll = 1;
};
Results scan(Emit &e, Results carry, Results xs, Results captures, ScanOptions options, const Compiled::Body &body);

/// Branches without captures of their own.
Results branchOn(Emit &e, Value index, Results operands, const std::vector<Compiled::Body> &branches);

/// A loop of `count` turns whose body is given (turn: i32[], carry..., captures...) and gives the carry.
Results repeat(Emit &e, int64_t count, Results carry, const Compiled::Body &body, Results captures = {});

mlir::RankedTensorType int32Scalar(Emit &e);

} // namespace burin::testing
