// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/spectral_norm.h"

#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/library_arrays.h"
#include "frontend/nn/message.h"

#include <bit>

namespace burin::nn {

namespace {

using burin::detail::TreeLeaf;
using burin::detail::TreeRef;

bool is_normalized(const SpectralNormalizer &how, const TreeLeaf &leaf, std::source_location where) {
  if (!burin::detail::is_weight(leaf) || leaf.array->ndim() <= 1 || how.n_steps < 1)
    return false;
  if (how.error_on_non_matrix && leaf.array->ndim() > 2)
    throw ShapeError(message("nn.SpectralNorm",
                             "the weight " + leaf.path +
                                 " is no matrix and error_on_non_matrix is set; expected two "
                                 "axes, got " +
                                 type_text(*leaf.array),
                             where, "Leave error_on_non_matrix out: leading axes then count as one.", "shapeerror"));
  return true;
}

Array unit(const Array &x, double epsilon) { return x * rsqrt(sum(x * x, {}, true) + epsilon); }

/// The weight divided by sigma, u, sigma.
std::array<Array, 3> normalized(const Array &weight, Array u, const SpectralNormalizer &how) {
  const Array matrix = reshape(weight, {-1, weight.shape().back()});
  Array v;
  for (int i = 0; i < how.n_steps; ++i) {
    v = unit(matmul(u, transpose(matrix)), how.epsilon);
    u = unit(matmul(v, matrix), how.epsilon);
  }
  u = stop_gradient(u);
  v = stop_gradient(v);
  const Array sigma = reshape(matmul(matmul(v, matrix), transpose(u)), {});
  return {weight / where(sigma != 0, sigma, 1), u, stop_gradient(sigma)};
}

} // namespace

void SpectralNormalizer::init(TreeRef layer, StatState &u, StatState &sigma, Rngs &rngs,
                              std::source_location where) const {
  for (const TreeLeaf &leaf : burin::detail::tree_leaves(layer)) {
    if (!is_normalized(*this, leaf, where))
      continue;
    const DType dtype = leaf.array->dtype();
    u[leaf.path] = random::normal(rngs.params(where), {1, leaf.array->shape().back()}, dtype, where);
    sigma[leaf.path] = ones({}, dtype);
  }
}

std::vector<bool> SpectralNormalizer::apply(TreeRef layer, StatState &u, StatState &sigma,
                                            std::source_location where) const {
  std::vector<bool> replaced;
  for (const TreeLeaf &leaf : burin::detail::tree_leaves(layer)) {
    replaced.push_back(is_normalized(*this, leaf, where));
    if (!replaced.back())
      continue;
    const std::int64_t key[] = {n_steps, std::bit_cast<std::int64_t>(epsilon)};
    const Array *operands[] = {leaf.array, &u.at(leaf.path, where)};
    const std::array<Array, 3> results =
        library_arrays<3>({"nn.spectral_norm", key, operands, where},
                          [&](std::span<const Array> in) { return normalized(in[0], in[1], *this); });
    burin::detail::ArrayAccess::set(*leaf.array, results[0]);
    u[leaf.path] = results[1];
    sigma[leaf.path] = results[2];
  }
  return replaced;
}

} // namespace burin::nn
