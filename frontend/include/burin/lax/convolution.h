// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/lax/padding.h"

#include <cstdint>
#include <string>
#include <vector>

/// Convolutions as jax.lax has them: the kernel is not turned round. Empty lists are ones.
namespace burin::lax {

/// Which axis is what, one letter per axis: N batch and C features of lhs and of the result, O output and I input
/// features of rhs; other letters are spatial axes, in the order of rhs. Empty texts: "NC..", "OI..", "NC..", spatial
/// axes last.
struct ConvDimensionNumbers {
  std::string lhs{}, rhs{}, out{};
};

struct ConvOptions {
  std::vector<std::int64_t> window_strides{};
  Padding padding{};
  std::vector<std::int64_t> lhs_dilation{}, rhs_dilation{}; ///< gaps between elements, plus 1
  ConvDimensionNumbers dimension_numbers{};
  /// Parts of the features of lhs (or of its batch) that meet parts of the output features only; one of both is 1.
  std::int64_t feature_group_count = 1, batch_group_count = 1;
};

/// lhs [batch, features, spatial...] under windows of rhs [output features, features of a group, spatial...]; the
/// result is [batch, output features, windows...], all as dimension_numbers say. Operands are promoted to one dtype,
/// not bool; f16 and bf16 are summed in f32. Throws ShapeError, DTypeError.
Array conv_general_dilated(const In &lhs, const In &rhs, const ConvOptions &options = {});

/// The same in the default layout.
Array conv(const In &lhs, const In &rhs, const std::vector<std::int64_t> &window_strides, const Padding &padding);

struct ConvTransposeOptions {
  std::vector<std::int64_t> strides{};
  Padding padding = "SAME";
  std::vector<std::int64_t> rhs_dilation{};
  ConvDimensionNumbers dimension_numbers{}; ///< by default "NHWC", "HWIO", "NHWC" for two spatial axes
  /// True: spatial axes of the kernel are turned round and its features exchanged, so that the result is the gradient
  /// of a convolution with this kernel.
  bool transpose_kernel = false;
  /// True: explicit padding is that of the convolution whose gradient this is, as "SAME" and "VALID" always are.
  bool use_consistent_padding = false;
};

/// The convolution over an array whose elements stand `strides` apart. Throws ShapeError, DTypeError.
Array conv_transpose(const In &lhs, const In &rhs, const ConvTransposeOptions &options = {});

} // namespace burin::lax
