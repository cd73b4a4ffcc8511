// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax/convolution.h"

#include "burin/errors.h"
#include "burin/ops/convolution.h"
#include "frontend/ops/conv_layout.h"
#include "frontend/ops/window_padding.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <string>

namespace burin {
namespace {

using detail::ConvLayout;
using detail::Ints;
using detail::Message;
using detail::Promoted;
using IntSpan = std::span<const std::int64_t>;

struct Form {
  ConvLayout layout;
  Ints strides, lhs_dilation, rhs_dilation;
  detail::WindowWidths padding;
  std::int64_t feature_groups = 1, batch_groups = 1;
};

Array convolution(const Array &lhs, const Array &rhs, const Form &form) {
  return detail::record("convolution", {&lhs, &rhs},
                        {{"window_strides", IntSpan(form.strides)},
                         {"lhs_dilation", IntSpan(form.lhs_dilation)},
                         {"rhs_dilation", IntSpan(form.rhs_dilation)},
                         {"low", IntSpan(form.padding.low)},
                         {"high", IntSpan(form.padding.high)},
                         {"lhs_layout", IntSpan(form.layout.lhs)},
                         {"rhs_layout", IntSpan(form.layout.rhs)},
                         {"result_layout", IntSpan(form.layout.out)},
                         {"feature_groups", form.feature_groups},
                         {"batch_groups", form.batch_groups}},
                        detail::type_of(lhs).weak && detail::type_of(rhs).weak);
}

template <class Body>
Array product(std::string_view name, const In &lhs, const In &rhs, const detail::WindowKey &key, Body body) {
  const detail::Operand a(lhs, rhs), b(rhs, lhs);
  return detail::library(name, {a.get(), b.get()}, key, lhs.where(), [&](std::span<const Array> in) {
    const Promoted type = promote(detail::type_of(in[0]), detail::type_of(in[1]));
    return body(detail::convert(in[0], type), detail::convert(in[1], type));
  });
}

detail::WindowKey key_of(const lax::ConvDimensionNumbers &numbers) {
  detail::WindowKey key;
  return key.text(numbers.lhs).text(numbers.rhs).text(numbers.out);
}

[[noreturn]] void throw_rule_with_gaps(std::string_view op) {
  throw UnsupportedError(Message(op, "padding by a rule is not defined for an lhs with gaps")
                             .expected("lhs_dilation of ones, or explicit padding", "both")
                             .at_user_line()
                             .cure("Give one {low, high} per axis, or use lax::conv_transpose.")
                             .text("unsupportederror"));
}

Array general(const Array &lhs, const Array &rhs, const lax::ConvOptions &options) {
  constexpr std::string_view op = "conv_general_dilated";
  Form form;
  form.layout = detail::resolve_layout(op, lhs, rhs, options.dimension_numbers);
  const std::size_t count = lhs.ndim() - 2;
  form.strides = detail::per_axis(op, "window_strides", options.window_strides, count);
  form.lhs_dilation = detail::per_axis(op, "lhs_dilation", options.lhs_dilation, count);
  form.rhs_dilation = detail::per_axis(op, "rhs_dilation", options.rhs_dilation, count);
  if (!options.padding.rule().empty() && form.lhs_dilation != Ints(count, 1))
    throw_rule_with_gaps(op);
  form.padding = detail::resolve_padding(
      op, options.padding, detail::spatial_extents(lhs, form.layout.lhs),
      detail::dilated(detail::spatial_extents(rhs, form.layout.rhs), form.rhs_dilation), form.strides);
  form.feature_groups = options.feature_group_count;
  form.batch_groups = options.batch_group_count;
  return convolution(lhs, rhs, form);
}

// conv_transpose

lax::ConvDimensionNumbers images_of(std::size_t ndim) {
  switch (ndim) {
  case 2: return {"NC", "IO", "NC"};
  case 3: return {"NHC", "HIO", "NHC"};
  case 4: return {"NHWC", "HWIO", "NHWC"};
  case 5: return {"NHWDC", "HWDIO", "NHWDC"};
  default:
    throw ShapeError(Message("conv_transpose", "there is no usual layout of " + std::to_string(ndim) + " axes")
                         .expected("dimension_numbers, or 2 to 5 axes", std::to_string(ndim))
                         .at_user_line()
                         .cure("Say which axis is what: {.dimension_numbers = {\"NHWC\", \"HWIO\", \"NHWC\"}}.")
                         .text("shapeerror"));
  }
}

/// What the transpose of a convolution with kernels of extent k and strides s is padded with
/// (jax/_src/lax/convolution.py).
PadWidth transposed_by_rule(std::int64_t k, std::int64_t s, bool same) {
  const std::int64_t total = same ? k + s - 2 : k + s - 2 + std::max<std::int64_t>(k - s, 0);
  const std::int64_t low = !same || s > k - 1 ? k - 1 : (total + 1) / 2;
  return {low, total - low};
}

detail::WindowWidths transposed_padding(const lax::ConvTransposeOptions &options, const Ints &extents,
                                        const Ints &kernel, const Ints &strides) {
  constexpr std::string_view op = "conv_transpose";
  const bool by_rule = !options.padding.rule().empty();
  detail::WindowWidths given = detail::resolve_padding(op, options.padding, extents, kernel, strides), widths;
  if (!by_rule && !options.use_consistent_padding)
    return given;
  const bool same = options.padding.rule() == "SAME", valid = options.padding.rule() == "VALID";
  if (by_rule && !same && !valid)
    throw UnsupportedError(
        Message(op, "there is no padding '" + options.padding.rule() + "' of a transposed convolution")
            .expected("'SAME' or 'VALID'", "'" + options.padding.rule() + "'")
            .at_user_line()
            .cure("Explicit padding is one {low, high} per spatial axis.")
            .text("unsupportederror"));
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const PadWidth width = by_rule ? transposed_by_rule(kernel[i], strides[i], same)
                                   : PadWidth{kernel[i] - 1 - given.low[i], kernel[i] - 1 - given.high[i]};
    widths.low.push_back(width.low);
    widths.high.push_back(width.high);
  }
  return widths;
}

Array with_features_exchanged(const Array &rhs, const Ints &layout) {
  Ints permutation(rhs.ndim());
  for (std::size_t i = 0; i < layout.size(); ++i)
    permutation[i] = static_cast<std::int64_t>(i);
  std::swap(permutation[static_cast<std::size_t>(layout[0])], permutation[static_cast<std::size_t>(layout[1])]);
  const Array exchanged = detail::transpose_by(rhs, permutation);
  const Ints spatial(layout.begin() + 2, layout.end());
  return detail::record("reverse", {&exchanged}, {{"dimensions", IntSpan(spatial)}}, detail::type_of(rhs).weak);
}

Array transposed(const Array &lhs, const Array &rhs, const lax::ConvTransposeOptions &options) {
  constexpr std::string_view op = "conv_transpose";
  const lax::ConvDimensionNumbers &given = options.dimension_numbers;
  const bool defaults = given.lhs.empty() && given.rhs.empty() && given.out.empty() && lhs.ndim() == rhs.ndim();
  Form form;
  form.layout = detail::resolve_layout(op, lhs, rhs, defaults ? images_of(lhs.ndim()) : given);
  const std::size_t count = lhs.ndim() - 2;
  form.strides = Ints(count, 1);
  form.lhs_dilation = detail::per_axis(op, "strides", options.strides, count);
  form.rhs_dilation = detail::per_axis(op, "rhs_dilation", options.rhs_dilation, count);
  const Ints kernel = detail::dilated(detail::spatial_extents(rhs, form.layout.rhs), form.rhs_dilation);
  form.padding = transposed_padding(options, detail::spatial_extents(lhs, form.layout.lhs), kernel, form.lhs_dilation);
  return convolution(lhs, options.transpose_kernel ? with_features_exchanged(rhs, form.layout.rhs) : rhs, form);
}

} // namespace

Array lax::conv_general_dilated(const In &lhs, const In &rhs, const ConvOptions &options) {
  detail::WindowKey key = key_of(options.dimension_numbers);
  key.add(options.window_strides).padding(options.padding).add(options.lhs_dilation).add(options.rhs_dilation);
  key.add(Ints{options.feature_group_count, options.batch_group_count});
  return product("conv_general_dilated", lhs, rhs, key,
                 [&](const Array &a, const Array &b) { return general(a, b, options); });
}

Array lax::conv(const In &lhs, const In &rhs, const std::vector<std::int64_t> &window_strides, const Padding &padding) {
  return conv_general_dilated(lhs, rhs, {.window_strides = window_strides, .padding = padding});
}

Array lax::conv_transpose(const In &lhs, const In &rhs, const ConvTransposeOptions &options) {
  detail::WindowKey key = key_of(options.dimension_numbers);
  key.add(options.strides).padding(options.padding).add(options.rhs_dilation);
  key.add(Ints{options.transpose_kernel, options.use_consistent_padding});
  return product("conv_transpose", lhs, rhs, key,
                 [&](const Array &a, const Array &b) { return transposed(a, b, options); });
}

} // namespace burin
