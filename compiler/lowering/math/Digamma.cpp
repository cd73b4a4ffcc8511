// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"
#include "compiler/lowering/math/RarePath.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quietNan = std::numeric_limits<double>::quiet_NaN();

/// digamma divided by the distance from its zero, on [1, 2.2]; minimax to 2^-58.
Words digammaNearZero(Words x) {
  Words distance = x + words(x.high, -0x1.762d86356be3fp+0, -0x1.b86a722197829p-54);
  Words p = polynomialInWords(
      x - x.high.constant(1.6),
      {0.0000136687986769211028, -0.0000218701019889511376, 4.23742884309025305e-6,   -6.77999491956310939e-6,
       0.0000412955238197662528, -0.0000660736276681347955, 0.0000882818884219620595, -0.000141256335693485004,
       0.000232413740398235667,  -0.000371898019083616044,  0.000593566513688393812,  -0.000949951318453027931,
       0.00152082095346345379,   -0.0024349864637868879,    0.00390033671211482144,   -0.00625208546445217735,
       0.0100338853726002035,    -0.0161356371394712032,    0.0260364799982924291,    -0.0422599998185320055,
       0.0693094827214008613,    -0.115871730316689972,     0.201157047624302171,     -0.379619808146371085,
       0.910959071705315093},
      {5.44e-17, -5.23e-17});
  return distance * p;
}

/// log(t) + z p(z) with t = x - 1/2 and z = 1 / t^2, minimax to 2^-58 from 2.198 on.
Words digammaFromTwo(Words x) {
  Real t = x.high - 0.5, z = 1.0 / (t * t);
  Real p = polynomial(z, {16680.18796321004,    -62533.731825752635,   109437.6988693552,    -118847.59028302068,
                          89835.77626354242,    -50279.25421886357,    21657.756425452684,   -7378.667811479298,
                          2032.9589080641501,   -463.06869736579284,   89.64028591708164,    -15.365638309765679,
                          2.4891478392955353,   -0.419455648298781,    0.08253942798311746,  -0.02106342641185951,
                          0.007560640962016899, -0.004134111205147808, 0.003844246012461055, -0.00729166666662209,
                          0.04166666666666665});
  return logInWords({t, x.low}) + z * p;
}

Words digammaFromOne(Words x) { return select(x.high < 2.2, digammaNearZero(x), digammaFromTwo(x)); }

/// digamma(1 + x) - 1 / x below 1, digamma(1 - x) - pi cot(pi x) below 0. Near the zeros there, f64 has no digits for
/// the difference.
Real digamma64(Real x) {
  Real zero = x.constant(0), one = x.constant(1);
  Bits belowOne = x < 1.0, reflects = x < -0x1p-60;
  Words shifted = sum(one, select(reflects, -x, x));
  auto [sine, cosine] = atMultipleOfPi(fractionOf(x));
  Words numerator = select(reflects, piTimes(1, x) * cosine, select(belowOne, one, zero));
  Words correction = numerator / select(reflects, sine, select(belowOne, x, one));

  Real value = rounded(digammaFromOne(select(belowOne, shifted, x)) - correction);
  value = select(abs(correction.high) < 0x1p60, value, -correction.high);
  value = select(x < infinity, value, x);
  value = select((x == 0.0) | (reflects & (sine.high == 0.0)), x.constant(quietNan), value);
  if (!x.e->twoWords)
    return value;
  Bits cancels = reflects & (abs(value) < abs(correction.high) * 0.25);
  return beyond(0, select(cancels, x, zero), value, polygammaInLongDouble(0));
}

} // namespace

Real digamma(Real x) { return inF64(digamma64, x); }

} // namespace burin::lowering
