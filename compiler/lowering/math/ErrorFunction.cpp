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
  Real near = polynomial(x * x, {-7.79589882700214224e-10, 1.37200645467776856e-8, -1.62084838018717059e-7,
                                 1.64474247033173624e-6, -1.49247369074196603e-5, 1.20552949048397079e-4,
                                 -8.54832597538969208e-4, 5.22397760711642273e-3, -2.68661706432377704e-2,
                                 1.12837916709450063e-1, -3.76126389031835404e-1, 1.28379167095512567e-1});
  Real capped = select(x > 6.0, x.constant(6), x);
  Real u = (capped - 2.0) / (capped + 3.0);
  Real q =
      polynomial(u, {1.43047266617903066e-7, 1.61003403407882963e-5, -1.64480677550700282e-5, -7.6799743539347793e-5,
                     6.65068644431099486e-5, 4.24820248292229065e-4, -4.93002821350306701e-4, -2.37856854973088229e-3,
                     5.95569443328092513e-3, 7.76978869420289834e-3, -7.12898901450232274e-2, 2.03946560307682281e-1,
                     -3.76424399627402862e-1, 5.11086505820717367e-1, -5.33982309267448242e-1, 2.55395676310505742e-1});
  Real far = 1.0 - expOfModerate(-(capped * capped)) * q;
  return select(x < 1.0, fma(near, x, x), far);
}

} // namespace

Real erf(Real x) {
  Real magnitude = abs(x);
  return withSign(isF32(x) ? erf32(magnitude) : erf64(magnitude), signOf(x));
}

} // namespace burin::lowering
