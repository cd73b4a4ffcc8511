// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"
#include "compiler/lowering/math/RarePath.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double pi = 3.14159265358979311600;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// lgamma(2 + d) / d for -0.72 <= d <= 0.28, minimax to 2^-60.
Real slopeFromTwo(Real d) {
  return polynomial(d, {-3.46480649351744978e-7,  -8.77853339277448002e-7,   -1.23823471588175399e-6,
                        -4.23161549478898339e-7,  -4.75891610446814352e-7,   1.11228220451079576e-6,
                        -1.97248325507479946e-6,  4.36971776128229428e-6,    -9.44917575145780427e-6,
                        0.0000205059403312199443, -0.0000449256503221817673, 0.0000994576577819674513,
                        -0.000223154774677086868, 0.000509669518285373198,   -0.00119275391154600075,
                        0.00289051033087890782,   -0.00738555102867334036,   0.0205808084277832697,
                        -0.067352301053198102,    0.322467033424113203,      0.422784335098467134});
}

/// Gamma(x) = gamma(2 + d) times or, below 3/2, divided by `factor`. Of 0 <= x < 8.
struct Shifted {
  Bits below;
  Real d, factor;
};

/// Below 1.28 rather than 1.5, so that d slope and log x do not cancel more than three bits.
Shifted shiftToTwo(Real x) {
  Rounded nearest = roundedProduct(x + 0.22, 1);
  Bits below = nearest.real < 1.5;
  Real factor = x.constant(1);
  for (int i = 1; i <= 6; ++i)
    factor = select(nearest.real > i + 1.5, factor * (x - i), factor);
  Real divisor = select(nearest.real < 0.5, fma(x, x, x), x);
  return {below, x - nearest.real, select(below, divisor, factor)};
}

/// Stirling's series with fdlibm's coefficients (e_lgamma_r.c), from 8 on.
Real stirling(Real x, Real log) {
  Real z = 1.0 / x;
  Real w = polynomial(z * z, {-1.63092934096575273989e-03, 8.36339918996282139126e-04, -5.95187557450339963135e-04,
                              7.93650558643019558500e-04, -2.77777777728775536470e-03, 8.33333333333329678849e-02});
  return (x - 0.5) * (log - 1.0) + fma(z, w, 4.18938533204672725052e-01);
}

/// Of x >= 0. The zeros at 1 and 2 keep all digits: d and x - 1 are exact there.
Real lgammaOfPositive(Real x) {
  Bits near = x < 8.0;
  Shifted shifted = shiftToTwo(select(near, x, x.constant(3)));
  Real logarithm = log(select(near, shifted.factor, x));
  Real moderate = fma(shifted.d, slopeFromTwo(shifted.d), select(shifted.below, -logarithm, logarithm));
  return select(near, moderate, stirling(x, logarithm));
}

/// For f32: gamma(x) gamma(-x) = -pi / (x sin(pi x)).
Real lgammaByReflection(Real x) {
  Real magnitude = abs(x), sine = abs(atMultipleOfPi(fractionOf(x)).sine);
  Real positive = lgammaOfPositive(magnitude);
  Real reflected = log(pi / (magnitude * sine)) - positive;
  return select(x < 0.0, select(sine == 0.0, x.constant(infinity), reflected), positive);
}

} // namespace

Real lgamma(Real x) {
  if (isF32(x))
    return truncated(lgammaByReflection(extended(x)));
  Real negative = select(x < 0.0, x, x.constant(0));
  Real positive = lgammaOfPositive(select(x < 0.0, x.constant(0), abs(x)));
  return beyond(0, negative, positive, libm("lgamma"));
}

} // namespace burin::lowering
