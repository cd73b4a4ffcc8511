// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// Equality of whole arrays, and equality but for rounding; NumPy's functions and defaults.
namespace burin {

struct Closeness {
  double rtol = 1e-5, atol = 1e-8;
  bool equal_nan = false;
};
/// |x - y| <= atol + rtol |y|, elementwise: bool.
Array isclose(const In &x, const In &y, const Closeness &closeness = {});
Array allclose(const In &x, const In &y, const Closeness &closeness = {}); ///< a bool scalar
/// Equal shapes and elements: a bool scalar.
Array array_equal(const In &x, const In &y, bool equal_nan = false);
/// Equal elements after broadcasting: a bool scalar.
Array array_equiv(const In &x, const In &y);

} // namespace burin
