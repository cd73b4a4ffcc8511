// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

namespace burin::detail {

/// The greatest along axes, which stay with extent 1: what is taken out of exponents so that exp stays finite. 0 where
/// it is infinite, so that inf - inf does not arise, and where there is no element. Without derivative.
Array finite_max(const Array &x, const Axes &axes);

} // namespace burin::detail
