// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

namespace burin::lowering {
namespace {

/// x + x p(x^2) below 475/512, 1 - exp(q(x)) above; after N. Juffa's erff.
Real erf32(Real x) {
  Real square = x * x;
  Real near =
      polynomial(square, {-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1});
  Real capped = select(x > 4.0, x.constant(4), x); // NaN stays
  Real far = polynomial(capped, {-1.72853470e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1,
                                 -6.34846687e-1, -1.28717512e-1});
  far = fma(far, capped, -capped);
  return select(x < 0.927734375, fma(near, x, x), 1.0 - expOfModerate(far));
}

/// x + x p(x^2) below 1; above, 1 - exp(-x^2) q(u) with u = (x - 2) / (x + 3), both minimax to 2^-57.
Real erf64(Real x) {
  Real capped = select(x > 6.0, x.constant(6), x);
  Real u = (capped - 2.0) / (capped + 3.0);
  Real q =
      polynomial(u, {1.43047266617903066e-7, 1.61003403407882963e-5, -1.64480677550700282e-5, -7.6799743539347793e-5,
                     6.65068644431099486e-5, 4.24820248292229065e-4, -4.93002821350306701e-4, -2.37856854973088229e-3,
                     5.95569443328092513e-3, 7.76978869420289834e-3, -7.12898901450232274e-2, 2.03946560307682281e-1,
                     -3.76424399627402862e-1, 5.11086505820717367e-1, -5.33982309267448242e-1, 2.55395676310505742e-1});
  Real far = 1.0 - expOfModerate(-(capped * capped)) * q;
  return select(x < 1.0, erfOfSmall(x).high, far);
}

/// erfc for x > 1/2: exp(-x^2) f((x - 4) / (x + 4)) / (1 + 2 x), where f is minimax to 2^-58 up to 27.5.
Real tailOfErfc(Real x) {
  Real capped = select(x > 27.5, x.constant(27.5), x); // NaN stays
  auto [mantissa, n] = expInWords(-product(capped, capped));
  Real t = (capped - 4.0) / (capped + 4.0) + 0.015873015873015873016;
  Words f = polynomialInWords(
      t, {-1.05843158000925371e-8, -8.77933440566201932e-9, 1.09317704624527819e-7,   3.47551522294265414e-8,
          -8.37488758981380643e-7, 5.23533885934393849e-7,  5.6044510615417679e-6,    -0.000012572526506064154,
          -0.00002175448335784049, 0.000155389461455027265, -0.000228409346175157714, -0.000720450725281608184,
          0.00514935668442833335,  -0.0169250421802503229,  0.0392703714735647899,    -0.070576059921707901,
          0.10025033426570075,     -0.108734136671532075,   0.0747537843278901354,    0.0119803803187327196,
          -0.140056241590857444,   1.2352149229267031},
      8.7e-17);
  return scaled(rounded(mantissa * (f / sumOfOrdered(capped * 2.0, capped.constant(1)))), n);
}

} // namespace

Words erfOfSmall(Real x) {
  Real p = polynomial(x * x, {-7.79589882700214224e-10, 1.37200645467776856e-8, -1.62084838018717059e-7,
                              1.64474247033173624e-6, -1.49247369074196603e-5, 1.20552949048397079e-4,
                              -8.54832597538969208e-4, 5.22397760711642273e-3, -2.68661706432377704e-2,
                              1.12837916709450063e-1, -3.76126389031835404e-1, 1.28379167095512567e-1});
  return fmaOfOrdered(p, x, x);
}

static Real erfc64(Real x) {
  Real magnitude = abs(x), one = x.constant(1), tail = tailOfErfc(magnitude);
  Words small = erfOfSmall(magnitude);
  Bits near = magnitude < 0.8;
  Real right = select(near, rounded(one - small), tail);
  Real left = select(near, rounded(one + small), 2.0 - tail);
  return select(x < 0.0, left, right);
}

Real erfc(Real x) { return inF64(erfc64, x); }

Real erf(Real x) {
  Real magnitude = abs(x);
  return withSign(isF32(x) ? erf32(magnitude) : erf64(magnitude), signOf(x));
}

} // namespace burin::lowering
