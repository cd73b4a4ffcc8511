// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/pooling.h"

#include "burin/create.h"
#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/lax/windows.h"
#include "burin/ops.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/message.h"

#include <string>

namespace burin::nn {
namespace {

using Extents = std::vector<std::int64_t>;

/// A list for the spatial axes, with ones for batch and features.
Extents around(const Extents &spatial, std::size_t ndim) {
  Extents all(ndim - 1 - spatial.size(), 1);
  all.insert(all.end(), spatial.begin(), spatial.end());
  all.push_back(1);
  return all;
}

lax::Padding around(const lax::Padding &padding, std::size_t ndim) {
  if (!padding.rule().empty())
    return padding;
  std::vector<PadWidth> all(ndim - 1 - padding.widths().size());
  all.insert(all.end(), padding.widths().begin(), padding.widths().end());
  all.emplace_back();
  return all;
}

[[noreturn]] void throw_pool(std::string_view op, const std::string &problem, const In &x, std::string_view advice) {
  throw ShapeError(message(op, problem, x.where(), advice, "shapeerror"));
}

lax::WindowOptions windows_over(std::string_view op, const In &x, std::size_t ndim, const Extents &window_shape,
                                const Extents &strides, const lax::Padding &padding) {
  const std::size_t count = window_shape.size();
  if (ndim < count + 1)
    throw_pool(op,
               "windows of " + std::to_string(count) + " axes over " + std::to_string(ndim) + "; expected " +
                   std::to_string(count) + " spatial axes and one of features",
               x, "Layout: [batch..., spatial..., features].");
  if ((!strides.empty() && strides.size() != count) || (padding.rule().empty() && padding.widths().size() != count))
    throw_pool(op,
               "strides or padding are not for the axes of the window; expected " + std::to_string(count) + " of each",
               x, "Give one entry per spatial axis, or none at all.");
  return {around(window_shape, ndim), strides.empty() ? Extents{} : around(strides, ndim), around(padding, ndim)};
}

Attributes attributes_of(const Extents &window_shape, const Extents &strides, const lax::Padding &padding) {
  Attributes attributes;
  attributes.list(window_shape).list(strides).padding(padding);
  return attributes;
}

template <class Reduce>
Array pool(std::string_view op, const In &x, const Extents &window_shape, const PoolOptions &options, Reduce reduce) {
  const Array operand = x.array();
  const lax::WindowOptions windows =
      windows_over(op, x, operand.ndim(), window_shape, options.strides, options.padding);
  const Attributes attributes = attributes_of(window_shape, options.strides, options.padding);
  return burin::detail::library(op, {&operand}, attributes.span(), x.where(),
                                [&](std::span<const Array> in) { return reduce(in[0], windows); });
}

/// What the sum over a window is divided by: the extent of the window, or the number of elements that it sees.
Array counts(const Array &x, const lax::WindowOptions &windows, bool count_include_pad) {
  std::int64_t extent = 1;
  for (std::int64_t size : windows.window_dimensions)
    extent *= size;
  if (count_include_pad)
    return full({}, static_cast<double>(extent)).astype(x.dtype());
  Shape single = x.shape();
  single[single.ndim() - 1] = 1; // all features alike
  return lax::reduce_window_sum(ones(single, x.dtype()), windows);
}

} // namespace

Array max_pool(const In &x, const Extents &window_shape, const PoolOptions &options) {
  return pool("nn.max_pool", x, window_shape, options,
              [](const Array &v, const lax::WindowOptions &windows) { return lax::reduce_window_max(v, windows); });
}

Array min_pool(const In &x, const Extents &window_shape, const PoolOptions &options) {
  return pool("nn.min_pool", x, window_shape, options,
              [](const Array &v, const lax::WindowOptions &windows) { return lax::reduce_window_min(v, windows); });
}

Array avg_pool(const In &x, const Extents &window_shape, const AvgPoolOptions &options) {
  constexpr std::string_view op = "nn.avg_pool";
  const Array operand = x.array();
  const lax::WindowOptions windows =
      windows_over(op, x, operand.ndim(), window_shape, options.strides, options.padding);
  Attributes attributes = attributes_of(window_shape, options.strides, options.padding);
  attributes.number(options.count_include_pad);
  return burin::detail::library(op, {&operand}, attributes.span(), x.where(), [&](std::span<const Array> in) {
    const Array v = is_floating(in[0].dtype()) ? in[0] : in[0].astype(f32);
    return lax::reduce_window_sum(v, windows) / counts(v, windows, options.count_include_pad);
  });
}

} // namespace burin::nn
