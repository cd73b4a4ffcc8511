// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <iosfwd>

namespace burin {

/// NumPy's layout; a tracer of unknown value prints its type.
std::ostream &operator<<(std::ostream &out, const Array &array);

} // namespace burin
