// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/initializers.h"

#include "burin/create.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/random/variance_scaling.h"

#include <cmath>

namespace burin::nn::initializers {

namespace {

using random::Fan;

Initializer uniform_scaling(double scale, Fan fan) {
  return [=](const Array &key, const Shape &shape, DType dtype) {
    return random::variance_scaling_uniform(key, shape, dtype, scale, fan, std::source_location::current());
  };
}

Initializer normal_scaling(double scale, Fan fan) {
  return [=](const Array &key, const Shape &shape, DType dtype) {
    return random::variance_scaling_normal(key, shape, dtype, scale, fan, std::source_location::current());
  };
}

} // namespace

Initializer zeros() {
  return [](const Array &, const Shape &shape, DType dtype) { return burin::zeros(shape, dtype); };
}
Initializer ones() {
  return [](const Array &, const Shape &shape, DType dtype) { return burin::ones(shape, dtype); };
}
Initializer constant(double value) {
  return [=](const Array &, const Shape &shape, DType dtype) { return full(shape, value, dtype); };
}
Initializer normal(double stddev) {
  return [=](const Array &key, const Shape &shape, DType dtype) { return random::normal(key, shape, dtype) * stddev; };
}
Initializer uniform(double scale) {
  return [=](const Array &key, const Shape &shape, DType dtype) { return random::uniform(key, shape, dtype) * scale; };
}
Initializer glorot_uniform() { return uniform_scaling(1, Fan::average); }
Initializer glorot_normal() { return normal_scaling(1, Fan::average); }
Initializer lecun_uniform() { return uniform_scaling(1, Fan::in); }
Initializer lecun_normal() { return normal_scaling(1, Fan::in); }
Initializer he_uniform() { return uniform_scaling(2, Fan::in); }
Initializer he_normal() { return normal_scaling(2, Fan::in); }
Initializer embedding() {
  return [](const Array &key, const Shape &shape, DType dtype) {
    return random::normal(key, shape, dtype) * std::sqrt(1.0 / static_cast<double>(shape.back()));
  };
}

} // namespace burin::nn::initializers
