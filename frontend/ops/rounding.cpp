// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/rounding.h"

#include "burin/lax.h"
#include "frontend/ops/binary.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/unary.h"

#include <cmath>
#include <string>

namespace burin {
namespace {

using detail::record;
using detail::rounding;
using Domain = detail::UnaryDomain;

constexpr std::string_view even = "to_nearest_even", away = "away_from_zero";

/// By a power of ten; f16 and bf16 have no room for it and go through f32.
Array round_to(const Array &x, int decimals) {
  const detail::Promoted own = detail::type_of(x),
                         wide = size_of(own.dtype) < 4 ? detail::Promoted{f32, own.weak} : own;
  const Array value = detail::convert(x, wide),
              factor = detail::splat(detail::Scalar(std::pow(10.0, decimals)), wide.dtype, x.shape()),
              scaled = record("mul", {&value, &factor}), whole = record("round", {&scaled}, {{"mode", even}}),
              result = record("div", {&whole, &factor}, {}, own.weak);
  return detail::convert(result, own);
}

} // namespace

Array floor(const In &x) { return rounding({"floor", "floor", Domain::floating}, x); }
Array ceil(const In &x) { return rounding({"ceil", "ceil", Domain::floating}, x); }

Array trunc(const In &x) {
  return detail::composed("trunc", x, detail::Key(), [](const Array &a) {
    if (!is_floating(a.dtype()))
      return a;
    const Array zero = detail::splat(detail::Scalar(0), a.dtype(), a.shape()),
                negative = detail::compare("lt", a, zero), up = record("ceil", {&a}), down = record("floor", {&a});
    return record("select", {&negative, &up, &down}, {}, detail::type_of(a).weak);
  });
}

Array fix(const In &x) { return trunc(x); }

Array round(const In &x, int decimals) {
  return detail::composed("round", x, detail::Key(decimals), [=](const Array &a) {
    if (!is_floating(a.dtype()) && decimals < 0)
      detail::throw_unsupported("round", {"an integer is rounded to a power of ten", "decimals >= 0",
                                          std::to_string(decimals), "Convert it first: x.astype(f32)."});
    if (!is_floating(a.dtype()))
      return a;
    return decimals ? round_to(a, decimals) : record("round", {&a}, {{"mode", even}}, detail::type_of(a).weak);
  });
}

Array around(const In &x, int decimals) { return round(x, decimals); }
Array rint(const In &x) { return detail::unary({"rint", "round", Domain::floating}, x, {{"mode", even}}); }

Array nextafter(const In &x, const In &y) {
  return detail::binary({"nextafter", "nextafter", detail::BinaryDomain::floating}, x, y);
}

Array lax::round(const In &x, RoundingMethod method) {
  const bool to_even = method == RoundingMethod::to_nearest_even;
  return rounding({to_even ? "lax_round_even" : "lax_round", "round", Domain::floating}, x,
                  {{"mode", to_even ? even : away}});
}

} // namespace burin
