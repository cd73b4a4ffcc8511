// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <vector>

/// Plain loops in f64 over the rows of an f32 matrix.
namespace burin::bench {

inline constexpr double layernorm_epsilon = 1e-6;

std::vector<double> softmax_reference(const Array &x);
std::vector<double> colsum_reference(const Array &x);
std::vector<double> layernorm_reference(const Array &x, const Array &scale, const Array &bias);

struct LayernormGradient {
  std::vector<double> x, scale, bias;
};
LayernormGradient layernorm_gradient_reference(const Array &x, const Array &scale, const Array &cotangent);

} // namespace burin::bench
