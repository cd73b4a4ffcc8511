// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"
#include "frontend/random/draw.h"

#include <cmath>
#include <string>

namespace burin::random {

FloatInfo info_of(DType dtype) {
  switch (dtype) {
  case DType::f16: return {10, 0x1p-10, 0x1p-11, 0x1p-14};
  case DType::bf16: return {7, 0x1p-7, 0x1p-8, 0x1p-126};
  case DType::f64: return {52, 0x1p-52, 0x1p-53, 0x1p-1022};
  default: return {23, 0x1p-23, 0x1p-24, 0x1p-126};
  }
}

void check_parameter(std::string_view op, const Shape &own, const Shape &shape, std::source_location where) {
  bool fits = own.ndim() <= shape.ndim();
  for (std::size_t i = 1; fits && i <= own.ndim(); ++i)
    fits = own[own.ndim() - i] == 1 || own[own.ndim() - i] == shape[shape.ndim() - i];
  if (!fits)
    throw ShapeError(nn::message(
        op, "a parameter does not broadcast to the shape; expected one that fits " + shape.str() + ", got " + own.str(),
        where, "Draw the shape that the parameters have together.", "shapeerror"));
}

/// The high bits are the mantissa; of bf16, which has fewer than 8, those of 8.
Array uniform01(const Array &key, const Shape &shape, DType dtype) {
  switch (dtype) {
  case DType::f32: return (threefry_bits(key, shape) >> 9).astype(f32) * 0x1p-23f;
  case DType::f16: return ((threefry_bits(key, shape) & 0xffff) >> 6).astype(f16) * 0x1p-10f;
  case DType::bf16: return ((threefry_bits(key, shape) & 0xff) >> 1).astype(bf16) * 0x1p-7f;
  default: return (uint_bits(key, shape, u64) >> 12).astype(f64) * 0x1p-52;
  }
}

Array uniform_between(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval) {
  const Array low = minval.array().astype(dtype), high = maxval.array().astype(dtype);
  return maximum(low, uniform01(key, shape, dtype) * (high - low) + low);
}

Array fused_uniform(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval) {
  if (dtype != f32)
    return uniform_between(key, shape, dtype, minval, maxval);
  const Array low = minval.array().astype(f32), range = maxval.array().astype(f32) - low;
  const Array exact = uniform01(key, shape, f32).astype(f64) * range.astype(f64) + low.astype(f64);
  return maximum(low, exact.astype(f32));
}

Array uniform(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval,
              std::source_location where) {
  check_dtype("random.uniform", dtype, floating_dtypes, where);
  const bool unit = minval.is_number() && maxval.is_number() && minval.number().as<double>() == 0 &&
                    maxval.number().as<double>() == 1;
  if (unit)
    return draw("random.uniform01", key, {}, shape, dtype, where,
                [&](std::span<const Array> in) { return uniform01(in[0], shape, dtype); });
  const Array low = minval.array(), high = maxval.array();
  check_parameter("random.uniform", low, shape, where);
  check_parameter("random.uniform", high, shape, where);
  return draw("random.uniform", key, {&low, &high}, shape, dtype, where,
              [&](std::span<const Array> in) { return fused_uniform(in[0], shape, dtype, in[1], in[2]); });
}

} // namespace burin::random
