// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/indexing.h"

#include <cstdint>
#include <source_location>
#include <vector>

/// Windows of an array at index vectors or scalar starts, in the words of StableHLO and JAX. Index vectors stand along
/// the last axis of the indices. All throw ShapeError or DTypeError for numbers that do not fit.
namespace burin::lax {

struct GatherDimensions {
  std::vector<std::int64_t> offset_dims{}, collapsed_slice_dims{}, start_index_map{}, operand_batching_dims{},
      start_indices_batching_dims{};
};

/// Windows of `slice_sizes`. Unlike JAX's default, a window that juts out reads zeros (IndexMode::fill).
Array gather(const In &operand, const In &start_indices, const GatherDimensions &dimensions,
             const std::vector<std::int64_t> &slice_sizes, IndexMode mode = IndexMode::fill);

struct ScatterDimensions {
  std::vector<std::int64_t> update_window_dims{}, inserted_window_dims{}, scatter_dims_to_operand_dims{},
      operand_batching_dims{}, scatter_indices_batching_dims{};
};

/// The operand with windows replaced by updates, in row-major order of the updates; one that juts out is dropped as a
/// whole (IndexMode::fill). The others add to, multiply, or take the minimum or maximum with what is there.
Array scatter(const In &operand, const In &scatter_indices, const In &updates, const ScatterDimensions &dimensions,
              IndexOptions options = {});
Array scatter_add(const In &operand, const In &scatter_indices, const In &updates, const ScatterDimensions &dimensions,
                  IndexOptions options = {});
Array scatter_mul(const In &operand, const In &scatter_indices, const In &updates, const ScatterDimensions &dimensions,
                  IndexOptions options = {});
Array scatter_min(const In &operand, const In &scatter_indices, const In &updates, const ScatterDimensions &dimensions,
                  IndexOptions options = {});
Array scatter_max(const In &operand, const In &scatter_indices, const In &updates, const ScatterDimensions &dimensions,
                  IndexOptions options = {});

/// The window of `sizes` at scalar starts, one for each axis. Negative starts count from the end; then a window that
/// juts out is moved inside.
Array dynamic_slice(const In &operand, const std::vector<Array> &starts, const std::vector<std::int64_t> &sizes);
/// The operand with the window at `starts` replaced by `update`.
Array dynamic_update_slice(const In &operand, const In &update, const std::vector<Array> &starts);
/// The same along one axis, whole along the others.
Array dynamic_slice_in_dim(const In &operand, const In &start, std::int64_t size, int axis = 0);
Array dynamic_update_slice_in_dim(const In &operand, const In &update, const In &start, int axis = 0);
/// One entry of an axis, which is dropped unless `keepdims`.
Array dynamic_index_in_dim(const In &operand, const In &index, int axis = 0, bool keepdims = true);
Array dynamic_update_index_in_dim(const In &operand, const In &update, const In &index, int axis);

} // namespace burin::lax
