// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/nn/conv_options.h"

#include "burin/errors.h"
#include "frontend/nn/message.h"

#include <algorithm>
#include <string>

namespace burin::nn {

namespace {

std::string text_of(std::span<const std::int64_t> list) { return Shape(list).str(); }

bool all_positive(const std::vector<std::int64_t> &list) {
  return std::all_of(list.begin(), list.end(), [](std::int64_t number) { return number > 0; });
}

[[noreturn]] void throw_shape(const LayerSite &site, const std::string &problem, const std::string &expected,
                              const std::string &got, std::string_view advice) {
  throw ShapeError(
      message(site.op, problem + "; expected " + expected + ", got " + got, site.where, advice, "shapeerror"));
}

} // namespace

void check_kernel(const LayerSite &site, std::int64_t in, std::int64_t out, const std::vector<std::int64_t> &extents) {
  if (in < 0 || out < 0)
    throw_shape(site, "a number of features is negative", "in and out of 0 or more",
                "in = " + std::to_string(in) + ", out = " + std::to_string(out), "");
  if (extents.empty() || !all_positive(extents))
    throw_shape(site, "the kernel is no window", "a positive extent for each spatial axis", text_of(extents),
                "For images {.kernel = {3, 3}}, for sequences {.kernel = {3}}.");
}

void check_groups(const LayerSite &site, std::int64_t in, std::int64_t out, std::int64_t groups) {
  if (groups < 1 || in % groups != 0 || out % groups != 0)
    throw_shape(site, "the features cannot be divided into groups", "a divisor of in and out",
                std::to_string(groups) + " groups of in = " + std::to_string(in) + ", out = " + std::to_string(out),
                "");
}

std::vector<std::int64_t> per_axis(const LayerSite &site, std::string_view name, const PerAxis &numbers,
                                   std::size_t axes) {
  const std::vector<std::int64_t> list =
      numbers.for_all() ? std::vector<std::int64_t>(axes, numbers.numbers()[0]) : numbers.numbers();
  if (list.size() != axes || !all_positive(list))
    throw_shape(site, std::string(name) + " does not fit the kernel",
                "one positive number, or " + std::to_string(axes) + " of them", text_of(list), "");
  return list;
}

void check_padding(const LayerSite &site, const lax::Padding &padding, std::size_t axes,
                   std::initializer_list<std::string_view> rules) {
  const std::string &rule = padding.rule();
  if (rule.empty() && padding.widths().size() != axes)
    throw_shape(site, "padding does not fit the kernel", "{low, high} for " + std::to_string(axes) + " spatial axes",
                std::to_string(padding.widths().size()) + " of them", "");
  if (rule.empty() || std::find(rules.begin(), rules.end(), rule) != rules.end())
    return;
  std::string known;
  for (std::string_view name : rules)
    known += (known.empty() ? "" : ", ") + std::string(name);
  throw UnsupportedError(message(site.op,
                                 "there is no padding '" + rule + "' for " + std::to_string(axes) +
                                     " spatial axes; expected " + known + ", got '" + rule + "'",
                                 site.where, "Explicit padding is one {low, high} per spatial axis: {{1, 1}, {0, 2}}.",
                                 "unsupportederror"));
}

void check_input(const LayerSite &site, const Array &x, std::size_t spatial_axes, std::int64_t features) {
  if (x.ndim() > spatial_axes && x.shape().back() == features)
    return;
  throw_shape(site, "x does not fit the kernel",
              "[batch..., " + std::to_string(spatial_axes) + " spatial axes, " + std::to_string(features) +
                  " features]",
              type_text(x), "Features stand last: transpose images that are NCHW.");
}

} // namespace burin::nn
