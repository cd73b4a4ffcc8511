// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What kind of number an element is, and numbers in place of those that are none.
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/binary.h"
#include "frontend/ops/unary.h"

#include <limits>

namespace burin {
namespace {

using detail::Matched;
using detail::Promoted;
using detail::record;

constexpr double infinity = std::numeric_limits<double>::infinity();

Array float_test(std::string_view name, const In &x, Array (*of_floats)(const Array &), bool of_integers = false) {
  const detail::Operand operand(x);
  return detail::library(name, {operand.get()}, {}, x.where(), [&](std::span<const Array> in) {
    return is_floating(in[0].dtype()) ? of_floats(in[0])
                                      : detail::splat(detail::Scalar(of_integers), bool_, in[0].shape());
  });
}

Array like(const Array &x, double value) { return detail::splat(detail::Scalar(value), x.dtype(), x.shape()); }

Array is_equal(const Array &x, double value) { return detail::compare("eq", x, like(x, value)); }

double greatest_of(DType dtype) {
  if (dtype == f16)
    return 65504;
  if (dtype == bf16)
    return 0x1.fep127;
  return dtype == f32 ? double{std::numeric_limits<float>::max()} : std::numeric_limits<double>::max();
}

DType bits_of(DType dtype) { return size_of(dtype) == 8 ? i64 : size_of(dtype) == 4 ? i32 : i16; }

/// Of floating numbers, by the highest bit.
Array sign_bit(const Array &x) {
  const Array pattern = record("bitcast_convert", {&x}, {{"dtype", bits_of(x.dtype())}}),
              zero = detail::splat(detail::Scalar(0), pattern.dtype(), x.shape());
  return detail::compare("lt", pattern, zero);
}

Array number_in_place(const Array &x, double nan, double posinf, double neginf) {
  const bool weak = detail::type_of(x).weak;
  const auto replace = [&](const Array &where, double value, const Array &otherwise) {
    const Array number = like(x, value);
    return record("select", {&where, &number, &otherwise}, {}, weak);
  };
  const Array numbers = replace(detail::compare("ne", x, x), nan, x);
  return replace(is_equal(x, -infinity), neginf, replace(is_equal(x, infinity), posinf, numbers));
}

} // namespace

Array isfinite(const In &x) {
  return float_test("isfinite", x, [](const Array &f) { return record("is_finite", {&f}); }, true);
}

Array isnan(const In &x) {
  return float_test("isnan", x, [](const Array &f) { return detail::compare("ne", f, f); });
}

Array isposinf(const In &x) {
  return float_test("isposinf", x, [](const Array &f) { return is_equal(f, infinity); });
}

Array isneginf(const In &x) {
  return float_test("isneginf", x, [](const Array &f) { return is_equal(f, -infinity); });
}

Array isinf(const In &x) {
  return float_test("isinf", x, [](const Array &f) {
    const Array magnitude = record("abs", {&f});
    return is_equal(magnitude, infinity);
  });
}

Array signbit(const In &x) {
  return detail::composed("signbit", x, detail::Key(), [](const Array &a) {
    if (is_floating(a.dtype()))
      return sign_bit(a);
    const Array zero = detail::splat(detail::Scalar(0), a.dtype(), a.shape());
    return a.dtype() == bool_ ? zero : detail::compare("lt", a, zero);
  });
}

Array copysign(const In &x, const In &y) {
  return detail::binary("copysign", detail::BinaryDomain::floating, x, y, [](const Matched &m) {
    const Array magnitude = record("abs", {&m.x}), opposite = record("neg", {&magnitude}), negative = sign_bit(m.y);
    return record("select", {&negative, &opposite, &magnitude}, {}, m.type.weak);
  });
}

Array heaviside(const In &x, const In &y) {
  return detail::binary("heaviside", detail::BinaryDomain::floating, x, y, [](const Matched &m) {
    const Array zero = like(m.x, 0), one = like(m.x, 1), below = detail::compare("lt", m.x, zero),
                above = detail::compare("gt", m.x, zero), at = detail::compare("eq", m.x, zero),
                or_nan = record("select", {&at, &m.y, &m.x}), orabove = record("select", {&above, &one, &or_nan});
    return record("select", {&below, &zero, &orabove}, {}, m.type.weak);
  });
}

Array nan_to_num(const In &x, double nan, std::optional<double> posinf, std::optional<double> neginf) {
  return detail::composed(
      "nan_to_num", x, detail::Key(nan, posinf.has_value(), posinf.value_or(0), neginf.has_value(), neginf.value_or(0)),
      [&](const Array &a) {
        if (!is_floating(a.dtype()))
          return a;
        const double greatest = greatest_of(a.dtype());
        return number_in_place(a, nan, posinf.value_or(greatest), neginf.value_or(-greatest));
      });
}

} // namespace burin
