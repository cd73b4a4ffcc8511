// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// Entries at indices that are arrays.
namespace burin {

/// Entries along `axis`; negative indices count from the end, an index out of range gives zeros.
Array take(const In &x, const In &indices, int axis = 0);
/// A new axis of `classes` entries: 1 where the class is x, 0 elsewhere.
Array one_hot(const In &x, int classes, DType dtype = f32, int axis = -1);

} // namespace burin
