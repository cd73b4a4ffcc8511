// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/indexing.h"

/// Entries at indices that are arrays of integers; negative ones count from the end, and IndexMode says what one
/// outside does. All throw DTypeError for other indices and ShapeError for axes and shapes that do not fit.
namespace burin {

/// Entries along `axis`, which the axes of the indices replace.
Array take(const In &x, const In &indices, int axis = 0, IndexMode mode = IndexMode::fill);
/// result[..., i, ...] = x[..., indices[..., i, ...], ...] along `axis`; the other axes are broadcast.
Array take_along_axis(const In &x, const In &indices, int axis, IndexMode mode = IndexMode::fill);
/// x with values[..., i, ...] in place of x[..., indices[..., i, ...], ...]; NumPy changes x itself.
Array put_along_axis(const In &x, const In &indices, const In &values, int axis, IndexOptions options = {});
/// A new axis of `classes` entries: 1 where the class is x, 0 elsewhere.
Array one_hot(const In &x, int classes, DType dtype = f32, int axis = -1);

} // namespace burin
