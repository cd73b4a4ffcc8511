// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"
#include "frontend/trace/scalar_element.h"
#include "frontend/trace/trace.h"
#include "runtime/address_space.h"

#include <cmath>
#include <cstring>
#include <string>

namespace burin {
namespace {

using detail::Message;
using detail::Scalar;

/// Constants are recorded in a trace of unknown values; otherwise they are filled in now, without the compiler.
bool recorded() { return !detail::values_known(); }

void check_shape(std::string_view op, const Shape &shape, DType dtype) {
  for (std::int64_t extent : shape)
    if (extent < 0)
      throw ShapeError(Message(op, "a shape has a negative extent")
                           .expected("extents of 0 or more", shape.str())
                           .at_user_line()
                           .cure("Only reshape takes -1.")
                           .text("shapeerror"));
  if (!runtime::addressable(shape, size_of(dtype)))
    throw ShapeError(
        Message(op, "the array would be too large")
            .expected("at most " + std::to_string(runtime::max_array_bytes) + " bytes", detail::type_text(dtype, shape))
            .at_user_line()
            .cure("Check the extents: one of them may be a count of something else.")
            .text("shapeerror"));
}

/// `element(i)` gives the number at the flat position i.
template <class Element> Array filled(const Shape &shape, DType dtype, bool weak, Element element) {
  detail::NodeRef node = detail::new_concrete(dtype, shape, weak);
  auto *to = static_cast<unsigned char *>(detail::as_concrete(*node.get()).data());
  const std::int64_t count = shape.num_elements();
  for (std::int64_t i = 0; i < count; ++i)
    detail::write_element(dtype, to + static_cast<std::size_t>(i) * size_of(dtype), element(i));
  return detail::ArrayAccess::wrap(std::move(node));
}

Array uniform_array(std::string_view op, const Shape &shape, const Scalar &value, DType dtype, bool weak) {
  check_shape(op, shape, dtype);
  if (recorded())
    return detail::splat(value, dtype, shape, weak);
  detail::NodeRef node = detail::new_concrete(dtype, shape, weak);
  auto *first = static_cast<unsigned char *>(detail::as_concrete(*node.get()).data());
  const std::size_t bytes = node->type().bytes(), width = size_of(dtype);
  if (bytes > 0)
    detail::write_element(dtype, first, value);
  for (std::size_t done = width; done < bytes; done *= 2)
    std::memcpy(first + done, first, std::min(done, bytes - done));
  return detail::ArrayAccess::wrap(std::move(node));
}

Array full_of(const Shape &shape, const In &value, DType dtype, bool weak) {
  detail::UserLine line(value.where());
  if (value.is_number())
    return uniform_array("full", shape, value.number(), dtype, weak);
  check_shape("full", shape, dtype);
  return broadcast_to(value.array().astype(dtype), shape);
}

std::int64_t steps_between(Scalar start, Scalar stop, Scalar step) {
  const double first = start.as<double>(), end = stop.as<double>(), by = step.as<double>();
  if (by == 0)
    throw ShapeError(Message("arange", "the step is 0")
                         .expected("a step other than 0", "0")
                         .at_user_line()
                         .cure("linspace(start, stop, count) takes a count instead.")
                         .text("shapeerror"));
  // Infinite and undefined numbers of steps become one that no array can have.
  const auto steps = static_cast<std::int64_t>(std::fmin(std::ceil((end - first) / by), 0x1p62));
  return std::max<std::int64_t>(0, steps);
}

/// start + i * step, rounded as the traced program rounds it.
Array recorded_ramp(std::int64_t count, Scalar start, Scalar step, DType dtype) {
  const Array number = detail::iota(dtype, {count}, 0), by = detail::splat(step, dtype, {count}),
              first = detail::splat(start, dtype, {count}), scaled = detail::record("mul", {&number, &by});
  return detail::record("add", {&scaled, &first});
}

Array computed_ramp(std::int64_t count, Scalar start, Scalar step, DType dtype) {
  return filled({count}, dtype, false, [&](std::int64_t i) {
    if (dtype == f32)
      return Scalar(static_cast<float>(i) * step.as<float>() + start.as<float>());
    if (is_floating(dtype))
      return Scalar(static_cast<double>(i) * step.as<double>() + start.as<double>());
    return Scalar(i * step.as<std::int64_t>() + start.as<std::int64_t>());
  });
}

Array recorded_eye(const Shape &shape, std::int64_t k, DType dtype) {
  const Array row = detail::iota(i64, shape, 0), column = detail::iota(i64, shape, 1),
              shift = detail::splat(Scalar(k), i64, shape), diagonal = detail::record("add", {&row, &shift});
  return detail::convert(detail::compare("eq", diagonal, column), {dtype, false});
}

/// start (1 - t) + stop t, and exactly stop at the end.
std::vector<double> points_between(double start, double stop, std::int64_t count) {
  std::vector<double> points(static_cast<std::size_t>(count), start);
  for (std::int64_t i = 1; i < count; ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(count - 1);
    points[static_cast<std::size_t>(i)] = i + 1 == count ? stop : start * (1 - t) + stop * t;
  }
  return points;
}

} // namespace

Array zeros(const Shape &shape, DType dtype, std::source_location where) {
  detail::UserLine line(where);
  return uniform_array("zeros", shape, Scalar(0), dtype, false);
}

Array ones(const Shape &shape, DType dtype, std::source_location where) {
  detail::UserLine line(where);
  return uniform_array("ones", shape, Scalar(1), dtype, false);
}

Array full(const Shape &shape, const In &value) {
  if (!value.is_number())
    return full_of(shape, value, value.array_ref().dtype(), false);
  return full_of(shape, value, detail::default_dtype(value.number()), value.number().kind != Scalar::Kind::boolean);
}

Array full(const Shape &shape, const In &value, DType dtype) { return full_of(shape, value, dtype, false); }

Array full_like(const In &x, const In &value, DType dtype) {
  detail::UserLine line(x.where());
  return full(x.array().shape(), value, dtype);
}
Array full_like(const In &x, const In &value) { return full_like(x, value, x.array().dtype()); }
Array zeros_like(const In &x) { return full_like(x, 0); }
Array zeros_like(const In &x, DType dtype) { return full_like(x, 0, dtype); }
Array ones_like(const In &x) { return full_like(x, 1); }
Array ones_like(const In &x, DType dtype) { return full_like(x, 1, dtype); }
Array empty_like(const In &x) { return zeros_like(x); }
Array empty(const Shape &shape, DType dtype, std::source_location where) { return zeros(shape, dtype, where); }

Array eye(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype, std::source_location where) {
  detail::UserLine line(where);
  const Shape shape{rows, columns};
  check_shape("eye", shape, dtype);
  if (recorded())
    return recorded_eye(shape, k, dtype);
  return filled(shape, dtype, false, [=](std::int64_t i) { return Scalar(i / columns + k == i % columns ? 1 : 0); });
}
Array eye(std::int64_t rows, std::int64_t columns, DType dtype, std::source_location where) {
  return eye(rows, columns, 0, dtype, where);
}
Array eye(std::int64_t n, DType dtype, std::source_location where) { return eye(n, n, 0, dtype, where); }
Array identity(std::int64_t n, DType dtype, std::source_location where) { return eye(n, n, 0, dtype, where); }

Array detail::arange(Scalar start, Scalar stop, Scalar step, DType dtype, std::source_location where) {
  detail::UserLine line(where);
  const std::int64_t count = steps_between(start, stop, step);
  check_shape("arange", {count}, dtype);
  return recorded() ? recorded_ramp(count, start, step, dtype) : computed_ramp(count, start, step, dtype);
}

Array linspace(double start, double stop, std::int64_t count, DType dtype, std::source_location where) {
  detail::UserLine line(where);
  check_shape("linspace", {count}, dtype);
  const std::vector<double> points = points_between(start, stop, count);
  return filled({count}, dtype, false, [&](std::int64_t i) { return Scalar(points[static_cast<std::size_t>(i)]); });
}

Array one_hot(const In &x, int classes, DType dtype, int axis) {
  const detail::Operand operand(x);
  return detail::library("one_hot", {operand.get()}, {classes, static_cast<std::int64_t>(dtype), axis}, x.where(),
                         [=](std::span<const Array> in) {
                           const int at = detail::normalize_axis("one_hot", axis, in[0].ndim() + 1);
                           Shape shape;
                           detail::Ints places;
                           for (int i = 0, next = 0; i <= static_cast<int>(in[0].ndim()); ++i)
                             if (i == at) {
                               shape.push_back(classes);
                             } else {
                               places.push_back(i);
                               shape.push_back(in[0].shape()[static_cast<std::size_t>(next++)]);
                             }
                           check_shape("one_hot", shape, dtype);
                           const Array number = detail::iota(in[0].dtype(), shape, at),
                                       spread = detail::broadcast_in_dim(in[0], shape, places);
                           return detail::convert(detail::compare("eq", spread, number), {dtype, false});
                         });
}

} // namespace burin
