// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

/// The special function that neither C's library nor the runtime has, slow and in long double: what `evaluate` says.
namespace burin::ir {

/// The inverse of erf: NaN outside [-1, 1], infinite at its ends.
long double referenceErfInv(long double x);

} // namespace burin::ir
