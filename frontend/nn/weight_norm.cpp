// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/weight_norm.h"

#include "burin/detail/library.h"
#include "burin/ops.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/normalization.h"

#include <algorithm>
#include <bit>
#include <string>

namespace burin::nn {

namespace {

using burin::detail::TreeLeaf;
using burin::detail::TreeRef;

std::vector<int> features_of(const WeightNormalizer &how, const TreeLeaf &weight, std::source_location where) {
  return axes_from_front("nn.WeightNorm: " + weight.path, how.feature_axes, *weight.array, where);
}

/// Of the same rank, with extents 1 but for the features.
Shape broadcast_shape(const Shape &weight, const std::vector<int> &features) {
  Shape shape = weight;
  for (std::size_t axis = 0; axis < shape.ndim(); ++axis)
    if (!std::binary_search(features.begin(), features.end(), static_cast<int>(axis)))
      shape[axis] = 1;
  return shape;
}

Array normalized_weight(const Array &v, const Array &scale, const std::vector<int> &features, double epsilon) {
  const Axes reduced(other_axes(features, v));
  const Array unit = v * rsqrt(sum(v * v, reduced, true) + epsilon);
  return scale.is_none() ? unit : unit * reshape(scale, broadcast_shape(v.shape(), features));
}

bool is_selected(const WeightNormalizer &how, const TreeLeaf &leaf) {
  return burin::detail::is_weight(leaf) && how.variable_filter.selects(leaf.path);
}

} // namespace

State WeightNormalizer::init_scale(TreeRef layer, const Initializer &init, Rngs *rngs,
                                   std::source_location where) const {
  State scale;
  if (!use_scale)
    return scale;
  for (const TreeLeaf &leaf : burin::detail::tree_leaves(layer)) {
    if (!is_selected(*this, leaf))
      continue;
    Shape shape;
    for (const int axis : features_of(*this, leaf, where))
      shape.push_back(leaf.array->shape()[static_cast<std::size_t>(axis)]);
    scale[leaf.path] = init(rngs ? rngs->params(where) : Array(), shape, leaf.array->dtype());
  }
  return scale;
}

std::vector<bool> WeightNormalizer::apply(TreeRef layer, const State &scale, std::source_location where) const {
  std::vector<bool> replaced;
  for (const TreeLeaf &leaf : burin::detail::tree_leaves(layer)) {
    replaced.push_back(is_selected(*this, leaf));
    if (!replaced.back())
      continue;
    const std::vector<int> features = features_of(*this, leaf, where);
    std::vector<std::int64_t> key(features.begin(), features.end());
    key.push_back(std::bit_cast<std::int64_t>(epsilon));
    std::vector<const Array *> operands{leaf.array};
    if (use_scale)
      operands.push_back(&scale.at(leaf.path, where));
    burin::detail::ArrayAccess::set(
        *leaf.array, burin::detail::library("nn.weight_norm", operands, key, where, [&](std::span<const Array> in) {
          return normalized_weight(in[0], in.size() > 1 ? in[1] : Array(), features, epsilon);
        }));
  }
  return replaced;
}

} // namespace burin::nn
