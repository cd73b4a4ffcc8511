// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace burin::nn {

/// Makes the first value of a parameter: any callable of (key, shape, dtype). Its own type, since
/// <functional> costs 60 ms in every program.
class Initializer {
public:
  template <class F>
    requires(!std::same_as<F, Initializer>) &&
            std::is_invocable_r_v<Array, const F &, const Array &, const Shape &, DType>
  Initializer(F make) : make_(std::make_shared<const Holder<F>>(std::move(make))) {}

  Array operator()(const Array &key, const Shape &shape, DType dtype) const { return make_->make(key, shape, dtype); }

private:
  struct Base {
    virtual ~Base() = default;
    virtual Array make(const Array &key, const Shape &shape, DType dtype) const = 0;
  };
  template <class F> struct Holder final : Base {
    explicit Holder(F f) : function(std::move(f)) {}
    Array make(const Array &key, const Shape &shape, DType dtype) const override { return function(key, shape, dtype); }
    F function;
  };
  std::shared_ptr<const Base> make_;
};

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
/// `scale` times a matrix with orthonormal columns, or rows if there are fewer; all axes but the last are its rows.
/// Saxe et al. 2013. ShapeError for less than two axes.
Initializer orthogonal(double scale = 1);
Initializer embedding(); ///< [count, features], normal of variance 1 / features: flax's for Embed

} // namespace initializers

} // namespace burin::nn
