// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/trigonometric.h"

#include "frontend/ops/binary.h"
#include "frontend/ops/unary.h"

#include <limits>
#include <numbers>

namespace burin {
namespace {

using detail::Matched;
using detail::Promoted;
using detail::record;
using detail::unary;
using Domain = detail::UnaryDomain;

Array like(const Array &x, double value) { return detail::splat(detail::Scalar(value), x.dtype(), x.shape()); }

Array times(std::string_view name, const In &x, double factor) {
  return detail::composed(name, x, detail::Key(), [=](const Array &a) {
    const Promoted type = detail::to_floating(detail::type_of(a));
    const Array f = detail::convert(a, type), constant = like(f, factor);
    return record("mul", {&f, &constant}, {}, type.weak);
  });
}

/// The greater side times sqrt(1 + ratio^2); zero and infinity are the answer themselves.
Array hypotenuse(const Matched &m) {
  const Array x = record("abs", {&m.x}), y = record("abs", {&m.y}), greater = record("max", {&x, &y}),
              lesser = record("min", {&x, &y}), zero = detail::compare("eq", greater, like(greater, 0)),
              infinite = detail::compare("eq", greater, like(greater, std::numeric_limits<double>::infinity())),
              edge = record("or", {&zero, &infinite}), one = like(greater, 1),
              divisor = record("select", {&edge, &one, &greater}), dividend = record("select", {&edge, &one, &lesser}),
              ratio = record("div", {&dividend, &divisor}),
              square = record("integer_pow", {&ratio}, {{"exponent", std::int64_t{2}}}),
              sum = record("add", {&one, &square}), root = record("sqrt", {&sum}),
              product = record("mul", {&greater, &root});
  return record("select", {&edge, &greater, &product}, {}, m.type.weak);
}

/// 1 - t^2 / 6 + t^4 / 120, whose derivatives are those of sin(t) / t at 0.
Array sinc_at_zero(const Array &t) {
  const Array square = record("mul", {&t, &t}), fourth = like(t, 1.0 / 120), sixth = like(t, -1.0 / 6),
              one = like(t, 1), inner = record("mul", {&square, &fourth}), sum = record("add", {&inner, &sixth}),
              outer = record("mul", {&square, &sum});
  return record("add", {&outer, &one});
}

} // namespace

Array sin(const In &x) { return unary({"sin", "sin", Domain::floating}, x); }
Array cos(const In &x) { return unary({"cos", "cos", Domain::floating}, x); }
Array tan(const In &x) { return unary({"tan", "tan", Domain::floating}, x); }
Array asin(const In &x) { return unary({"asin", "asin", Domain::floating}, x); }
Array acos(const In &x) { return unary({"acos", "acos", Domain::floating}, x); }
Array atan(const In &x) { return unary({"atan", "atan", Domain::floating}, x); }
Array sinh(const In &x) { return unary({"sinh", "sinh", Domain::floating}, x); }
Array cosh(const In &x) { return unary({"cosh", "cosh", Domain::floating}, x); }
Array asinh(const In &x) { return unary({"asinh", "asinh", Domain::floating}, x); }
Array acosh(const In &x) { return unary({"acosh", "acosh", Domain::floating}, x); }
Array atanh(const In &x) { return unary({"atanh", "atanh", Domain::floating}, x); }

Array atan2(const In &y, const In &x) {
  return detail::binary({"atan2", "atan2", detail::BinaryDomain::floating}, y, x);
}

Array arcsin(const In &x) { return asin(x); }
Array arccos(const In &x) { return acos(x); }
Array arctan(const In &x) { return atan(x); }
Array arctan2(const In &y, const In &x) { return atan2(y, x); }
Array arcsinh(const In &x) { return asinh(x); }
Array arccosh(const In &x) { return acosh(x); }
Array arctanh(const In &x) { return atanh(x); }

Array hypot(const In &x, const In &y) {
  return detail::binary("hypot", detail::BinaryDomain::floating, x, y, hypotenuse);
}

Array sinc(const In &x) {
  return detail::composed("sinc", x, detail::Key(), [](const Array &a) {
    const Promoted type = detail::to_floating(detail::type_of(a));
    const Array f = detail::convert(a, type), pi = like(f, std::numbers::pi), t = record("mul", {&f, &pi}),
                zero = detail::compare("eq", t, like(t, 0)), one = like(t, 1),
                safe = record("select", {&zero, &one, &t}), sine = record("sin", {&safe}),
                quotient = record("div", {&sine, &safe}), series = sinc_at_zero(t);
    return record("select", {&zero, &series, &quotient}, {}, type.weak);
  });
}

Array deg2rad(const In &x) { return times("deg2rad", x, std::numbers::pi / 180); }
Array radians(const In &x) { return deg2rad(x); }
Array rad2deg(const In &x) { return times("rad2deg", x, 180 / std::numbers::pi); }
Array degrees(const In &x) { return rad2deg(x); }

} // namespace burin
