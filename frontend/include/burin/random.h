// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <cstdint>
#include <source_location>

/// Counter-based random numbers (threefry2x32, Salmon et al. 2011), the same bits as jax.random with
/// partitionable keys. A key is u32[2]. A draw uses up its key: give every draw its own, by split or fold_in.
namespace burin::random {

/// {0, seed} for seeds of 32 bits, otherwise {high word, low word}; a negative 32-bit seed counts as its
/// unsigned word.
Array key(const In &seed);

/// [count, 2]: new keys; row i is fold_in(key, i).
Array split(const Array &key, std::int64_t count = 2, std::source_location where = std::source_location::current());

/// The key number `data` (an integer scalar) below `key`.
Array fold_in(const Array &key, const In &data);

/// Uniform bits; dtype u8 or u32.
Array bits(const Array &key, const Shape &shape = {}, DType dtype = u32,
           std::source_location where = std::source_location::current());

/// In [minval, maxval); dtype f32 or f64. The bounds broadcast to the shape.
Array uniform(const Array &key, const Shape &shape = {}, DType dtype = f32, const In &minval = 0, const In &maxval = 1,
              std::source_location where = std::source_location::current());

/// Mean 0, variance 1; f32. By inversion: Giles 2010, "Approximating the erfinv function".
Array normal(const Array &key, const Shape &shape = {}, DType dtype = f32,
             std::source_location where = std::source_location::current());

/// The normal distribution between lower and upper; f32.
Array truncated_normal(const Array &key, double lower, double upper, const Shape &shape = {}, DType dtype = f32,
                       std::source_location where = std::source_location::current());

/// True with probability p; the shape of p unless given.
Array bernoulli(const Array &key, const In &p = 0.5);
Array bernoulli(const Array &key, const In &p, const Shape &shape);

/// Integers in [minval, maxval); dtype i32 or u32.
Array randint(const Array &key, const Shape &shape, std::int64_t minval, std::int64_t maxval, DType dtype = i32,
              std::source_location where = std::source_location::current());

/// Glorot and Bengio 2010: uniform in +-sqrt(6 / (fan_in + fan_out)).
Array glorot_uniform(const Array &key, const Shape &shape, DType dtype = f32,
                     std::source_location where = std::source_location::current());

} // namespace burin::random
