// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

/// Which elements there are, where, and how often; NumPy's functions. Shapes must be known while tracing: where they
/// depend on values, x must be concrete (ConcretizationError otherwise), or the size given, as in JAX.
namespace burin {

/// How many results there are, when it is not taken from the values: more are cut off, fewer are filled.
struct SizeOptions {
  std::optional<std::int64_t> size{};
  double fill_value = 0;
};
/// Indices (i32) of the elements that are not zero, in row-major order: one array for each axis.
std::vector<Array> nonzero(const In &x, const SizeOptions &options = {});
Array flatnonzero(const In &x, const SizeOptions &options = {}); ///< in the flattened array
Array argwhere(const In &x, const SizeOptions &options = {});    ///< (count, x.ndim)

struct UniqueOptions {
  std::optional<std::int64_t> size{};
  std::optional<double> fill_value{}; ///< the least element by default
};
struct Unique {
  Array values;  ///< the distinct elements, ascending; all NaN are one
  Array index;   ///< i32: where each stands first in the flattened array
  Array inverse; ///< i32, x's shape: values[inverse] is x
  Array counts;  ///< i32; 0 for filled places
};
Array unique(const In &x, const UniqueOptions &options = {});
Unique unique_all(const In &x, const UniqueOptions &options = {});

struct BincountOptions {
  Array weights{}; ///< x's shape; counts are their sums
  std::int64_t minlength = 0;
  std::optional<std::int64_t> length{}; ///< of the result; greater elements are left out
};
/// How often each integer from 0 on stands in x (1-D, integers); negative ones count as 0. i32, or the weights' dtype.
Array bincount(const In &x, const BincountOptions &options = {});

struct HistogramOptions {
  std::optional<std::pair<double, double>> range{}; ///< the least and the greatest element by default
  Array weights{};                                  ///< x's shape
  bool density = false;                             ///< the integral is 1
};
/// Counts in bins, and the edges of the bins: one more. A bin holds its lower edge, the last one its upper edge too.
std::pair<Array, Array> histogram(const In &x, int bins = 10, const HistogramOptions &options = {});
std::pair<Array, Array> histogram(const In &x, const Array &edges, const HistogramOptions &options = {});

} // namespace burin
