// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::record;
using IntSpan = std::span<const std::int64_t>;

Array padded(const Array &x, const Array &value, const Ints &low, const Ints &high, const Ints &interior) {
  const Array filler = detail::convert_and_broadcast(value, detail::type_of(x), {});
  return record("pad", {&x, &filler}, {{"low", IntSpan(low)}, {"high", IntSpan(high)}, {"interior", IntSpan(interior)}},
                detail::type_of(x).weak);
}

void check_widths(std::string_view op, const Array &x, std::size_t count) {
  if (count != x.ndim())
    throw ShapeError(
        detail::Message(op, "an array of shape " + x.shape().str() + " has other axes than widths are given for")
            .expected(std::to_string(x.ndim()) + " widths", std::to_string(count))
            .at_user_line()
            .cure("Give one {low, high} per axis.")
            .text("shapeerror"));
}

Array pad_by(std::string_view op, const In &x, const In &value, const Ints &low, const Ints &high,
             const Ints &interior) {
  const detail::Operand operand(x), filler(value, x);
  std::vector<std::int64_t> key{static_cast<std::int64_t>(low.size())};
  for (const Ints *list : {&low, &high, &interior})
    key.insert(key.end(), list->begin(), list->end());
  return detail::library(op, {operand.get(), filler.get()}, IntSpan(key), x.where(), [&](std::span<const Array> in) {
    check_widths(op, in[0], low.size());
    check_widths(op, in[0], high.size());
    return padded(in[0], in[1], low, high, interior);
  });
}

} // namespace

Array pad(const In &x, const std::vector<PadWidth> &widths, const In &value) {
  Ints low, high;
  for (const PadWidth &width : widths) {
    low.push_back(width.low);
    high.push_back(width.high);
  }
  return pad_by("pad", x, value, low, high, Ints(widths.size(), 0));
}

Array lax::pad(const In &x, const In &value, const std::vector<std::int64_t> &low,
               const std::vector<std::int64_t> &high, const std::vector<std::int64_t> &interior) {
  return pad_by("lax_pad", x, value, low, high, interior.empty() ? Ints(low.size(), 0) : interior);
}

Array lax::iota(DType dtype, const Shape &shape, int dimension, std::source_location where) {
  std::vector<std::int64_t> key{static_cast<std::int64_t>(dtype), dimension};
  key.insert(key.end(), shape.begin(), shape.end());
  return detail::library("iota", {}, IntSpan(key), where, [&](std::span<const Array>) {
    return detail::iota(dtype, shape, detail::normalize_axis("iota", dimension, shape.ndim()));
  });
}

Array lax::broadcast_in_dim(const In &x, const Shape &shape, const std::vector<std::int64_t> &dimensions) {
  const detail::Operand operand(x);
  std::vector<std::int64_t> key(shape.begin(), shape.end());
  key.push_back(-1);
  key.insert(key.end(), dimensions.begin(), dimensions.end());
  return detail::library("broadcast_in_dim", {operand.get()}, IntSpan(key), x.where(),
                         [&](std::span<const Array> in) { return detail::broadcast_in_dim(in[0], shape, dimensions); });
}

std::pair<Array, Array> lax::threefry2x32(const In &k0, const In &k1, const In &x0, const In &x1) {
  const detail::Operand a(k0), b(k1), c(x0), d(x1);
  return detail::library_pair(
      "threefry2x32", {a.get(), b.get(), c.get(), d.get()}, k0.where(), [](std::span<const Array> in) {
        const Shape shape = detail::broadcast_shapes("threefry2x32", {&in[0], &in[1], &in[2], &in[3]});
        Array u[4];
        for (std::size_t i = 0; i < 4; ++i)
          u[i] = detail::convert_and_broadcast(in[i], {u32, false}, shape);
        return detail::record_pair("threefry2x32", {&u[0], &u[1], &u[2], &u[3]});
      });
}

Array lax::optimization_barrier(const In &x) {
  const detail::Operand operand(x);
  return detail::library("optimization_barrier", {operand.get()}, {}, x.where(), [](std::span<const Array> in) {
    return record("optimization_barrier", {&in[0]}, {}, detail::type_of(in[0]).weak);
  });
}

} // namespace burin
