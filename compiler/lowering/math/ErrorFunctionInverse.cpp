// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quietNan = std::numeric_limits<double>::quiet_NaN();

/// erfInv(x) / x as a function of w = -log(1 - x^2), below 6.25 (after M. Giles, "Approximating the erfinv function").
/// This and the two below are minimax to 2^-58.
Words nearZero(Words w) {
  return polynomialInWords(
      w - w.high.constant(3.125),
      {-1.91237780453911862e-23,  -3.3795536525485224e-22,  4.35747528024485407e-21,  1.87394348750954618e-20,
       -3.78482175211053346e-19,  6.39666485570997122e-19,  1.5992591736199305e-17,   -1.22630574326054808e-16,
       -4.4170033936653727e-17,   6.52576792239985836e-15,  -3.9988523095404323e-14,  -8.07466516750701305e-14,
       2.63038591480853843e-12,   -1.29786924799948919e-11, -5.41426095761645651e-11, 1.05122307074876207e-9,
       -4.112661266924503e-9,     -2.90703907487108684e-8,  4.23478817826652621e-7,   -1.36546917641350421e-6,
       -0.0000138825233946373436, 0.000186734208020092503,  -0.000740702534154430089, -0.00603367087142690859,
       0.240158182425588312,      1.65365456268310274},
      {1.05e-17, -2.24e-17});
}

/// As functions of s = sqrt(w), up to 4.
Words nearOne(Real s) {
  return polynomialInWords(s - 3.25, {7.68020047907705305e-9,   -1.53053979641525481e-8,  -2.09145333477312603e-8,
                                      1.31586636831929664e-7,   -2.45498189633398231e-7,  -2.76171622381624115e-8,
                                      1.48159778740225388e-6,   -3.98570594564817299e-6,  2.93257845538534999e-6,
                                      0.0000124650282242174545, -0.000047320680665446967, 0.0000682871173925195523,
                                      0.0000240315128657583568, -0.000355037813785245187, 0.000953289341579413693,
                                      -0.00168827553544885554,  0.00249144209795696021,   -0.00375120850822473423,
                                      0.00537091455355503261,   1.00525896769416545,      3.08388561049222076},
                           -7.5e-17);
}

/// From 4 on: 1 - |x| is at least 2^-53.
Words nextToOne(Real s) {
  return polynomialInWords(
      s - 5.05, {5.02946383171712425e-12,  -1.56910363208018379e-11, 2.56423346649720435e-12,   7.87051637008018243e-11,
                 -3.28733006260255424e-10, 1.04573889538208681e-9,   -2.7011823678111589e-9,    5.80878434762168287e-9,
                 -1.11572373391844371e-8,  2.18199541989573833e-8,   -5.49537358464372467e-8,   2.0161977749293584e-7,
                 -9.07080486749430938e-7,  4.19385359839947875e-6,   -0.0000183745369024516704, 0.000071240315439214275,
                 -0.000200312006632441953, -0.000169858091494099649, 1.01028501759777134,       4.90042105144364015},
      4.24e-16);
}

Real erfInvOfMagnitude(Real x) {
  Words square = product(x, x);
  Words w = -logInWords((x.constant(1) - square.high) + -square.low), s = sqrt(w);
  Words far = select(s.high < 4.0, nearOne(s.high), nextToOne(s.high));
  far.low = far.low + s.low; // its slope is nearly 1
  Words result = x * select(w.high < 6.25, nearZero(w), far);
  Real edge = select(x == 1.0, x.constant(infinity), x.constant(quietNan));
  return select(x < 1.0, rounded(result), edge);
}

} // namespace

Real erfInv(Real x) {
  return inF64([](Real wide) { return withSign(erfInvOfMagnitude(abs(wide)), signOf(wide)); }, x);
}

} // namespace burin::lowering
