// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/linear_general.h"

#include "burin/detail/library.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/message.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>

namespace burin::nn {

namespace {

using Extents = std::vector<std::int64_t>;

constexpr std::string_view name = "nn.LinearGeneral";

[[noreturn]] void throw_shape(const std::string &problem, std::source_location where, std::string_view advice = "") {
  throw ShapeError(message(name, problem, where, advice, "shapeerror"));
}

std::int64_t product(const Extents &extents) {
  return std::accumulate(extents.begin(), extents.end(), std::int64_t{1}, std::multiplies<>());
}

void check_options(const LinearGeneralOptions &options, std::source_location where) {
  const Extents &in = options.in_features.numbers(), &out = options.out_features.numbers();
  const std::size_t axes = static_cast<std::size_t>(std::distance(options.axis.begin(), options.axis.end()));
  if (in.size() != axes)
    throw_shape("in_features and axis have different lengths; expected " + std::to_string(axes) + " extents, got " +
                    Shape(in).str(),
                where, "One extent for each axis that is summed over.");
  const auto negative = [](std::int64_t extent) { return extent < 0; };
  for (const Extents *list : {&in, &out, &options.batch})
    if (std::any_of(list->begin(), list->end(), negative))
      throw_shape("an extent is negative; expected 0 or more, got " + Shape(*list).str(), where);
}

/// Drawn as a matrix, which is what fans are of.
Array drawn(const Initializer &init, const Array &key, const Shape &flat, const Extents &batch,
            std::initializer_list<const Extents *> lists, DType dtype) {
  Shape shape(batch);
  for (const Extents *list : lists)
    for (std::int64_t extent : *list)
      shape.push_back(extent);
  return reshape(init(key, flat, dtype), shape);
}

/// Axes of x counted from the front, in the order of the kernel's.
Extents summed_axes(const LinearGeneral &layer, const Array &x, std::source_location where) {
  const auto ndim = static_cast<std::int64_t>(x.ndim());
  Extents axes;
  for (std::int64_t axis : layer.axis) {
    const std::int64_t from_front = axis < 0 ? axis + ndim : axis;
    const std::size_t of_kernel = layer.batch_axes + axes.size();
    if (from_front < static_cast<std::int64_t>(layer.batch_axes) || from_front >= ndim ||
        std::find(axes.begin(), axes.end(), from_front) != axes.end())
      throw_shape("x has no axis " + std::to_string(axis) + " to sum over; expected distinct axes behind the " +
                      std::to_string(layer.batch_axes) + " batch axes of x, got " + type_text(x),
                  where);
    if (x.shape()[static_cast<std::size_t>(from_front)] != layer.kernel.shape()[of_kernel])
      throw_shape("axis " + std::to_string(axis) + " of x does not fit the kernel; expected extent " +
                      std::to_string(layer.kernel.shape()[of_kernel]) + ", got " + type_text(x),
                  where);
    axes.push_back(from_front);
  }
  return axes;
}

void check_batch(const LinearGeneral &layer, const Array &x, std::source_location where) {
  for (std::size_t i = 0; i < layer.batch_axes; ++i)
    if (x.ndim() <= i || x.shape()[i] != layer.kernel.shape()[i])
      throw_shape("the batch axes of x do not fit the kernel; expected leading extents as of " +
                      layer.kernel.shape().str() + ", got " + type_text(x),
                  where);
}

Extents iota(std::size_t first, std::size_t count) {
  Extents list(count);
  std::iota(list.begin(), list.end(), static_cast<std::int64_t>(first));
  return list;
}

/// [batch..., out...] between which there are `free` axes.
Array beside(const Array &bias, std::size_t batch_axes, std::size_t free) {
  const std::span<const std::int64_t> extents = bias.shape();
  Shape shape(extents.first(batch_axes));
  for (std::size_t i = 0; i < free; ++i)
    shape.push_back(1);
  for (std::int64_t extent : extents.subspan(batch_axes))
    shape.push_back(extent);
  return reshape(bias, shape);
}

} // namespace

LinearGeneral::LinearGeneral(const LinearGeneralOptions &options, Rngs &rngs, std::source_location where)
    : axis(options.axis), batch_axes(options.batch.size()) {
  check_options(options, where);
  const Extents &in = options.in_features.numbers(), &out = options.out_features.numbers();
  const std::int64_t batch = product(options.batch), width = product(out);
  kernel = drawn(options.kernel_init, rngs.params(where), {batch * product(in), width}, options.batch, {&in, &out},
                 options.dtype);
  if (options.use_bias)
    bias = drawn(options.bias_init, rngs.params(where), {batch * width}, options.batch, {&out}, options.dtype);
}

Array LinearGeneral::operator()(const In &x) const {
  const Array input = x.array();
  check_batch(*this, input, x.where());
  const Extents axes = summed_axes(*this, input, x.where());
  const lax::DotDimensions dimensions{.lhs_contract = axes,
                                      .rhs_contract = iota(batch_axes, axes.size()),
                                      .lhs_batch = iota(0, batch_axes),
                                      .rhs_batch = iota(0, batch_axes)};
  Attributes attributes;
  attributes.list(axes).number(static_cast<std::int64_t>(batch_axes));
  const auto body = [&](std::span<const Array> in) {
    const Array y = lax::dot_general(in[0], in[1], dimensions);
    return in.size() == 3 ? y + beside(in[2], batch_axes, in[0].ndim() - batch_axes - axes.size()) : y;
  };
  const Array *operands[] = {&input, &kernel, &bias};
  const std::span given(operands, bias.is_none() ? 2 : 3);
  return burin::detail::call_module(
      *this, [&] { return burin::detail::library(name, given, attributes.span(), x.where(), body); }, input);
}

} // namespace burin::nn
