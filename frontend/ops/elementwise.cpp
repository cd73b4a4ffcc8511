// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/ops/unary.h"

namespace burin {
namespace {

using detail::Promoted;
using detail::record;
using detail::unary;
using Domain = detail::UnaryDomain;

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
Array tanh(const In &x) { return unary({"tanh", "tanh", Domain::floating}, x); }
Array logistic(const In &x) { return unary({"logistic", "logistic", Domain::floating}, x); }
Array sigmoid(const In &x) { return unary({"sigmoid", "logistic", Domain::floating}, x); }
Array negative(const In &x) { return unary({"negative", "neg", Domain::numeric}, x); }
Array abs(const In &x) { return unary({"abs", "abs", Domain::numeric}, x); }
Array sign(const In &x) { return unary({"sign", "sign", Domain::numeric}, x); }
Array operator-(const In &x) { return negative(x); }
Array operator+(const In &x) { return x.array(); }
Array positive(const In &x) { return x.array(); }
Array absolute(const In &x) { return abs(x); }
Array fabs(const In &x) { return unary({"fabs", "abs", Domain::floating}, x); }
Array invert(const In &x) { return unary({"invert", "not", Domain::bits}, x); }
Array bitwise_not(const In &x) { return invert(x); }
Array operator~(const In &x) { return invert(x); }

Array stop_gradient(const In &x) {
  const detail::Operand operand(x);
  return detail::library("stop_gradient", {operand.get()}, {}, x.where(), [](std::span<const Array> in) {
    return record("stop_gradient", {&in[0]}, {}, detail::type_of(in[0]).weak);
  });
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
      detail::throw_dtype("pow", in[0], exponent < 0 ? "floating numbers for a negative exponent" : "numbers",
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
