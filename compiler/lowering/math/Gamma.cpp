// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"
#include "compiler/lowering/math/RarePath.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double pi = 3.14159265358979311600;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// lgamma(2 + d) / d for -0.72 <= d <= 0.28. The first two coefficients are Taylor's, the others minimax to 2^-57.
Words slopeFromTwo(Real d) {
  return polynomialInWords(
      Words(d), {4.3960028168864714e-08, 1.2151217214030738e-07,  1.7896135503178555e-07, 8.300577318923032e-08,
                 6.087605433692102e-08,  -1.2362448563422644e-07, 1.9936211987681914e-07, -4.4938650992824325e-07,
                 9.568671333221622e-07,  -2.0388455264888367e-06, 4.37477414406199e-06,   -9.439526251476763e-06,
                 2.0507214174489066e-05, -4.492623496834548e-05,  9.945751283608427e-05,  -0.0002231547584963586,
                 0.0005096695247407849,  -0.0011927539117027473,  0.0028905103307415485,  -0.007385551028673987,
                 0.020580808427784546,   -0.0673523010531981,     3.2246703342411320e-01, 4.2278433509846713e-01},
      {1.520336175199238e-17, 4.942915152430645e-18});
}

/// Gamma(x) = gamma(2 + d) times or, below 3/2, divided by `factor`. Of 0 <= x < 8.
struct Shifted {
  Bits below;
  Real d;
  Words factor;
};

/// Below 1.28 rather than 1.5, so that d slope and log x do not cancel more than three bits.
Shifted shiftToTwo(Real x) {
  Rounded nearest = roundedProduct(x + 0.22, 1);
  Bits below = nearest.real < 1.5;
  Words factor = x.constant(1);
  for (int i = 1; i <= 6; ++i)
    factor = select(nearest.real > i + 1.5, factor * (x - i), factor);
  Words divisor = select(nearest.real < 0.5, x * sum(x.constant(1), x), x);
  return {below, x - nearest.real, select(below, divisor, factor)};
}

/// Stirling's series with fdlibm's coefficients (e_lgamma_r.c), from 8 on.
Words stirling(Real x, Words log) {
  Real z = 1.0 / x;
  Real w = polynomial(z * z, {-1.63092934096575273989e-03, 8.36339918996282139126e-04, -5.95187557450339963135e-04,
                              7.93650558643019558500e-04, -2.77777777728775536470e-03, 8.33333333333329678849e-02});
  return sum(x, x.constant(-0.5)) * (log - x.constant(1)) + fma(z, w, 4.18938533204672725052e-01);
}

/// Of x >= 0. The zeros at 1 and 2 keep all digits: d and x - 1 are exact there.
Real lgammaOfPositive(Real x) {
  Bits near = x < 8.0;
  Shifted shifted = shiftToTwo(select(near, x, x.constant(3)));
  Words log = logInWords(select(near, shifted.factor, x));
  Words moderate = slopeFromTwo(shifted.d) * shifted.d + select(shifted.below, -log, log);
  Real value = rounded(select(near, moderate, stirling(x, log)));
  Real result = select(value == value, value, x * infinity); // where it overflows
  return select(x == 0.0, x.constant(infinity), result);
}

/// For f32: gamma(x) gamma(-x) = -pi / (x sin(pi x)).
Real lgammaByReflection(Real x) {
  Real magnitude = abs(x), sine = abs(atMultipleOfPi(fractionOf(x)).sine.high);
  Real positive = lgammaOfPositive(magnitude);
  Real reflected = log(pi / (magnitude * sine)) - positive;
  return select(x < 0.0, select(sine == 0.0, x.constant(infinity), reflected), positive);
}

Real lgamma64(Real x) {
  if (!x.e->twoWords)
    return lgammaByReflection(x);
  Real zero = x.constant(0), negative = select(x < 0.0, x, zero);
  return beyond(0, negative, lgammaOfPositive(select(x < 0.0, zero, abs(x))), libm("lgamma"));
}

} // namespace

Real lgamma(Real x) { return inF64(lgamma64, x); }

} // namespace burin::lowering
