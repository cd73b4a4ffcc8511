// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/nn/initializers.h"
#include "burin/nn/rngs.h"

#include <initializer_list>
#include <source_location>
#include <span>
#include <string_view>
#include <vector>

/// What the layers that normalize share; conventions of flax.nnx.
namespace burin::nn {

/// What is normalized over what. Axes count from the front, in ascending order.
struct Normalization {
  std::vector<int> reduction_axes, feature_axes;
  double epsilon;
  bool use_mean = true, use_fast_variance = true;
  std::int64_t num_groups = 0; ///< parts of the last axis with statistics of their own; 0: it is not divided
};

/// Scale, bias and mask may be none.
struct NormalizationInputs {
  Array x, scale, bias, mask;
};

/// With axes of extent 1 where they were reduced.
struct Statistics {
  Array mean, variance;
};

/// Those of x that are not among `axes`.
std::vector<int> other_axes(const std::vector<int> &axes, const Array &x);

/// Floating: f32 for integers alone. Arrays that are none do not count.
DType common_dtype(std::initializer_list<const Array *> arrays);

/// ShapeError unless the extents of the feature axes make up the parameters; DTypeError for a mask that is not bool.
void check_inputs(std::string_view op, const NormalizationInputs &inputs, const std::vector<int> &feature_axes,
                  std::source_location where);

/// In f32 at least. The fast variance is E[x^2] - E[x]^2, cut at 0; without a mean it is E[x^2].
Statistics statistics(const Array &x, const Normalization &how, const Array &mask);
/// (x - mean) / sqrt(variance + epsilon) scale + bias, in `dtype`.
Array normalize(const NormalizationInputs &inputs, const Statistics &statistics, const Normalization &how, DType dtype);

/// What a program of `how` with these inputs depends on, besides types.
std::vector<std::int64_t> key_of(const Normalization &how, const NormalizationInputs &inputs);
/// Those that are given, and back.
std::vector<const Array *> given(const NormalizationInputs &inputs);
NormalizationInputs taken(std::span<const Array> operands, const NormalizationInputs &pattern);

/// Normalizes by its own statistics, as one program.
Array normalized(std::string_view op, const NormalizationInputs &inputs, const Normalization &how,
                 std::source_location where);

/// The first values of scale and bias; draws from rngs.params in this order, for those that are wanted.
struct FeatureInit {
  bool use_scale, use_bias;
  const Initializer &scale, &bias;
  DType dtype;
};
/// ShapeError for a negative number.
void init_features(std::string_view op, Array &scale, Array *bias, std::int64_t num_features, Rngs &rngs,
                   const FeatureInit &init, std::source_location where);

} // namespace burin::nn
