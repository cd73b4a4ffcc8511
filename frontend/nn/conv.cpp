// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/conv.h"

#include "burin/lax/convolution.h"
#include "burin/ops.h"
#include "frontend/nn/conv_call.h"

#include <string>

namespace burin::nn {

namespace {

constexpr std::string_view name = "nn.Conv";

/// [batch, spatial..., features] with a kernel [spatial..., in, out].
lax::ConvDimensionNumbers features_last(std::size_t spatial_axes) {
  std::string spatial;
  for (std::size_t i = 0; i < spatial_axes; ++i)
    spatial += static_cast<char>('0' + i);
  return {"N" + spatial + "C", spatial + "IO", "N" + spatial + "C"};
}

/// Widths that make room for a window around each element, `reach` elements wide.
std::vector<PadWidth> around(const Conv &conv, bool before) {
  std::vector<PadWidth> widths(1);
  for (std::size_t i = 0; i < conv.strides.size(); ++i) {
    const std::int64_t reach = (conv.kernel.shape()[i] - 1) * conv.dilation[i];
    widths.push_back(before ? PadWidth{reach, 0} : PadWidth{reach / 2, reach - reach / 2});
  }
  widths.emplace_back();
  return widths;
}

/// x with what "CIRCULAR", "REFLECT" and "CAUSAL" put around it.
Array continued(const Conv &conv, const Array &x) {
  const std::string &rule = conv.padding.rule();
  if (rule == "CIRCULAR")
    return pad(x, around(conv, false), PadMode::wrap);
  if (rule == "REFLECT")
    return pad(x, around(conv, false), PadMode::reflect);
  return rule == "CAUSAL" ? pad(x, around(conv, true)) : x;
}

Array convolved(const Conv &conv, const Array &x, const Array &kernel) {
  const std::string &rule = conv.padding.rule();
  const bool by_lax = rule.empty() || rule.starts_with("SAME");
  return lax::conv_general_dilated(continued(conv, x), kernel,
                                   {.window_strides = conv.strides,
                                    .padding = by_lax ? conv.padding : lax::Padding("VALID"),
                                    .lhs_dilation = conv.input_dilation,
                                    .rhs_dilation = conv.dilation,
                                    .dimension_numbers = features_last(conv.strides.size()),
                                    .feature_group_count = conv.groups});
}

} // namespace

Conv::Conv(const ConvOptions &options, Rngs &rngs, std::source_location where)
    : padding(options.padding), groups(options.groups) {
  const LayerSite site{name, where};
  const std::size_t axes = options.kernel.size();
  check_kernel(site, options.in, options.out, options.kernel);
  check_groups(site, options.in, options.out, options.groups);
  strides = per_axis(site, "strides", options.strides, axes);
  input_dilation = per_axis(site, "input_dilation", options.input_dilation, axes);
  dilation = per_axis(site, "dilation", options.dilation, axes);
  if (axes == 1)
    check_padding(site, padding, axes, {"SAME", "VALID", "SAME_LOWER", "CIRCULAR", "REFLECT", "CAUSAL"});
  else
    check_padding(site, padding, axes, {"SAME", "VALID", "SAME_LOWER", "CIRCULAR", "REFLECT"});
  Shape shape(options.kernel);
  shape.push_back(options.in / options.groups);
  shape.push_back(options.out);
  kernel = options.kernel_init(rngs.params(where), shape, options.dtype);
  if (options.use_bias)
    bias = options.bias_init(rngs.params(where), {options.out}, options.dtype);
}

Array Conv::operator()(const In &x) const {
  Attributes attributes;
  attributes.list(strides).padding(padding).list(input_dilation).list(dilation).number(groups);
  return convolution_call(*this, {name, x.where()}, x.array(), kernel.shape()[strides.size()] * groups, attributes,
                          convolved);
}

} // namespace burin::nn
