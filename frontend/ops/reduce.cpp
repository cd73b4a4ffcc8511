// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/indexing.h"
#include "burin/ops.h"
#include "frontend/ops/key.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::Promoted;
using detail::record;

Shape with_kept_axes(const Shape &shape, const Ints &axes) {
  Shape kept = shape;
  for (std::int64_t axis : axes)
    kept[static_cast<std::size_t>(axis)] = 1;
  return kept;
}

std::int64_t extent_of(const Shape &shape, const Ints &axes) {
  std::int64_t product = 1;
  for (std::int64_t axis : axes)
    product *= shape[static_cast<std::size_t>(axis)];
  return product;
}

/// `body` gives the reduced array of the operand and its axes; keepdims is done here.
template <class Body> Array reduction(std::string_view name, const In &x, const Axes &axes, bool keepdims, Body body) {
  const detail::Operand operand(x);
  return detail::library(name, {operand.get()}, detail::Key(axes, keepdims), x.where(), [&](std::span<const Array> in) {
    const Ints list = detail::normalize_axes(name, axes, in[0].ndim());
    const Array result = body(in[0], list);
    return keepdims ? detail::reshape_to(result, with_kept_axes(in[0].shape(), list)) : result;
  });
}

/// bool and short integers are summed in 32 bits.
Promoted sum_type(Promoted type) {
  switch (type.dtype) {
  case DType::bool_:
  case DType::i8:
  case DType::i16: return {i32, type.weak};
  case DType::u8:
  case DType::u16: return {u32, type.weak};
  default: return type;
  }
}

Array sum_over(const Array &x, const Ints &axes) {
  return detail::reduce("reduce_sum", detail::convert(x, sum_type(detail::type_of(x))), axes);
}

Array prod_over(const Array &x, const Ints &axes) {
  return detail::reduce("reduce_prod", detail::convert(x, sum_type(detail::type_of(x))), axes);
}

/// Short floats are averaged in f32.
Array mean_over(const Array &x, const Ints &axes) {
  const Promoted type = detail::to_floating(detail::type_of(x));
  const Promoted wide = type.dtype == f16 || type.dtype == bf16 ? Promoted{f32, false} : type;
  const Array total = detail::reduce("reduce_sum", detail::convert(x, wide), axes);
  const auto count = static_cast<double>(extent_of(x.shape(), axes));
  const Array divisor = detail::splat(detail::Scalar(count), wide.dtype, total.shape());
  return detail::convert(record("div", {&total, &divisor}, {}, wide.weak), type);
}

Array var_over(const Array &x, const Ints &axes) {
  const Promoted type = detail::to_floating(detail::type_of(x));
  const Promoted wide = type.dtype == f16 || type.dtype == bf16 ? Promoted{f32, false} : type;
  const Array value = detail::convert(x, wide);
  const Array mean = detail::reshape_to(mean_over(value, axes), with_kept_axes(x.shape(), axes));
  const Array spread = detail::broadcast(mean, x.shape()), centred = record("sub", {&value, &spread}, {}, wide.weak);
  const Array squared = record("integer_pow", {&centred}, {{"exponent", std::int64_t{2}}}, wide.weak);
  return detail::convert(mean_over(squared, axes), type);
}

Array extreme(std::string_view name, std::string_view op, const In &x, const Axes &axes, bool keepdims) {
  return reduction(name, x, axes, keepdims, [=](const Array &value, const Ints &list) {
    if (value.size() == 0 && extent_of(value.shape(), list) == 0)
      throw ShapeError(detail::Message(name, "an array of shape " + value.shape().str() + " has no extreme")
                           .expected("at least one element", "none")
                           .at_user_line()
                           .cure("Reduce over other axes, or check x.size() first.")
                           .text("shapeerror"));
    return detail::reduce(op, value, list);
  });
}

Array truth(std::string_view name, std::string_view op, const In &x, const Axes &axes, bool keepdims) {
  return reduction(name, x, axes, keepdims, [=](const Array &value, const Ints &list) {
    return detail::reduce(op, detail::convert(value, {bool_, false}), list);
  });
}

Array extreme_index(std::string_view op, const Array &x, int axis, bool keepdims) {
  if (x.shape()[static_cast<std::size_t>(axis)] == 0)
    throw ShapeError(detail::Message(op, "an array of shape " + x.shape().str() + " has no extreme")
                         .expected("at least one element on axis " + std::to_string(axis), "none")
                         .at_user_line()
                         .cure("Check x.size() first.")
                         .text("shapeerror"));
  const Array index = record(op, {&x}, {{"axis", std::int64_t{axis}}, {"dtype", i32}});
  return keepdims ? detail::reshape_to(index, with_kept_axes(x.shape(), {axis})) : index;
}

Array index_along(std::string_view op, const In &x, int axis, bool keepdims) {
  const detail::Operand operand(x);
  return detail::library(op, {operand.get()}, {axis, keepdims}, x.where(), [=](std::span<const Array> in) {
    return extreme_index(op, in[0], detail::normalize_axis(op, axis, in[0].ndim()), keepdims);
  });
}

Array index_of_all(std::string_view name, std::string_view op, const In &x) {
  const detail::Operand operand(x);
  return detail::library(name, {operand.get()}, {}, x.where(), [=](std::span<const Array> in) {
    return extreme_index(op, detail::reshape_to(in[0], {in[0].size()}), 0, false);
  });
}

} // namespace

Array sum(const In &x, const Axes &axes, bool keepdims) { return reduction("sum", x, axes, keepdims, sum_over); }
Array prod(const In &x, const Axes &axes, bool keepdims) { return reduction("prod", x, axes, keepdims, prod_over); }
Array mean(const In &x, const Axes &axes, bool keepdims) { return reduction("mean", x, axes, keepdims, mean_over); }
Array var(const In &x, const Axes &axes, bool keepdims) { return reduction("var", x, axes, keepdims, var_over); }
Array max(const In &x, const Axes &axes, bool keepdims) { return extreme("max", "reduce_max", x, axes, keepdims); }
Array min(const In &x, const Axes &axes, bool keepdims) { return extreme("min", "reduce_min", x, axes, keepdims); }
Array any(const In &x, const Axes &axes, bool keepdims) { return truth("any", "reduce_or", x, axes, keepdims); }
Array all(const In &x, const Axes &axes, bool keepdims) { return truth("all", "reduce_and", x, axes, keepdims); }

Array argmax(const In &x) { return index_of_all("argmax_of_all", "argmax", x); }
Array argmin(const In &x) { return index_of_all("argmin_of_all", "argmin", x); }
Array argmax(const In &x, int axis, bool keepdims) { return index_along("argmax", x, axis, keepdims); }
Array argmin(const In &x, int axis, bool keepdims) { return index_along("argmin", x, axis, keepdims); }

} // namespace burin
