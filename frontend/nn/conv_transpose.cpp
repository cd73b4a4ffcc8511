// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax/arrays.h"
#include "burin/lax/convolution.h"
#include "burin/nn/conv.h"
#include "burin/ops.h"
#include "frontend/nn/conv_call.h"

namespace burin::nn {

namespace {

constexpr std::string_view name = "nn.ConvTranspose";

/// Axis number `axis` of y as periods of this length, added. What is missing to an odd number of them is divided
/// between both ends, the first of them in the middle.
Array wrapped(const Array &y, std::size_t axis, std::int64_t period, bool more_behind) {
  if (period == 0)
    return lax::slice_in_dim(y, 0, 0, 1, static_cast<int>(axis));
  const std::int64_t over = (y.shape()[axis] - period) % (2 * period);
  const std::int64_t missing = over > 0 ? 2 * period - over : -over;
  std::vector<PadWidth> widths(y.ndim());
  widths[axis] =
      more_behind ? PadWidth{missing / 2, missing - missing / 2} : PadWidth{missing - missing / 2, missing / 2};
  Shape periods;
  for (std::size_t i = 0; i < y.ndim(); ++i) {
    if (i == axis)
      periods.push_back((y.shape()[i] + missing) / period);
    periods.push_back(i == axis ? period : y.shape()[i]);
  }
  return sum(reshape(pad(y, widths), periods), static_cast<int>(axis));
}

Array convolved(const ConvTranspose &conv, const Array &x, const Array &kernel) {
  const bool circular = conv.padding.rule() == "CIRCULAR";
  Array y = lax::conv_transpose(x, kernel,
                                {.strides = conv.strides,
                                 .padding = circular ? lax::Padding("VALID") : conv.padding,
                                 .rhs_dilation = conv.dilation,
                                 .transpose_kernel = conv.transpose_kernel});
  for (std::size_t axis = 1; circular && axis + 1 < x.ndim(); ++axis)
    y = wrapped(y, axis, x.shape()[axis] * conv.strides[axis - 1], conv.transpose_kernel);
  return y;
}

} // namespace

ConvTranspose::ConvTranspose(const ConvTransposeOptions &options, Rngs &rngs, std::source_location where)
    : padding(options.padding), transpose_kernel(options.transpose_kernel) {
  const LayerSite site{name, where};
  const std::size_t axes = options.kernel.size();
  check_kernel(site, options.in, options.out, options.kernel);
  strides = per_axis(site, "strides", options.strides, axes);
  dilation = per_axis(site, "dilation", options.dilation, axes);
  check_padding(site, padding, axes, {"SAME", "VALID", "CIRCULAR"});
  Shape shape(options.kernel);
  shape.push_back(transpose_kernel ? options.out : options.in);
  shape.push_back(transpose_kernel ? options.in : options.out);
  kernel = options.kernel_init(rngs.params(where), shape, options.dtype);
  if (options.use_bias)
    bias = options.bias_init(rngs.params(where), {options.out}, options.dtype);
}

Array ConvTranspose::operator()(const In &x) const {
  Attributes attributes;
  attributes.list(strides).padding(padding).list(dilation).number(transpose_kernel);
  return convolution_call(*this, {name, x.where()}, x.array(),
                          kernel.shape()[strides.size() + (transpose_kernel ? 1 : 0)], attributes, convolved);
}

} // namespace burin::nn
