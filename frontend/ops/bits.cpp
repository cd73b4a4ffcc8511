// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The bits of numbers.
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/unary.h"

namespace burin {

using detail::record;
using detail::unary;
using Domain = detail::UnaryDomain;

Array lax::population_count(const In &x) { return unary({"population_count", "popcnt", Domain::integers}, x); }
Array lax::clz(const In &x) { return unary({"clz", "count_leading_zeros", Domain::integers}, x); }

Array bitwise_count(const In &x) {
  return detail::composed("bitwise_count", x, detail::Key(), [](const Array &a) {
    if (is_floating(a.dtype()))
      detail::throw_dtype("bitwise_count", a, "bool or integers", "Convert it first: x.astype(i32).");
    const Array numbers = detail::convert(a, {a.dtype() == bool_ ? u8 : a.dtype(), false}),
                magnitude = record("abs", {&numbers}), count = record("popcnt", {&magnitude});
    return detail::convert(count, {u8, false});
  });
}

Array lax::bitcast_convert_type(const In &x, DType dtype) {
  return detail::composed("bitcast_convert_type", x, detail::Key(dtype),
                          [=](const Array &a) { return record("bitcast_convert", {&a}, {{"dtype", dtype}}); });
}

Array lax::reduce_precision(const In &x, int exponent_bits, int mantissa_bits) {
  return unary({"reduce_precision", "reduce_precision", Domain::floating}, x,
               {{"exponent_bits", std::int64_t{exponent_bits}}, {"mantissa_bits", std::int64_t{mantissa_bits}}},
               {exponent_bits, mantissa_bits});
}

} // namespace burin
