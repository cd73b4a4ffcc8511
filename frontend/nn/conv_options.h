// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/lax/padding.h"
#include "burin/nn/per_axis.h"

#include <initializer_list>
#include <source_location>
#include <string_view>
#include <vector>

/// Checks of what a layer of windows is made from and called with; all throw ShapeError but for unknown rules.
namespace burin::nn {

/// The layer and the line of its user.
struct LayerSite {
  std::string_view op;
  std::source_location where;
};

/// Features are 0 or more, windows have axes and positive extents.
void check_kernel(const LayerSite &site, std::int64_t in, std::int64_t out, const std::vector<std::int64_t> &extents);
void check_groups(const LayerSite &site, std::int64_t in, std::int64_t out, std::int64_t groups);
/// One positive number for each axis.
std::vector<std::int64_t> per_axis(const LayerSite &site, std::string_view name, const PerAxis &numbers,
                                   std::size_t axes);
/// UnsupportedError for a rule that is not among `rules`.
void check_padding(const LayerSite &site, const lax::Padding &padding, std::size_t axes,
                   std::initializer_list<std::string_view> rules);
/// x [batch..., spatial..., features].
void check_input(const LayerSite &site, const Array &x, std::size_t spatial_axes, std::int64_t features);

} // namespace burin::nn
