// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax/windows.h"

#include "frontend/ops/window_padding.h"

#include <array>

namespace burin {
namespace {

using detail::Ints;
using IntSpan = std::span<const std::int64_t>;

struct Windows {
  Ints size, strides, base_dilation, window_dilation;
  detail::WindowWidths padding;

  Windows(std::string_view name, const Shape &shape, const lax::WindowOptions &options)
      : size(detail::per_axis(name, "window_dimensions", options.window_dimensions, shape.ndim())),
        strides(detail::per_axis(name, "window_strides", options.window_strides, shape.ndim())),
        base_dilation(detail::per_axis(name, "base_dilation", options.base_dilation, shape.ndim())),
        window_dilation(detail::per_axis(name, "window_dilation", options.window_dilation, shape.ndim())),
        padding(detail::resolve_padding(name, options.padding, Ints(shape.begin(), shape.end()),
                                        detail::dilated(size, window_dilation), strides)) {}
};

Array reduce_windows(std::string_view op, const Array &x, const Windows &windows) {
  return detail::record(op, {&x},
                        {{"window_dimensions", IntSpan(windows.size)},
                         {"window_strides", IntSpan(windows.strides)},
                         {"base_dilations", IntSpan(windows.base_dilation)},
                         {"window_dilations", IntSpan(windows.window_dilation)},
                         {"low", IntSpan(windows.padding.low)},
                         {"high", IntSpan(windows.padding.high)}},
                        detail::type_of(x).weak);
}

detail::WindowKey key_of(const lax::WindowOptions &options) {
  detail::WindowKey key;
  key.add(options.window_dimensions).add(options.window_strides).padding(options.padding);
  key.add(options.base_dilation).add(options.window_dilation);
  return key;
}

Array reduction(std::string_view name, const In &x, const lax::WindowOptions &options) {
  const detail::Operand operand(x);
  return detail::library(name, {operand.get()}, key_of(options), x.where(), [&](std::span<const Array> in) {
    return reduce_windows(name, in[0], Windows(name, in[0].shape(), options));
  });
}

struct Reduction {
  std::string_view name, windows, pair;
};
constexpr std::array<Reduction, 4> reductions = {{{"reduce_window of sum", "reduce_window_sum", "add"},
                                                  {"reduce_window of prod", "reduce_window_prod", "mul"},
                                                  {"reduce_window of max", "reduce_window_max", "max"},
                                                  {"reduce_window of min", "reduce_window_min", "min"}}};

/// Gaps and padding become elements.
Array filled(const Array &x, const Array &init, Windows &windows) {
  Ints interior;
  for (std::int64_t &dilation : windows.base_dilation)
    interior.push_back(std::exchange(dilation, 1) - 1);
  const Ints none(interior.size(), 0);
  const Ints low = std::exchange(windows.padding.low, none), high = std::exchange(windows.padding.high, none);
  return detail::record("pad", {&x, &init},
                        {{"low", IntSpan(low)}, {"high", IntSpan(high)}, {"interior", IntSpan(interior)}},
                        detail::type_of(x).weak);
}

} // namespace

namespace lax {

Array reduce_window_sum(const In &x, const WindowOptions &options) {
  return reduction("reduce_window_sum", x, options);
}
Array reduce_window_prod(const In &x, const WindowOptions &options) {
  return reduction("reduce_window_prod", x, options);
}
Array reduce_window_max(const In &x, const WindowOptions &options) {
  return reduction("reduce_window_max", x, options);
}
Array reduce_window_min(const In &x, const WindowOptions &options) {
  return reduction("reduce_window_min", x, options);
}

Array reduce_window(const In &x, const In &init, WindowReduction reduction, const WindowOptions &options) {
  const auto &[name, windowed, pair] = reductions[static_cast<std::size_t>(reduction)];
  const detail::Operand operand(x), start(init, x);
  return detail::library(name, {operand.get(), start.get()}, key_of(options), x.where(),
                         [&](std::span<const Array> in) {
                           Windows windows(name, in[0].shape(), options);
                           const Array first = detail::convert_and_broadcast(in[1], detail::type_of(in[0]), {});
                           const Array reduced = reduce_windows(windowed, filled(in[0], first, windows), windows);
                           const Array wide = detail::broadcast(first, reduced.shape());
                           return detail::record(pair, {&wide, &reduced}, {}, detail::type_of(in[0]).weak);
                         });
}

} // namespace lax
} // namespace burin
