// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

namespace burin::lowering {
namespace {

/// x = n ln 2 + r with |r| <= ln 2 / 2. ln 2 is split so that the first product is exact (Cody, Waite 1980).
struct Reduced {
  Bits n;
  Real whole;   ///< n
  Real partial; ///< x - n (upper part of ln 2), exact
  Real r;
};

constexpr double ln2High64 = 6.93147180369123816490e-01, ln2Low64 = 1.90821492927058770002e-10;

Reduced reduceByLn2(Real x) {
  double high = isF32(x) ? 0.693359375 : ln2High64, low = isF32(x) ? -2.12194440e-4 : ln2Low64;
  Rounded n = roundedProduct(x, 1.44269504088896341);
  Real partial = fma(n.real, -high, x);
  return {n.integer, n.real, partial, fma(n.real, -low, partial)};
}

/// For normal results.
Real powerOfTwo(Bits n, Real like) { return real((n + exponentBias(like)) << mantissaBits(like)); }

Real clamped(Real x, double least, double greatest) {
  x = select(x < least, x.constant(least), x);
  return select(x > greatest, x.constant(greatest), x); // NaN stays
}

/// Beyond, e^x is 0 or infinite.
Real clampedToRange(Real x) { return isF32(x) ? clamped(x, -104, 89) : clamped(x, -746, 710); }

/// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. f32: coefficients of Cephes' expf (Moshier); f64: e^r is minimax to 2^-62.
Real tailOfExp(Real r) {
  return isF32(r) ? polynomial(r, {1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
                                   5.0000001201e-1})
                  : polynomial(r, {2.09148825634850695e-9, 2.51054909069866954e-8, 2.75572731719410277e-7,
                                   2.75572547404054151e-6, 2.48015873259201617e-5, 1.98412698753421422e-4,
                                   1.38888888888836415e-3, 8.33333333332598557e-3, 4.16666666666666698e-2,
                                   1.66666666666666711e-1, 0.5});
}

Real expOfReduced(Real r) { return 1.0 + fma(r * r, tailOfExp(r), r); }

/// (e^r - 1 - r) / r^2 for |r| < 1/2, minimax to 2^-33 and 2^-59.
Real tailOfExpm1(Real r) {
  return isF32(r) ? polynomial(r, {2.479082061e-5, 1.997358307e-4, 1.388930522e-3, 8.333142261e-3, 4.166666026e-2,
                                   1.666666745e-1, 5.000000002e-1})
                  : polynomial(r, {1.61164965143715465e-10, 2.09629558159760757e-9, 2.50519467097216211e-8,
                                   2.75570766366427235e-7, 2.75573194336202428e-6, 2.48015876161454127e-5,
                                   1.98412698411469919e-4, 1.3888888888704549e-3, 8.33333333333335966e-3,
                                   4.16666666666670617e-2, 1.66666666666666667e-1, 0.5});
}

} // namespace

/// Two steps, of which only the second may round.
Real scaled(Real x, Bits n) {
  constexpr uint64_t even = 1 << 14; // makes n positive: a logical shift is cheap where an arithmetic one is not
  Bits half = ((n + even) >> 1) - even / 2;
  return x * powerOfTwo(half, x) * powerOfTwo(n - half, x);
}

Real exp(Real x) {
  Reduced part = reduceByLn2(clampedToRange(x));
  return scaled(expOfReduced(part.r), part.n);
}

ScaledWords expInWords(Words x) {
  auto [n, whole, partial, r] = reduceByLn2(clamped(x.high, -746, 712));
  if (!r.e->twoWords)
    return {expOfReduced(r), n};
  Real lost = fma(whole, -ln2Low64, partial - r) + x.low;
  Real tail = r * r * tailOfExp(r);
  Words sum = sumOfOrdered(r.constant(1), r);
  return {sumOfOrdered(sum.high, fma(lost, sum.high + tail, tail) + sum.low), n};
}

Real expOfModerate(Real x) {
  Reduced part = reduceByLn2(x);
  return expOfReduced(part.r) * powerOfTwo(part.n, x);
}

/// (2^r - 1) / r for |r| <= 1/2, minimax to 2^-27 and 2^-56.
Real exp2(Real x) {
  x = isF32(x) ? clamped(x, -151, 129) : clamped(x, -1076, 1025);
  Rounded n = roundedProduct(x, 1);
  Real r = x - n.real;
  Real p = isF32(x) ? polynomial(r, {1.54531629451e-4, 1.33908633647e-3, 9.61808255728e-3, 5.55035711422e-2,
                                     2.40226507606e-1, 6.93147188026e-1})
                    : polynomial(r, {4.45496059818651839e-10, 7.0725859492692237e-9, 1.01780624458457735e-7,
                                     1.32154425879216897e-6, 1.52527338298361184e-5, 1.54035304417360502e-4,
                                     1.33335581464169353e-3, 9.61812910760688853e-3, 5.55041086648215943e-2,
                                     2.40226506959100982e-1, 6.93147180559945309e-1});
  return scaled(fma(r, p, 1.0), n.integer);
}

Real expm1(Real x) {
  Real y = isF32(x) ? clamped(x, -18, 89) : clamped(x, -40, 710);
  Reduced part = reduceByLn2(y);
  Bits direct = abs(y) < 0.5; // without reduction: 2^n - 1 would cancel
  Real r = select(direct, y, part.r);
  Real small = fma(r * r, tailOfExpm1(r), r);
  Real half = powerOfTwo(part.n - 1, x); // 2^n may be out of range
  Real large = fma(half, small, half - 0.5) * 2.0;
  return select(x == 0.0, x, select(direct, small, large));
}

} // namespace burin::lowering
