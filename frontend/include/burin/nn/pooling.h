// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/lax/padding.h"

#include <cstdint>
#include <vector>

/// Windows over the spatial axes of [batch..., spatial..., features], which are as many as window_shape has extents;
/// there may be no batch axis. Conventions of flax.nnx: strides are 1 and padding is "VALID" by default. Throws
/// ShapeError.
namespace burin::nn {

struct PoolOptions {
  std::vector<std::int64_t> strides{}; ///< empty: ones
  lax::Padding padding{};
};

Array max_pool(const In &x, const std::vector<std::int64_t> &window_shape, const PoolOptions &options = {});
Array min_pool(const In &x, const std::vector<std::int64_t> &window_shape, const PoolOptions &options = {});

struct AvgPoolOptions {
  std::vector<std::int64_t> strides{}; ///< empty: ones
  lax::Padding padding{};
  bool count_include_pad = true; ///< false: the mean of the elements that a window sees
};

/// Of floating arrays; integers become f32.
Array avg_pool(const In &x, const std::vector<std::int64_t> &window_shape, const AvgPoolOptions &options = {});

} // namespace burin::nn
