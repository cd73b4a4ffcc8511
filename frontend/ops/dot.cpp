// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <numeric>
#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::Message;
using detail::Promoted;

using IntSpan = std::span<const std::int64_t>;

[[noreturn]] void throw_contraction(std::string_view op, const Array &x, const Array &y, std::int64_t a,
                                    std::int64_t b) {
  throw ShapeError(
      Message(op, "operands of shapes " + x.shape().str() + " and " + y.shape().str() + " cannot be multiplied")
          .expected("equal extents on the summed axes", std::to_string(a) + " and " + std::to_string(b))
          .operand("operand 0", x)
          .operand("operand 1", y)
          .at_user_line()
          .cure("The last axis of the first operand meets the last but one of the second; transpose(x) swaps "
                "them.")
          .text("shapeerror"));
}

[[noreturn]] void throw_scalar(std::string_view op) {
  throw ShapeError(Message(op, "a scalar has no axis to sum over")
                       .expected("operands of one axis or more", "a scalar")
                       .at_user_line()
                       .cure("Multiply by a scalar with `*`.")
                       .text("shapeerror"));
}

/// dot_general of operands that are in one dtype already; the extents are checked here.
Array contract(std::string_view op, const Array &x, const Array &y, const lax::DotDimensions &d) {
  for (std::size_t i = 0; i < d.lhs_contract.size(); ++i) {
    const std::int64_t a = x.shape()[static_cast<std::size_t>(d.lhs_contract[i])],
                       b = y.shape()[static_cast<std::size_t>(d.rhs_contract[i])];
    if (a != b)
      throw_contraction(op, x, y, a, b);
  }
  return detail::record("dot_general", {&x, &y},
                        {{"lhs_batch", IntSpan(d.lhs_batch)},
                         {"rhs_batch", IntSpan(d.rhs_batch)},
                         {"lhs_contract", IntSpan(d.lhs_contract)},
                         {"rhs_contract", IntSpan(d.rhs_contract)}},
                        detail::type_of(x).weak && detail::type_of(y).weak);
}

std::pair<Array, Array> in_one_dtype(const Array &x, const Array &y) {
  const Promoted type = promote(detail::type_of(x), detail::type_of(y));
  return {detail::convert(x, type), detail::convert(y, type)};
}

std::int64_t last(const Array &x) { return static_cast<std::int64_t>(x.ndim()) - 1; }

Ints range(std::int64_t first, std::int64_t end) {
  Ints list(static_cast<std::size_t>(std::max<std::int64_t>(end - first, 0)));
  std::iota(list.begin(), list.end(), first);
  return list;
}

/// x (m, k), y (batch..., k, n): the free axis of x comes first and is moved behind the batches.
Array matrix_times_batches(const Array &x, const Array &y) {
  const Array product = contract("matmul", x, y, {{1}, {last(y) - 1}, {}, {}});
  Ints permutation = range(1, last(product));
  permutation.push_back(0);
  permutation.push_back(last(product));
  return detail::transpose_by(product, permutation);
}

Shape batch_shape(const Array &x) { return Shape(IntSpan(x.shape()).first(x.ndim() - 2)); }

Array with_batches(const Array &x, const Shape &batches) {
  Shape shape = batches;
  shape.push_back(x.shape()[x.ndim() - 2]);
  shape.push_back(x.shape()[x.ndim() - 1]);
  return detail::broadcast(x, shape);
}

Array batched(const Array &x, const Array &y) {
  const Shape batches = detail::broadcast_shapes("matmul", {batch_shape(x), batch_shape(y)});
  const Ints axes = range(0, static_cast<std::int64_t>(batches.ndim()));
  const Array a = with_batches(x, batches), b = with_batches(y, batches);
  return contract("matmul", a, b, {{last(a)}, {last(b) - 1}, axes, axes});
}

Array matmul_of(const Array &x, const Array &y) {
  if (x.ndim() == 0 || y.ndim() == 0)
    throw_scalar("matmul");
  if (y.ndim() == 1)
    return contract("matmul", x, y, {{last(x)}, {0}, {}, {}});
  if (x.ndim() == 1)
    return contract("matmul", x, y, {{0}, {last(y) - 1}, {}, {}});
  if (y.ndim() == 2)
    return contract("matmul", x, y, {{last(x)}, {0}, {}, {}});
  return x.ndim() == 2 ? matrix_times_batches(x, y) : batched(x, y);
}

Array dot_of(const Array &x, const Array &y) {
  if (x.ndim() == 0 || y.ndim() == 0) {
    const Shape &shape = x.ndim() == 0 ? y.shape() : x.shape();
    const Array a = detail::broadcast(x, shape), b = detail::broadcast(y, shape);
    return detail::record("mul", {&a, &b});
  }
  return contract("dot", x, y, {{last(x)}, {y.ndim() == 1 ? 0 : last(y) - 1}, {}, {}});
}

template <class Body>
Array product(std::string_view name, const In &x, const In &y, std::span<const std::int64_t> key, Body body) {
  const detail::Operand a(x, y), b(y, x);
  return detail::library(name, {a.get(), b.get()}, key, x.where(), [&](std::span<const Array> in) {
    const auto [lhs, rhs] = in_one_dtype(in[0], in[1]);
    return body(lhs, rhs);
  });
}

Ints listed(std::string_view op, const Axes &axes, std::size_t ndim) {
  Ints list;
  for (std::int64_t axis : axes.list())
    list.push_back(detail::normalize_axis(op, axis, ndim));
  return list;
}

[[noreturn]] void throw_axis_counts(std::size_t x, std::size_t y) {
  throw ShapeError(
      Message("tensordot", "the lists of summed axes differ in length")
          .expected("as many axes of one operand as of the other", std::to_string(x) + " and " + std::to_string(y))
          .at_user_line()
          .cure("Axes are paired in order.")
          .text("shapeerror"));
}

void append(std::vector<std::int64_t> &key, std::span<const std::int64_t> list) {
  key.push_back(static_cast<std::int64_t>(list.size()));
  key.insert(key.end(), list.begin(), list.end());
}

} // namespace

Array matmul(const In &x, const In &y) { return product("matmul", x, y, {}, matmul_of); }
Array dot(const In &x, const In &y) { return product("dot", x, y, {}, dot_of); }

Array tensordot(const In &x, const In &y, int axes) {
  const std::int64_t key[] = {axes};
  return product("tensordot", x, y, key, [=](const Array &a, const Array &b) {
    if (axes < 0 || axes > static_cast<int>(std::min(a.ndim(), b.ndim())))
      detail::normalize_axis("tensordot", axes, std::min(a.ndim(), b.ndim()));
    const auto n = static_cast<std::int64_t>(a.ndim());
    return contract("tensordot", a, b, {range(n - axes, n), range(0, axes), {}, {}});
  });
}

Array tensordot(const In &x, const In &y, const Axes &x_axes, const Axes &y_axes) {
  std::vector<std::int64_t> key;
  append(key, x_axes.list());
  append(key, y_axes.list());
  return product("tensordot_axes", x, y, key, [&](const Array &a, const Array &b) {
    const Ints lhs = listed("tensordot", x_axes, a.ndim()), rhs = listed("tensordot", y_axes, b.ndim());
    if (lhs.size() != rhs.size())
      throw_axis_counts(lhs.size(), rhs.size());
    return contract("tensordot", a, b, {lhs, rhs, {}, {}});
  });
}

Array outer(const In &x, const In &y) {
  return product("outer", x, y, {}, [](const Array &a, const Array &b) {
    const Array column = detail::reshape_to(a, {a.size()}), row = detail::reshape_to(b, {b.size()});
    const Shape shape{a.size(), b.size()};
    const Array left = detail::broadcast_in_dim(column, shape, {0}), right = detail::broadcast_in_dim(row, shape, {1});
    return detail::record("mul", {&left, &right});
  });
}

Array lax::dot_general(const In &lhs, const In &rhs, const DotDimensions &dimensions) {
  std::vector<std::int64_t> key;
  for (const auto *list :
       {&dimensions.lhs_contract, &dimensions.rhs_contract, &dimensions.lhs_batch, &dimensions.rhs_batch})
    append(key, *list);
  return product("dot_general", lhs, rhs, key, [&](const Array &a, const Array &b) {
    if (dimensions.lhs_contract.size() != dimensions.rhs_contract.size())
      throw_axis_counts(dimensions.lhs_contract.size(), dimensions.rhs_contract.size());
    for (std::int64_t axis : dimensions.lhs_contract)
      detail::normalize_axis("dot_general", axis, a.ndim());
    for (std::int64_t axis : dimensions.rhs_contract)
      detail::normalize_axis("dot_general", axis, b.ndim());
    return contract("dot_general", a, b, dimensions);
  });
}

} // namespace burin
