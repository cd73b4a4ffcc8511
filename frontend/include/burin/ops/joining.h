// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <cstdint>
#include <source_location>
#include <vector>

/// From several arrays one, from one several, and copies; NumPy's functions. ShapeError for shapes that do not fit.
namespace burin {

// Arrays are joined in their common dtype.
Array hstack(const std::vector<Array> &arrays, std::source_location where = std::source_location::current());
Array vstack(const std::vector<Array> &arrays, std::source_location where = std::source_location::current());
Array dstack(const std::vector<Array> &arrays, std::source_location where = std::source_location::current());
/// Arrays of one axis become columns.
Array column_stack(const std::vector<Array> &arrays, std::source_location where = std::source_location::current());
/// Rows of blocks: `block({{a, b}, {c, d}})`. Blocks of a row are joined along the last axis, rows along the last but
/// one.
Array block(const std::vector<std::vector<Array>> &rows, std::source_location where = std::source_location::current());
/// Both flattened and joined, or joined along `axis`.
Array append(const In &x, const In &values);
Array append(const In &x, const In &values, int axis);

/// Copies of the whole array side by side, one number per axis (the last ones, if there are fewer).
Array tile(const In &x, const std::vector<std::int64_t> &repetitions);
/// Every entry `count` times, of the flattened array or along `axis`.
Array repeat(const In &x, std::int64_t count);
Array repeat(const In &x, std::int64_t count, int axis);
/// Entry i along `axis` counts[i] times.
Array repeat(const In &x, const std::vector<std::int64_t> &counts, int axis);
/// The same with counts that need not be known: `total` entries, the last one repeated or cut as it must.
Array repeat(const In &x, const Array &counts, int axis, std::int64_t total);

/// Parts that end before the given indices, the last one at the end: `split(x, {2, 5})` are x[:2], x[2:5], x[5:].
std::vector<Array> split(const In &x, const std::vector<std::int64_t> &indices, int axis = 0);
/// Parts whose lengths differ by at most one, the longer ones first.
std::vector<Array> array_split(const In &x, int parts, int axis = 0);
std::vector<Array> hsplit(const In &x, int parts); ///< along axis 1; of one axis, along it
std::vector<Array> vsplit(const In &x, int parts); ///< along axis 0
std::vector<Array> dsplit(const In &x, int parts); ///< along axis 2
/// The entries along `axis`, without it.
std::vector<Array> unstack(const In &x, int axis = 0);

} // namespace burin
