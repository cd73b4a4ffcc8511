// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Promoted;
using detail::record;

/// What a function of one array takes and gives.
enum class Domain : std::uint8_t { numeric, floating, bits };

struct Unary {
  std::string_view name, op;
  Domain domain;
};

[[noreturn]] void throw_dtype(std::string_view name, const Array &x, std::string_view expected, std::string_view cure) {
  throw DTypeError(detail::Message(name, "the operand has the wrong dtype")
                       .expected(expected, name_of(x.dtype()))
                       .operand("operand 0", x)
                       .at_user_line()
                       .cure(cure)
                       .text("dtypeerror"));
}

Promoted domain_of(const Unary &f, const Array &x) {
  const Promoted own = detail::type_of(x);
  if (f.domain == Domain::floating)
    return detail::to_floating(own);
  if (f.domain == Domain::numeric && own.dtype == bool_)
    throw_dtype(f.name, x, "numbers", "Convert it first: x.astype(i32).");
  if (f.domain == Domain::bits && is_floating(own.dtype))
    throw_dtype(f.name, x, "bool or integers", "Convert it first: x.astype(i32).");
  return own;
}

Array unary(const Unary &f, const In &x) {
  const detail::Operand operand(x);
  return detail::library(f.name, {operand.get()}, {}, x.where(), [&](std::span<const Array> in) {
    const Promoted type = domain_of(f, in[0]);
    const Array converted = detail::convert(in[0], type);
    return record(f.op, {&converted}, {}, type.weak);
  });
}

Array float_test(std::string_view name, const In &x, Array (*of_floats)(const Array &), bool of_integers) {
  const detail::Operand operand(x);
  return detail::library(name, {operand.get()}, {}, x.where(), [&](std::span<const Array> in) {
    return is_floating(in[0].dtype()) ? of_floats(in[0])
                                      : detail::splat(detail::Scalar(of_integers), bool_, in[0].shape());
  });
}

} // namespace

Array exp(const In &x) { return unary({"exp", "exp", Domain::floating}, x); }
Array exp2(const In &x) { return unary({"exp2", "exp2", Domain::floating}, x); }
Array expm1(const In &x) { return unary({"expm1", "expm1", Domain::floating}, x); }
Array log(const In &x) { return unary({"log", "log", Domain::floating}, x); }
Array log1p(const In &x) { return unary({"log1p", "log1p", Domain::floating}, x); }
Array log2(const In &x) { return unary({"log2", "log2", Domain::floating}, x); }
Array sqrt(const In &x) { return unary({"sqrt", "sqrt", Domain::floating}, x); }
Array rsqrt(const In &x) { return unary({"rsqrt", "rsqrt", Domain::floating}, x); }
Array cbrt(const In &x) { return unary({"cbrt", "cbrt", Domain::floating}, x); }
Array erf(const In &x) { return unary({"erf", "erf", Domain::floating}, x); }
Array sin(const In &x) { return unary({"sin", "sin", Domain::floating}, x); }
Array cos(const In &x) { return unary({"cos", "cos", Domain::floating}, x); }
Array tanh(const In &x) { return unary({"tanh", "tanh", Domain::floating}, x); }
Array logistic(const In &x) { return unary({"logistic", "logistic", Domain::floating}, x); }
Array sigmoid(const In &x) { return unary({"sigmoid", "logistic", Domain::floating}, x); }
Array negative(const In &x) { return unary({"negative", "neg", Domain::numeric}, x); }
Array abs(const In &x) { return unary({"abs", "abs", Domain::numeric}, x); }
Array sign(const In &x) { return unary({"sign", "sign", Domain::numeric}, x); }
Array operator-(const In &x) { return negative(x); }
Array operator+(const In &x) { return x.array(); }
Array operator~(const In &x) { return unary({"invert", "not", Domain::bits}, x); }

Array floor(const In &x) {
  const detail::Operand operand(x);
  return detail::library("floor", {operand.get()}, {}, x.where(), [](std::span<const Array> in) {
    return is_floating(in[0].dtype()) ? record("floor", {&in[0]}, {}, detail::type_of(in[0]).weak) : in[0];
  });
}

Array stop_gradient(const In &x) {
  const detail::Operand operand(x);
  return detail::library("stop_gradient", {operand.get()}, {}, x.where(), [](std::span<const Array> in) {
    return record("stop_gradient", {&in[0]}, {}, detail::type_of(in[0]).weak);
  });
}

Array isfinite(const In &x) {
  return float_test("isfinite", x, [](const Array &f) { return record("is_finite", {&f}); }, true);
}

Array isnan(const In &x) {
  return float_test("isnan", x, [](const Array &f) { return detail::compare("ne", f, f); }, false);
}

Array reciprocal(const In &x) {
  const detail::Operand operand(x);
  return detail::library("reciprocal", {operand.get()}, {}, x.where(), [](std::span<const Array> in) {
    const Promoted type = detail::to_floating(detail::type_of(in[0]));
    const Array f = detail::convert(in[0], type), one = detail::splat(detail::Scalar(1), type.dtype, f.shape());
    return record("div", {&one, &f}, {}, type.weak);
  });
}

Array logical_not(const In &x) {
  const detail::Operand operand(x);
  return detail::library("logical_not", {operand.get()}, {}, x.where(), [](std::span<const Array> in) {
    const Array truth = detail::convert(in[0], {bool_, false});
    return record("not", {&truth});
  });
}

Array integer_pow(const In &x, int exponent) {
  const detail::Operand operand(x);
  return detail::library("integer_pow", {operand.get()}, {exponent}, x.where(), [=](std::span<const Array> in) {
    const Promoted type = detail::type_of(in[0]);
    if (type.dtype == bool_ || (exponent < 0 && !is_floating(type.dtype)))
      throw_dtype("pow", in[0], exponent < 0 ? "floating numbers for a negative exponent" : "numbers",
                  "Convert it first: x.astype(f32).");
    return record("integer_pow", {&in[0]}, {{"exponent", std::int64_t{exponent}}}, type.weak);
  });
}

Array square(const In &x) { return integer_pow(x, 2); }

Array Array::astype(DType dtype, std::source_location where) const {
  return detail::library("astype", {this}, {static_cast<std::int64_t>(dtype)}, where, [=](std::span<const Array> in) {
    return detail::with_weakness(detail::convert(in[0], {dtype, false}), false);
  });
}

} // namespace burin
