// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

namespace burin::bench {

/// Milliseconds of the gradient of a tanh network through 256 steps of time, 32 rows, 128 wide.
double rnn_grad();

} // namespace burin::bench
