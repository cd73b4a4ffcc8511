// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/Emitter.h"

#include <array>
#include <optional>

/// Sums and products together with what rounding takes from them (Dekker 1971; Ogita, Rump, Oishi 2005), for formulas
/// whose steps would add up to more than 2 ulp. Where the emitter wants no second words (`Emitter::twoWords`: f64 on
/// the way to f32), the same formulas are plain arithmetic.
namespace burin::lowering {

/// What rounding took; nothing where nobody asks.
using Rest = std::optional<Real>;
Rest operator+(Rest x, Rest y);
Rest operator*(Real x, Rest y);
Rest operator-(Rest x);
Real operator+(Real x, Rest y);

/// high + low with |low| at most about one ulp of high. `low` is not a number where `high` is not finite.
struct Words {
  Real high;
  Rest low;

  Words(Real exact) : high(exact) {}
  Words(Real high, Rest low) : high(high), low(low) {}
};

/// The formula's value where second words are wanted.
template <class Formula> Rest restIf(Real like, Formula formula) {
  return like.e->twoWords ? Rest(formula()) : std::nullopt;
}

/// A constant beyond the digits of f64.
Words words(Real like, double high, double low);

Words sum(Real x, Real y);
/// For |x| >= |y| or x = 0.
Words sumOfOrdered(Real x, Real y);
Words product(Real x, Real y);
/// x y + z for |z| >= |x y|.
Words fmaOfOrdered(Real x, Real y, Real z);
/// Horner's scheme whose last step keeps its rest; the constant, to which `beyond` adds digits, must be the greatest
/// term.
Words polynomialInWords(Real x, llvm::ArrayRef<double> coefficients, double beyond);
/// Likewise for the last two steps, for a constant from which the other terms take away; `beyond` belongs to the last
/// two coefficients.
Words polynomialInWords(Words x, llvm::ArrayRef<double> coefficients, std::array<double, 2> beyond);

Words operator+(Words x, Words y);
Words operator-(Words x);
inline Words operator-(Words x, Words y) { return x + -y; }
Words operator*(Words x, Words y);
Words operator/(Words x, Words y);
/// Of x >= 0.
Words sqrt(Words x);
Words power(Words x, int64_t exponent);

Words select(Bits condition, Words x, Words y);
/// Negated where `sign` is the sign bit.
Words flipped(Words x, Bits sign);

Real rounded(Words x);

} // namespace burin::lowering
