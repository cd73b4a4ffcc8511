// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/binary.h"

#include <limits>

namespace burin {
namespace {

using detail::binary;
using detail::Matched;
using detail::Promoted;
using detail::record;
using detail::throw_dtypes;
using Domain = detail::BinaryDomain;

Array comparison(std::string_view name, std::string_view direction, const In &x, const In &y) {
  return binary(name, Domain::any, x, y, [&](const Matched &m) { return detail::compare(direction, m.x, m.y); });
}

Array zero_like(const Matched &m) { return detail::splat(detail::Scalar(0), m.type.dtype, m.x.shape()); }

/// True where the division leaves a rest of the other sign than the divisor's.
Array rest_has_wrong_sign(const Matched &m, const Array &rest) {
  const Array zero = zero_like(m);
  const Array some = detail::compare("ne", rest, zero), negative_rest = detail::compare("lt", rest, zero),
              negative_divisor = detail::compare("lt", m.y, zero);
  const Array differ = record("xor", {&negative_rest, &negative_divisor});
  return record("and", {&some, &differ});
}

Array floored_remainder(const Matched &m) {
  const Array rest = record("rem", {&m.x, &m.y}, {}, m.type.weak);
  if (is_unsigned(m.type.dtype))
    return rest;
  const Array wrong = rest_has_wrong_sign(m, rest), moved = record("add", {&rest, &m.y});
  return record("select", {&wrong, &moved, &rest}, {}, m.type.weak);
}

Array floored_quotient(const Matched &m) {
  const Array quotient = record("div", {&m.x, &m.y}, {}, m.type.weak);
  if (is_floating(m.type.dtype))
    return record("floor", {&quotient}, {}, m.type.weak);
  if (is_unsigned(m.type.dtype))
    return quotient;
  const Array rest = record("rem", {&m.x, &m.y}), wrong = rest_has_wrong_sign(m, rest),
              one = detail::splat(detail::Scalar(1), m.type.dtype, m.x.shape()),
              lower = record("sub", {&quotient, &one});
  return record("select", {&wrong, &lower, &quotient}, {}, m.type.weak);
}

/// The first where it is beyond the second, or the second is NaN.
Array extremum_of_numbers(const Matched &m, std::string_view direction) {
  const Array beyond = detail::compare(direction, m.x, m.y), nan = detail::compare("ne", m.y, m.y),
              first = record("or", {&beyond, &nan});
  return record("select", {&first, &m.x, &m.y}, {}, m.type.weak);
}

bool fits_int(std::int64_t v) { return v >= std::numeric_limits<int>::min() && v <= std::numeric_limits<int>::max(); }

/// The user's line is that of `y`: a store that is refused names it.
Array &assign(Array &x, const Array &value, const In &y) {
  detail::UserLine line(y.where());
  return x = value;
}

} // namespace

Array add(const In &x, const In &y) { return binary({"add", "add", Domain::any}, x, y); }
Array subtract(const In &x, const In &y) { return binary({"subtract", "sub", Domain::any}, x, y); }
Array multiply(const In &x, const In &y) { return binary({"multiply", "mul", Domain::any}, x, y); }
Array divide(const In &x, const In &y) { return binary({"divide", "div", Domain::floating}, x, y); }
Array maximum(const In &x, const In &y) { return binary({"maximum", "max", Domain::any}, x, y); }
Array minimum(const In &x, const In &y) { return binary({"minimum", "min", Domain::any}, x, y); }
Array remainder(const In &x, const In &y) { return binary("remainder", Domain::any, x, y, floored_remainder); }
Array floor_divide(const In &x, const In &y) { return binary("floor_divide", Domain::any, x, y, floored_quotient); }
Array fmod(const In &x, const In &y) { return binary({"fmod", "rem", Domain::any}, x, y); }
std::pair<Array, Array> divmod(const In &x, const In &y) { return {floor_divide(x, y), remainder(x, y)}; }
Array fmax(const In &x, const In &y) {
  return binary("fmax", Domain::any, x, y, [](const Matched &m) { return extremum_of_numbers(m, "gt"); });
}
Array fmin(const In &x, const In &y) {
  return binary("fmin", Domain::any, x, y, [](const Matched &m) { return extremum_of_numbers(m, "lt"); });
}
Array float_power(const In &x, const In &y) { return binary({"float_power", "pow", Domain::floating}, x, y); }
Array lax::rem(const In &x, const In &y) { return binary({"rem", "rem", Domain::any}, x, y); }

Array pow(const In &x, const In &y) {
  using Kind = detail::Scalar::Kind;
  const bool whole = y.is_number() && (y.number().kind == Kind::integer || y.number().kind == Kind::unsigned_integer);
  if (whole && fits_int(y.number().integer))
    return integer_pow(x, static_cast<int>(y.number().integer));
  return binary("pow", Domain::any, x, y, [](const Matched &m) {
    if (!is_floating(m.type.dtype))
      throw_dtypes("pow", m.x, m.y, "floating numbers");
    return record("pow", {&m.x, &m.y}, {}, m.type.weak);
  });
}

Array operator+(const In &x, const In &y) { return add(x, y); }
Array operator-(const In &x, const In &y) { return subtract(x, y); }
Array operator*(const In &x, const In &y) { return multiply(x, y); }
Array operator/(const In &x, const In &y) { return divide(x, y); }
Array operator%(const In &x, const In &y) { return remainder(x, y); }

Array equal(const In &x, const In &y) { return comparison("equal", "eq", x, y); }
Array not_equal(const In &x, const In &y) { return comparison("not_equal", "ne", x, y); }
Array less(const In &x, const In &y) { return comparison("less", "lt", x, y); }
Array less_equal(const In &x, const In &y) { return comparison("less_equal", "le", x, y); }
Array greater(const In &x, const In &y) { return comparison("greater", "gt", x, y); }
Array greater_equal(const In &x, const In &y) { return comparison("greater_equal", "ge", x, y); }
Array operator==(const In &x, const In &y) { return equal(x, y); }
Array operator!=(const In &x, const In &y) { return not_equal(x, y); }
Array operator<(const In &x, const In &y) { return less(x, y); }
Array operator<=(const In &x, const In &y) { return less_equal(x, y); }
Array operator>(const In &x, const In &y) { return greater(x, y); }
Array operator>=(const In &x, const In &y) { return greater_equal(x, y); }

Array bitwise_and(const In &x, const In &y) { return binary({"bitwise_and", "and", Domain::bits}, x, y); }
Array bitwise_or(const In &x, const In &y) { return binary({"bitwise_or", "or", Domain::bits}, x, y); }
Array bitwise_xor(const In &x, const In &y) { return binary({"bitwise_xor", "xor", Domain::bits}, x, y); }
Array left_shift(const In &x, const In &y) { return binary({"left_shift", "shift_left", Domain::integers}, x, y); }
Array right_shift(const In &x, const In &y) {
  return binary("right_shift", Domain::integers, x, y, [](const Matched &m) {
    return record(is_unsigned(m.type.dtype) ? "shift_right_logical" : "shift_right_arithmetic", {&m.x, &m.y}, {},
                  m.type.weak);
  });
}
Array operator&(const In &x, const In &y) { return bitwise_and(x, y); }
Array operator|(const In &x, const In &y) { return bitwise_or(x, y); }
Array operator^(const In &x, const In &y) { return bitwise_xor(x, y); }
Array operator<<(const In &x, const In &y) { return left_shift(x, y); }
Array operator>>(const In &x, const In &y) { return right_shift(x, y); }

Array &operator+=(Array &x, const In &y) { return assign(x, In(x, y.where()) + y, y); }
Array &operator-=(Array &x, const In &y) { return assign(x, In(x, y.where()) - y, y); }
Array &operator*=(Array &x, const In &y) { return assign(x, In(x, y.where()) * y, y); }
Array &operator/=(Array &x, const In &y) { return assign(x, In(x, y.where()) / y, y); }
Array &operator%=(Array &x, const In &y) { return assign(x, In(x, y.where()) % y, y); }
Array &operator&=(Array &x, const In &y) { return assign(x, In(x, y.where()) & y, y); }
Array &operator|=(Array &x, const In &y) { return assign(x, In(x, y.where()) | y, y); }
Array &operator^=(Array &x, const In &y) { return assign(x, In(x, y.where()) ^ y, y); }
Array &operator<<=(Array &x, const In &y) { return assign(x, In(x, y.where()) << y, y); }
Array &operator>>=(Array &x, const In &y) { return assign(x, In(x, y.where()) >> y, y); }

Array lax::shift_right_logical(const In &x, const In &y) {
  return binary({"shift_right_logical", "shift_right_logical", Domain::integers}, x, y);
}
Array logical_and(const In &x, const In &y) { return binary({"logical_and", "and", Domain::truth}, x, y); }
Array logical_or(const In &x, const In &y) { return binary({"logical_or", "or", Domain::truth}, x, y); }
Array logical_xor(const In &x, const In &y) { return binary({"logical_xor", "xor", Domain::truth}, x, y); }

Array where(const In &condition, const In &on_true, const In &on_false) {
  const detail::Operand c(condition), a(on_true, on_false), b(on_false, on_true);
  return detail::library("where", {c.get(), a.get(), b.get()}, {}, condition.where(), [](std::span<const Array> in) {
    const Promoted type = promote(detail::type_of(in[1]), detail::type_of(in[2]));
    const Shape shape = detail::broadcast_shapes("where", {&in[0], &in[1], &in[2]});
    const Array truth = detail::convert_and_broadcast(in[0], {bool_, false}, shape),
                yes = detail::convert_and_broadcast(in[1], type, shape),
                no = detail::convert_and_broadcast(in[2], type, shape);
    return record("select", {&truth, &yes, &no}, {}, type.weak);
  });
}

namespace {

/// Three operands in their joint dtype and shape.
struct Bounded {
  Promoted type;
  Array x, low, high;
  Bounded(std::string_view name, std::span<const Array> in)
      : type(promote(promote(detail::type_of(in[0]), detail::type_of(in[1])), detail::type_of(in[2]))) {
    const Shape shape = detail::broadcast_shapes(name, {&in[0], &in[1], &in[2]});
    x = detail::convert_and_broadcast(in[0], type, shape);
    low = detail::convert_and_broadcast(in[1], type, shape);
    high = detail::convert_and_broadcast(in[2], type, shape);
  }
};

template <class Body> Array bounded(std::string_view name, const In &x, const In &low, const In &high, Body body) {
  const detail::Operand a(x, low), b(low, x), c(high, x);
  return detail::library(name, {a.get(), b.get(), c.get()}, {}, x.where(),
                         [&](std::span<const Array> in) { return body(Bounded(name, in)); });
}

} // namespace

Array clip(const In &x, const In &low, const In &high) {
  return bounded("clip", x, low, high, [](const Bounded &b) {
    const Array raised = record("max", {&b.x, &b.low});
    return record("min", {&raised, &b.high}, {}, b.type.weak);
  });
}

Array lax::clamp(const In &min, const In &x, const In &max) {
  return bounded("clamp", x, min, max,
                 [](const Bounded &b) { return record("clamp", {&b.low, &b.x, &b.high}, {}, b.type.weak); });
}

} // namespace burin
