// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/lax/indexing.h"
#include "frontend/ops/window.h"

#include <span>
#include <string_view>

/// Entries at index vectors: what gather and scatter are recorded with.
namespace burin::detail {

/// Index vectors for some axes of an array.
struct Vectors {
  Array indices; ///< one integer for each axis, along vector_axis, when there are several
  std::int64_t vector_axis = 0;
  Shape batch; ///< common shape of the arrays
};

/// Arrays of integers, broadcast together; negative ones count from the end. Throws DTypeError or ShapeError.
Vectors index_vectors(std::string_view op, std::span<const Array> arrays, std::span<const std::int64_t> extents);

/// Which entries: those of `axes`, increasing, of an array at index vectors. The vectors' axes stand behind `before` of
/// the array's others.
struct Entries {
  Ints axes;
  Vectors vectors;
  std::size_t before = 0;
};

/// Entries of the first axis at indices that count from the front.
Entries rows_named(const Array &indices);

Shape shape_of(const Entries &entries, const Shape &shape);

/// A gather, and a scatter of `kind` set, add, mul, min or max, of index vectors along `vector_axis` of the indices.
Array record_gather(const Array &x, const Array &indices, std::int64_t vector_axis, const lax::GatherDimensions &,
                    const Ints &slice_sizes, IndexMode mode);
Array record_scatter(std::string_view kind, const Array &x, const Array &indices, std::int64_t vector_axis,
                     const Array &updates, const lax::ScatterDimensions &, IndexOptions options);

/// Both throw ShapeError for entries of an axis that has none.
Array gather_entries(std::string_view op, const Array &x, const Entries &entries, IndexMode mode);
/// `kind`: set, add, mul, min or max. The updates have the entries' shape and x's dtype.
Array scatter_entries(std::string_view op, const Array &x, const Entries &entries, const Array &updates,
                      std::string_view kind, IndexOptions options);

/// The entries that the arrays of an index name, in what its window shows.
Entries entries_of(std::string_view op, const Window &window, std::span<const Array> arrays);

/// Boolean arrays replaced by the indices of what is true. Throws NonConcreteIndexError for values that are not known.
std::vector<IndexItem> without_masks(const Array &x, const std::vector<IndexItem> &items, std::source_location where);

bool has_arrays(const std::vector<IndexItem> &items);
/// x and the arrays of the index, in order.
std::vector<const Array *> operands_of(const Array &x, const std::vector<IndexItem> &items);

std::string_view name_of(IndexMode mode);

/// ShapeError for a scalar of indices where index vectors stand along the last axis.
void check_vectors(std::string_view op, const Array &indices);

} // namespace burin::detail
