// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Words.h"

namespace burin::lowering {

Rest operator+(Rest x, Rest y) { return x && y ? Rest(*x + *y) : x ? x : y; }
Rest operator*(Real x, Rest y) { return y ? Rest(x * *y) : y; }
Rest operator-(Rest x) { return x ? Rest(-*x) : x; }
Real operator+(Real x, Rest y) { return y ? x + *y : x; }

Words words(Real like, double high, double low) {
  return {like.constant(high), restIf(like, [&] { return like.constant(low); })};
}

Words sum(Real x, Real y) {
  Real high = x + y;
  return {high, restIf(x, [&] {
            Real ofY = high - x;
            return (x - (high - ofY)) + (y - ofY);
          })};
}

Words sumOfOrdered(Real x, Real y) {
  Real high = x + y;
  return {high, restIf(x, [&] { return y - (high - x); })};
}

Words product(Real x, Real y) {
  Real high = x * y;
  return {high, restIf(x, [&] { return fma(x, y, -high); })};
}

Words fmaOfOrdered(Real x, Real y, Real z) {
  Real high = fma(x, y, z);
  return {high, restIf(x, [&] { return fma(x, y, z - high); })};
}

Words polynomialInWords(Real x, llvm::ArrayRef<double> coefficients, double beyond) {
  Words sum = fmaOfOrdered(polynomial(x, coefficients.drop_back()), x, x.constant(coefficients.back()));
  return {sum.high, sum.low + restIf(x, [&] { return x.constant(beyond); })};
}

Words polynomialInWords(Words x, llvm::ArrayRef<double> coefficients, std::array<double, 2> beyond) {
  Real p = polynomial(x.high, coefficients.drop_back(2));
  auto last = coefficients.take_back(2);
  Words slope = words(p, last[0], beyond[0]) + product(p, x.high);
  return words(p, last[1], beyond[1]) + slope * x;
}

static Words normalized(Words x) { return x.low ? sumOfOrdered(x.high, *x.low) : x; }

Words operator+(Words x, Words y) {
  Words result = sum(x.high, y.high);
  return normalized({result.high, result.low + (x.low + y.low)});
}

Words operator-(Words x) { return {-x.high, -x.low}; }

Words operator*(Words x, Words y) {
  Words result = product(x.high, y.high);
  return normalized({result.high, result.low + (x.high * y.low + y.high * x.low)});
}

/// x - y for two words that cancel.
static Real difference(Words x, Words y) { return (x.high - y.high) + (x.low + -y.low); }

Words operator/(Words x, Words y) {
  Real high = x.high / y.high;
  return {high, restIf(high, [&] {
            Real remainder = difference(x, product(high, y.high)) + -(high * y.low);
            // Of products near the end of the range there is no rest.
            return select(abs(x.high) > 0x1p-960, remainder / y.high, high.constant(0));
          })};
}

Words sqrt(Words x) {
  Real high = sqrt(x.high);
  return {high, restIf(high, [&] {
            Real low = difference(x, product(high, high)) / (high + high);
            return select(high > 0.0, low, high.constant(0));
          })};
}

Words power(Words x, int64_t exponent) {
  std::optional<Words> result;
  for (Words square = x;; square = square * square) {
    if (exponent & 1)
      result = result ? *result * square : square;
    if (exponent >>= 1; exponent == 0)
      return result ? *result : Words(x.high.constant(1));
  }
}

Words select(Bits condition, Words x, Words y) {
  auto lowOf = [](Words x) { return x.low ? *x.low : x.high.constant(0); };
  return {select(condition, x.high, y.high),
          x.low || y.low ? Rest(select(condition, lowOf(x), lowOf(y))) : std::nullopt};
}

Words flipped(Words x, Bits sign) {
  auto flip = [&](Real part) { return real(bits(part) ^ sign); };
  return {flip(x.high), x.low ? Rest(flip(*x.low)) : std::nullopt};
}

Real rounded(Words x) { return x.high + x.low; }

} // namespace burin::lowering
