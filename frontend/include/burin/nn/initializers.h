// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <functional>

namespace burin::nn {

/// Makes the first value of a parameter.
using Initializer = std::function<Array(const Array &key, const Shape &shape, DType dtype)>;

/// Names and values of jax.nn.initializers. Fans: the last two extents, times the product of those before.
namespace initializers {

Initializer zeros();
Initializer ones();
Initializer constant(double value);
Initializer normal(double stddev = 1e-2);
Initializer uniform(double scale = 1e-2); ///< [0, scale)
Initializer glorot_uniform();             ///< Glorot and Bengio 2010
Initializer glorot_normal();
Initializer lecun_uniform();
Initializer lecun_normal(); ///< truncated at two standard deviations, as the other normal ones
Initializer he_uniform();   ///< He et al. 2015
Initializer he_normal();

} // namespace initializers

} // namespace burin::nn
