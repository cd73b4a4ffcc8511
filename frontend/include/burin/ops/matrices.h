// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <cstdint>
#include <source_location>
#include <vector>

/// Triangles, diagonals and coordinates; NumPy's functions. Diagonal k lies k places to the right of the main one.
namespace burin {

/// Ones at and below diagonal k; `columns` is `rows` unless given.
Array tri(std::int64_t rows, std::int64_t columns = -1, std::int64_t k = 0, DType dtype = f32,
          std::source_location where = std::source_location::current());
/// x [..., m, n] with zeros above diagonal k.
Array tril(const In &x, std::int64_t k = 0);
/// x [..., m, n] with zeros below diagonal k.
Array triu(const In &x, std::int64_t k = 0);

/// Of an array of one axis the matrix that has it as diagonal k; of a matrix its diagonal k.
Array diag(const In &x, std::int64_t k = 0);
Array diagflat(const In &x, std::int64_t k = 0);
/// Diagonal `offset` of each matrix in the plane of the two axes, as last axis.
Array diagonal(const In &x, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1);
/// Sums of the diagonals.
Array trace(const In &x, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1);

/// x [m] -> [m, columns]: its powers, the highest first unless `increasing`.
Array vander(const In &x, std::int64_t columns = -1, bool increasing = false);

enum class Indexing : std::uint8_t { xy, ij };
/// Coordinates of a grid: of arrays of one axis, arrays of all axes. `xy` swaps the first two axes. `sparse`: extent 1
/// along the axes that an array does not vary on.
struct GridOptions {
  Indexing indexing = Indexing::xy;
  bool sparse = false;
};
std::vector<Array> meshgrid(const std::vector<Array> &axes, const GridOptions &options = {},
                            std::source_location where = std::source_location::current());
/// [ndim, shape...]: the index of every element along every axis.
Array indices(const Shape &shape, DType dtype = i32, std::source_location where = std::source_location::current());

} // namespace burin
