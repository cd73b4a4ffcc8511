// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/lax/padding.h"
#include "burin/nn/initializers.h"
#include "burin/nn/per_axis.h"
#include "burin/nn/rngs.h"

#include <cstdint>
#include <source_location>
#include <tuple>
#include <vector>

/// Convolutions over [batch..., spatial..., features] with any number of batch axes, and none; defaults and layouts of
/// flax.nnx. The kernel is not turned round, [spatial..., features in, features out]: for two spatial axes NHWC and
/// HWIO. They draw the kernel's key from rngs.params, then the bias's.
/// ShapeError for options that make no convolution, and for an x that has not the axes and features of the kernel;
/// UnsupportedError for a padding that there is not.
namespace burin::nn {

struct ConvOptions {
  std::int64_t in = 0, out = 0;       ///< features
  std::vector<std::int64_t> kernel{}; ///< extents of the window: one for each spatial axis
  PerAxis strides = 1;
  /// "SAME", "VALID", "SAME_LOWER", or {low, high} for each spatial axis; "CIRCULAR" and "REFLECT" continue x, "CAUSAL"
  /// (one spatial axis) lets a result see what comes before it.
  lax::Padding padding = "SAME";
  PerAxis input_dilation = 1; ///< gaps between the elements of x, plus 1
  PerAxis dilation = 1;       ///< gaps between the elements of the window, plus 1
  std::int64_t groups = 1;    ///< parts of the features that do not meet
  bool use_bias = true;
  Initializer kernel_init = initializers::lecun_normal();
  Initializer bias_init = initializers::zeros();
  DType dtype = f32;
};

class Conv {
public:
  Conv() = default;
  Conv(const ConvOptions &options, Rngs &rngs, std::source_location where = std::source_location::current());

  Array operator()(const In &x) const;

  Array kernel; ///< [spatial..., in / groups, out]
  Array bias;   ///< [out], or none
  std::vector<std::int64_t> strides;
  lax::Padding padding;
  std::vector<std::int64_t> input_dilation, dilation;
  std::int64_t groups = 1;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.kernel, self.bias, self.strides, self.padding, self.input_dilation, self.dilation,
                    self.groups);
  }
};

struct ConvTransposeOptions {
  std::int64_t in = 0, out = 0;       ///< features
  std::vector<std::int64_t> kernel{}; ///< extents of the window: one for each spatial axis
  PerAxis strides = 1;                ///< gaps between the elements of x, plus 1
  /// "SAME": strides times the extents of x. "VALID": windows see all of x. "CIRCULAR": what stands over comes back at
  /// the other end. {low, high} for each spatial axis pads x with its gaps.
  lax::Padding padding = "SAME";
  PerAxis dilation = 1; ///< gaps between the elements of the window, plus 1
  bool use_bias = true;
  bool transpose_kernel = false; ///< the gradient of a convolution with this kernel, which is [spatial..., out, in]
  Initializer kernel_init = initializers::lecun_normal();
  Initializer bias_init = initializers::zeros();
  DType dtype = f32;
};

class ConvTranspose {
public:
  ConvTranspose() = default;
  ConvTranspose(const ConvTransposeOptions &options, Rngs &rngs,
                std::source_location where = std::source_location::current());

  Array operator()(const In &x) const;

  Array kernel; ///< [spatial..., in, out], or [spatial..., out, in] if transpose_kernel
  Array bias;   ///< [out], or none
  std::vector<std::int64_t> strides;
  lax::Padding padding;
  std::vector<std::int64_t> dilation;
  bool transpose_kernel = false;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.kernel, self.bias, self.strides, self.padding, self.dilation, self.transpose_kernel);
  }
};

} // namespace burin::nn
