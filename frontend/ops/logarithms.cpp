// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Logarithms written with others.
#include "burin/ops.h"
#include "frontend/ops/binary.h"
#include "frontend/ops/unary.h"

#include <numbers>

namespace burin {
namespace {

using detail::Matched;
using detail::Promoted;
using detail::record;

Array like(const Array &x, double value) { return detail::splat(detail::Scalar(value), x.dtype(), x.shape()); }

/// high + log(1 + base^(low - high)) / log(base). Select, unlike max, gives the tie to one operand, so that the
/// derivatives of all orders are right there. Equal infinities have no difference: their sum is the answer.
Array log_of_sum(const Matched &m, std::string_view power, double scale) {
  const Array ordered = detail::compare("ge", m.x, m.y), high = record("select", {&ordered, &m.x, &m.y}),
              low = record("select", {&ordered, &m.y, &m.x}), difference = record("sub", {&low, &high}),
              undefined = detail::compare("ne", difference, difference), zero = like(m.x, 0),
              distance = record("select", {&undefined, &zero, &difference}), decay = record(power, {&distance}),
              log1p = record("log1p", {&decay}), factor = like(m.x, scale), rest = record("mul", {&log1p, &factor}),
              sum = record("add", {&high, &rest}), infinite = record("add", {&m.x, &m.y});
  return record("select", {&undefined, &infinite, &sum}, {}, m.type.weak);
}

} // namespace

Array log10(const In &x) {
  return detail::composed("log10", x, detail::Key(), [](const Array &a) {
    const Promoted type = detail::to_floating(detail::type_of(a));
    const Array f = detail::convert(a, type), natural = record("log", {&f}), ln10 = like(f, std::numbers::ln10);
    return record("div", {&natural, &ln10}, {}, type.weak);
  });
}

Array logaddexp(const In &x, const In &y) {
  return detail::binary("logaddexp", detail::BinaryDomain::floating, x, y,
                        [](const Matched &m) { return log_of_sum(m, "exp", 1); });
}

Array logaddexp2(const In &x, const In &y) {
  return detail::binary("logaddexp2", detail::BinaryDomain::floating, x, y,
                        [](const Matched &m) { return log_of_sum(m, "exp2", std::numbers::log2e); });
}

} // namespace burin
