// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <cstdint>
#include <optional>
#include <source_location>
#include <utility>

/// Reductions with conditions, and what is computed from them; NumPy's functions. bool, integers: as f32 where a mean
/// is taken. ShapeError for axes that x does not have; DTypeError for a `where` that is not bool.
namespace burin {

/// What takes part in a reduction, behind its axes: `sum(x, 0, false, {.where = mask, .initial = 1})`.
struct ReduceOptions {
  Array where{};   ///< bool, broadcasts with x: elements where it is false are left out
  Array initial{}; ///< a scalar that takes part once
  std::optional<DType> dtype{};
};
Array sum(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);
Array prod(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);
/// With `where` they need `initial`; with `initial` x may be empty.
Array max(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);
Array min(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);
Array any(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);
Array all(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);
/// No initial.
Array mean(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options);

struct VarianceOptions {
  double ddof =
      0; ///< the sum of squares is divided by the number of elements minus this; NaN where that is not positive
  Array where{};
  Array mean{}; ///< of x, with axes of extent 1, when it is known
};
Array var(const In &x, const Axes &axes, bool keepdims, const VarianceOptions &options);
/// Written `burin::std(x)`: alone, the name is that of the standard library.
Array std(const In &x, const Axes &axes = {}, bool keepdims = false, const VarianceOptions &options = {});

/// Weights have the shape of x, or one axis per averaged axis.
Array average(const In &x, const Axes &axes = {}, const Array &weights = {}, bool keepdims = false);
Array ptp(const In &x, const Axes &axes = {}, bool keepdims = false);           ///< max - min
Array count_nonzero(const In &x, const Axes &axes = {}, bool keepdims = false); ///< i32

struct LogsumexpOptions {
  Array b{}; ///< factors of the exponentials
  Array where{};
};
/// log(sum(b exp(x))), the greatest x taken out of the sum first.
Array logsumexp(const In &x, const Axes &axes = {}, bool keepdims = false, const LogsumexpOptions &options = {});
/// The logarithm of the magnitude, and the sign of the sum.
std::pair<Array, Array> logsumexp_with_sign(const In &x, const Axes &axes = {}, bool keepdims = false,
                                            const LogsumexpOptions &options = {});

// Without the elements that are NaN. Of none: nansum 0, nanprod 1, the others NaN.
Array nansum(const In &x, const Axes &axes = {}, bool keepdims = false);
Array nanprod(const In &x, const Axes &axes = {}, bool keepdims = false);
Array nanmax(const In &x, const Axes &axes = {}, bool keepdims = false);
Array nanmin(const In &x, const Axes &axes = {}, bool keepdims = false);
Array nanmean(const In &x, const Axes &axes = {}, bool keepdims = false);
Array nanvar(const In &x, const Axes &axes = {}, bool keepdims = false, double ddof = 0);
Array nanstd(const In &x, const Axes &axes = {}, bool keepdims = false, double ddof = 0);

struct CovarianceOptions {
  Array y{};          ///< more variables
  bool rowvar = true; ///< variables are rows, observations columns
  bool bias = false;  ///< divide by n, not by n - 1
  std::optional<double> ddof{};
  Array fweights{}, aweights{}; ///< how often (integers), and how much each observation counts
};
/// x [variables, observations] -> [variables, variables]; of one variable a scalar.
Array cov(const In &x, const CovarianceOptions &options = {});
/// The covariances divided by both standard deviations, in [-1, 1].
Array corrcoef(const In &x, const CovarianceOptions &options = {});

} // namespace burin
