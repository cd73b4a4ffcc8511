// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/indexing.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/counting.h"
#include "frontend/ops/entries.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/ordering.h"

#include <algorithm>
#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;
using detail::Promoted;
using detail::Scalar;

/// Sums of `addends` at places of [0, count); others are left out.
Array sums_at(const Array &places, const Array &addends, std::int64_t count) {
  const Array start = detail::splat(Scalar(0), addends.dtype(), {count});
  return detail::scatter_entries("sums_at", start, detail::rows_named(places), addends, "add", {});
}

void check_weights(std::string_view op, const Array &x, const Array &weights) {
  if (weights.shape() != x.shape())
    detail::throw_shape_error(op, {"every element has a weight", "weights of shape " + x.shape().str(),
                                   weights.shape().str(), "Spread them with broadcast_to(weights, x.shape())."});
}

void check_integers(const Array &x) {
  if (is_floating(x.dtype()) || x.ndim() != 1)
    detail::throw_dtype_error("bincount", {"what is counted are integers of a 1-D array", "a 1-D integer array",
                                           std::string(name_of(x.dtype())) + x.shape().str(),
                                           "Count others with histogram(x, bins), and flatten with ravel(x)."});
}

std::int64_t length_of(const Array &x, std::source_location where, const BincountOptions &options) {
  if (options.length)
    return std::max(*options.length, options.minlength);
  if (x.size() == 0)
    return options.minlength;
  detail::require_known("bincount", x, where, "Give the number of counts: .length = n.");
  const Array most = composed("bincount_length", In(x, where), Key(),
                              [](const Array &value) { return max(detail::convert(value, {i64, false})) + 1; });
  return std::max(static_cast<std::int64_t>(most), options.minlength);
}

/// Edges of `bins` equal bins: [bins + 1]. Equal ends are moved apart by 1.
Array equal_bins(const Array &x, int bins, const std::optional<std::pair<double, double>> &range) {
  const DType dtype = x.dtype();
  auto number = [&](double value) { return detail::splat(Scalar(value), dtype, {}); };
  if (!range && x.size() == 0)
    return equal_bins(x, bins, std::pair(0.0, 1.0));
  Array low = range ? number(range->first) : min(x), high = range ? number(range->second) : max(x);
  const Array equal = low == high;
  low = where(equal, low - 0.5, low);
  high = where(equal, high + 0.5, high);
  const Array step = detail::convert(detail::iota(i32, {bins + 1}, 0), {dtype, false}) / bins;
  const Array inner = low * (1 - step) + high * step;
  return where(detail::iota(i32, {bins + 1}, 0) == bins, high, inner);
}

/// Counts, then edges.
void count_in_bins(const Array &x, const Array &edges, const Array *weights, bool density, std::span<Array> out) {
  const Array flat = detail::reshape_to(x, {x.size()});
  const std::int64_t last = edges.size() - 1;
  const Array behind = detail::insertion_points(edges, flat, true);
  const Array places = where(flat == edges[last], detail::splat(Scalar(last), i32, {}), behind);
  const Array addends =
      weights ? detail::reshape_to(*weights, {x.size()}) : detail::splat(Scalar(1), x.dtype(), {x.size()});
  const Array all = sums_at(places, addends, last + 1), counts = detail::slice_along(all, 0, 1, last + 1);
  out[0] = density ? counts / diff(edges) / sum(counts) : counts;
  out[1] = edges;
}

template <class Edges>
std::pair<Array, Array> histogram_with(std::string_view name, const In &x, const Array *given, const Key &key,
                                       const HistogramOptions &options, Edges edges) {
  const Array array = x.array();
  std::vector<const Array *> operands{&array};
  if (given)
    operands.push_back(given);
  const bool has_weights = !options.weights.is_none();
  if (has_weights)
    operands.push_back(&options.weights);
  Array results[2];
  auto body = [&](std::span<const Array> in, std::span<Array> out) {
    Promoted type = detail::to_floating(detail::type_of(in[0]));
    if (has_weights) {
      check_weights("histogram", in[0], in.back());
      type = detail::promote(type, detail::type_of(in.back()));
    }
    const Array value = detail::convert(in[0], {type.dtype, false});
    const Array weights = has_weights ? detail::convert(in.back(), {type.dtype, false}) : Array();
    const Array bins = edges(value, in);
    count_in_bins(value, bins, has_weights ? &weights : nullptr, options.density, out);
  };
  detail::run_library(
      {name, key, operands, x.where()}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        (*static_cast<decltype(body) *>(context))(in, out);
      },
      &body);
  return {results[0], results[1]};
}

} // namespace

Array bincount(const In &x, const BincountOptions &options) {
  const std::vector<Array> operands{x.array(), options.weights};
  {
    detail::UserLine line(x.where());
    check_integers(operands[0]);
  }
  const std::int64_t length = length_of(operands[0], x.where(), options);
  return composed("bincount", operands, Key(length), x.where(), [&](std::span<const Array> in) {
    if (in.size() > 1)
      check_weights("bincount", in[0], in[1]);
    const DType dtype = in[0].dtype() == i64 || in[0].dtype() == u32 || in[0].dtype() == u64 ? i64 : i32;
    const Array places = maximum(detail::convert(in[0], {dtype, false}), 0);
    return sums_at(places, in.size() > 1 ? in[1] : detail::splat(Scalar(1), i32, in[0].shape()), length);
  });
}

std::pair<Array, Array> histogram(const In &x, int bins, const HistogramOptions &options) {
  if (bins < 1) {
    detail::UserLine line(x.where());
    detail::throw_shape_error("histogram", {"elements are counted in bins", "at least 1", std::to_string(bins),
                                            "Choose the number of bins, or give their edges."});
  }
  const auto [low, high] = options.range.value_or(std::pair(0.0, 0.0));
  const Key key(bins, options.range.has_value(), low, high, options.density, options.weights.is_none());
  return histogram_with("histogram", x, nullptr, key, options, [&](const Array &value, std::span<const Array>) {
    return equal_bins(value, bins, options.range);
  });
}

std::pair<Array, Array> histogram(const In &x, const Array &edges, const HistogramOptions &options) {
  if (edges.ndim() != 1 || edges.size() < 2) {
    detail::UserLine line(x.where());
    detail::throw_shape_error("histogram", {"bins lie between edges", "a 1-D array of at least 2 edges",
                                            edges.shape().str(), "Give the ascending edges of the bins as one line."});
  }
  const Key key(options.density, options.weights.is_none());
  return histogram_with("histogram_edges", x, &edges, key, options, [](const Array &value, std::span<const Array> in) {
    return detail::convert(in[1], {value.dtype(), false});
  });
}

} // namespace burin
