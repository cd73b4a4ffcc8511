// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <cstdint>
#include <optional>
#include <source_location>

/// Counter-based random numbers (threefry2x32, Salmon et al. 2011), the same bits as jax.random with
/// partitionable keys. A key is u32[2]. A draw uses up its key: give every draw its own, by split or fold_in.
/// Keys, bits, uniform, integers, permutations and truth values are jax.random's to the bit, the other distributions to
/// 1e-5. DTypeError for what is no key, UnsupportedError for a dtype that a distribution does not have.
namespace burin::random {

/// {0, seed} for seeds of 32 bits, otherwise {high word, low word}; a negative 32-bit seed counts as its
/// unsigned word.
Array key(const In &seed);
/// The words of a key, which is itself.
Array key_data(const Array &key, std::source_location where = std::source_location::current());

/// [count, 2]: new keys; row i is fold_in(key, i).
Array split(const Array &key, std::int64_t count = 2, std::source_location where = std::source_location::current());
/// [shape..., 2].
Array split(const Array &key, const Shape &shape, std::source_location where = std::source_location::current());

/// The key number `data` (an integer scalar) below `key`.
Array fold_in(const Array &key, const In &data);

/// Uniform bits; dtype u8, u16, u32 or u64.
Array bits(const Array &key, const Shape &shape = {}, DType dtype = u32,
           std::source_location where = std::source_location::current());

/// In [minval, maxval); a floating dtype. The bounds broadcast to the shape.
Array uniform(const Array &key, const Shape &shape = {}, DType dtype = f32, const In &minval = 0, const In &maxval = 1,
              std::source_location where = std::source_location::current());

/// Integers in [minval, maxval); an integer dtype. The bounds broadcast to the shape; those beyond the dtype are cut,
/// so that maxval may be one more than its greatest number.
Array randint(const Array &key, const Shape &shape, const In &minval, const In &maxval, DType dtype = i32,
              std::source_location where = std::source_location::current());

/// How many bits decide: those of one uniform number, so that p counts in steps of its resolution (f32: 2^-23), or
/// those of two.
enum class BernoulliMode : std::uint8_t { low, high };
/// True with probability p; the shape of p unless given.
Array bernoulli(const Array &key, const In &p = 0.5, BernoulliMode mode = BernoulliMode::low);
Array bernoulli(const Array &key, const In &p, const Shape &shape, BernoulliMode mode = BernoulliMode::low);
/// -1 or 1.
Array rademacher(const Array &key, const Shape &shape = {}, DType dtype = i32,
                 std::source_location where = std::source_location::current());
/// How many trials of success probability p until the first success.
Array geometric(const Array &key, const In &p, const Shape &shape, DType dtype = i32);

// Continuous distributions with mean 0 or start 0 and scale 1; floating dtypes.
/// Variance 1; sqrt(2) erfinv of a uniform number, in f32 by Giles 2010, "Approximating the erfinv function".
Array normal(const Array &key, const Shape &shape = {}, DType dtype = f32,
             std::source_location where = std::source_location::current());
/// The normal distribution between lower and upper.
Array truncated_normal(const Array &key, const In &lower, const In &upper, const Shape &shape = {}, DType dtype = f32,
                       std::source_location where = std::source_location::current());
Array gumbel(const Array &key, const Shape &shape = {}, DType dtype = f32,
             std::source_location where = std::source_location::current());
Array exponential(const Array &key, const Shape &shape = {}, DType dtype = f32,
                  std::source_location where = std::source_location::current());
Array laplace(const Array &key, const Shape &shape = {}, DType dtype = f32,
              std::source_location where = std::source_location::current());
Array logistic(const Array &key, const Shape &shape = {}, DType dtype = f32,
               std::source_location where = std::source_location::current());
Array cauchy(const Array &key, const Shape &shape = {}, DType dtype = f32,
             std::source_location where = std::source_location::current());
/// Length of a vector of three normal numbers.
Array maxwell(const Array &key, const Shape &shape = {}, DType dtype = f32,
              std::source_location where = std::source_location::current());

// Continuous distributions with parameters, which broadcast to the shape.
Array lognormal(const Array &key, const In &sigma, const Shape &shape, DType dtype = f32);
Array pareto(const Array &key, const In &b, const Shape &shape, DType dtype = f32);
Array rayleigh(const Array &key, const In &scale, const Shape &shape, DType dtype = f32);
Array weibull_min(const Array &key, const In &scale, const In &concentration, const Shape &shape, DType dtype = f32);
Array triangular(const Array &key, const In &left, const In &mode, const In &right, const Shape &shape,
                 DType dtype = f32);
Array wald(const Array &key, const In &mean, const Shape &shape, DType dtype = f32);

struct MultivariateOptions {
  std::optional<Shape> shape{}; ///< of the draws, without the last axis; by default that of both parameters together
  std::optional<DType> dtype{}; ///< of the normal numbers; by default that of both parameters
};
/// Vectors [shape..., n] with a mean [..., n] and positive definite covariances [..., n, n], which broadcast to the
/// shape: mean + L z with a Cholesky factor L, of which NaN come where a covariance is not positive definite.
Array multivariate_normal(const Array &key, const In &mean, const In &cov, const MultivariateOptions &options = {});

struct CategoricalOptions {
  int axis = -1;                ///< of the classes
  std::optional<Shape> shape{}; ///< ends with that of logits without the axis, which is the default
  bool replace = true;          ///< false: the draws of one distribution differ
};
/// Classes (i32) with the probabilities softmax(logits, axis), by the Gumbel-max trick; without replacement by the
/// Gumbel-top-k trick (Kool et al. 2019).
Array categorical(const Array &key, const In &logits, const CategoricalOptions &options = {});

/// The numbers below `count` (i32) in random order.
Array permutation(const Array &key, std::int64_t count, std::source_location where = std::source_location::current());
/// The entries of x along `axis` in random order; `independent`: each line in an order of its own.
Array permutation(const Array &key, const Array &x, int axis = 0, bool independent = false,
                  std::source_location where = std::source_location::current());

struct ChoiceOptions {
  bool replace = true; ///< false: no entry twice
  Array p{};           ///< probabilities of the entries, all equal unless given
  int axis = 0;
};
/// `shape` of the numbers below `count`, or of the entries of x along the axis, which becomes the axes of `shape`.
/// ShapeError when there are too few of them.
Array choice(const Array &key, std::int64_t count, const Shape &shape = {}, const ChoiceOptions &options = {},
             std::source_location where = std::source_location::current());
Array choice(const Array &key, const Array &x, const Shape &shape = {}, const ChoiceOptions &options = {},
             std::source_location where = std::source_location::current());

/// Glorot and Bengio 2010: uniform in +-sqrt(6 / (fan_in + fan_out)).
Array glorot_uniform(const Array &key, const Shape &shape, DType dtype = f32,
                     std::source_location where = std::source_location::current());

} // namespace burin::random
