// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quietNan = std::numeric_limits<double>::quiet_NaN();

/// x = 2^exponent * (1 + fraction) with sqrt(1/2) <= 1 + fraction < sqrt(2), for positive normal x.
struct Parts {
  Real exponent, fraction;
};

Parts split(Real x) {
  Bits pattern = bits(x);
  Bits shifted = pattern - (isF32(x) ? 0x3f3504f3 : 0x3fe6a09e667f3bcd); // sqrt(1/2)
  Bits exponent = shiftArithmetic(shifted, mantissaBits(x));
  Real mantissa = real(pattern - (exponent << mantissaBits(x)));
  Real whole = isF32(x) ? signedToReal32(exponent) : signedToReal64(narrowed(exponent));
  return {whole, mantissa - 1.0};
}

struct Scaled {
  Real x, exponent;
};

/// Subnormals become normal.
Scaled withoutSubnormals(Real x) {
  Bits tiny = x < (isF32(x) ? 0x1p-126 : 0x1p-1022);
  Real scaled = select(tiny, x * (isF32(x) ? 0x1p23 : 0x1p52), x);
  return {scaled, select(tiny, x.constant(-double(mantissaBits(x))), x.constant(0))};
}

/// log(1 + f) - f. f32: coefficients of Cephes' logf (Moshier).
Real tail32(Real f) {
  Real square = f * f;
  Real p = polynomial(f, {7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1});
  return fma(f * square, p, square * -0.5);
}

/// log(1 + f) = f - (half - rest) with half = f^2 / 2 (fdlibm's log, Sun Microsystems 1993).
struct Tail {
  Real half, rest;
};

Tail tail64(Real f) {
  Real s = f / (2.0 + f), z = s * s;
  Real p = polynomial(z, {1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01,
                          2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01,
                          6.666666666666735130e-01});
  Real half = f * f * 0.5;
  return {half, s * fma(z, p, half)};
}

constexpr double ln2High32 = 0.693359375, ln2Low32 = -2.12194440e-4;
constexpr double ln2High64 = 6.93147180369123816490e-01, ln2Low64 = 1.90821492927058770002e-10;

/// exponent ln 2 + log(1 + fraction) + lost, where `lost` is small.
Real assembled(Parts part, Real lost) {
  auto [exponent, f] = part;
  if (isF32(f))
    return fma(exponent, ln2High32, f + (tail32(f) + fma(exponent, ln2Low32, lost)));
  Tail tail = tail64(f);
  Real low = tail.rest + fma(exponent, ln2Low64, lost);
  return fma(exponent, ln2High64, f - (tail.half - low));
}

/// The values that the formula does not give: NaN below zero, -infinity at zero, infinity and NaN as they are.
Real atEdges(Real argument, Real formula) {
  Real result = select(argument < infinity, formula, argument);
  result = select(argument == 0.0, argument.constant(-infinity), result);
  return select(argument < 0.0, argument.constant(quietNan), result);
}

/// log2(1 + f) + exponent with log2 e = 1 + 0.4427 (Cephes' log2f).
Real log2Of32(Parts part) {
  constexpr double rest = 0.44269504088896340735992;
  Real f = part.fraction, tail = tail32(f);
  return fma(f, rest, tail * rest) + tail + f + part.exponent;
}

/// The high part of the logarithm keeps 32 bits, and so does the high part of log2 e (FreeBSD's e_log2.c).
Real log2Of64(Parts part) {
  constexpr double highFactor = 1.44269504072144627571, lowFactor = 1.67517131648865118353e-10;
  Real f = part.fraction;
  Tail tail = tail64(f);
  Real high = real(bits(f - tail.half) & 0xffffffff00000000);
  Real low = f - high - tail.half + tail.rest;
  Real product = high * highFactor, sum = part.exponent + product;
  Real lost = part.exponent - sum + product;
  return sum + (lost + fma(low + high, lowFactor, low * highFactor));
}

} // namespace

Real log(Real x) {
  auto [normal, exponent] = withoutSubnormals(x);
  Parts part = split(normal);
  return atEdges(x, assembled({part.exponent + exponent, part.fraction}, x.constant(0)));
}

Real log2(Real x) {
  auto [normal, exponent] = withoutSubnormals(x);
  Parts part = split(normal);
  part.exponent = part.exponent + exponent;
  return atEdges(x, isF32(x) ? log2Of32(part) : log2Of64(part));
}

Words logInWords(Words x) {
  if (!x.high.e->twoWords)
    return log(x.high);
  auto [normal, shift] = withoutSubnormals(x.high);
  auto [exponent, f] = split(normal);
  Real whole = exponent + shift;
  Tail tail = tail64(f);
  Words most = sumOfOrdered(whole * ln2High64, f), difference = sumOfOrdered(most.high, -tail.half);
  Real low = fma(whole, ln2Low64, tail.rest) + (most.low + difference.low);
  low = low + f.constant(-0.5) * product(f, f).low;
  return sumOfOrdered(difference.high, x.low ? low + *x.low / x.high : low);
}

/// The rounding error of 1 + x is carried along (Kahan; fdlibm's log1p); near zero x itself is the fraction.
Real log1p(Words argument) {
  Real x = argument.high, sum = 1.0 + x, zero = x.constant(0);
  Bits near = (x > -0.29) & (x < 0.41);
  Real lost = select(near, zero, select(x > 1.0, 1.0 - (sum - x), x - (sum - 1.0))) + argument.low;
  Parts part = split(sum);
  Parts chosen{select(near, zero, part.exponent), select(near, x, part.fraction)};
  Real formula = assembled(chosen, lost / sum);
  return select(x == 0.0, x, atEdges(sum, formula));
}

Real log1p(Real x) { return log1p(Words(x)); }

} // namespace burin::lowering
