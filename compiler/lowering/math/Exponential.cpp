// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Emitter.h"
#include "compiler/lowering/math/Libm.h"
#include "compiler/lowering/math/VectorMath.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// x = n ln 2 + r with |r| <= ln 2 / 2. ln 2 is split so that the first product is exact (Cody, Waite 1980).
struct Reduced {
  Rounded n;
  Real r;
};

Reduced reduceByLn2(Real x) {
  Rounded n = rounded(x * 1.44269504088896341);
  return {n, x - n.real * 0.693359375 - n.real * -2.12194440e-4};
}

/// 2^n, -126 <= n <= 127.
Real powerOfTwo(Bits n) { return real32((n + 127) << 23); }

Real clamped(Real x, double least, double greatest) {
  x = select(x < least, x.constant(least), x);
  return select(x > greatest, x.constant(greatest), x); // NaN stays
}

/// exp of |r| <= ln 2 / 2; coefficients of Cephes' expf (Moshier).
Real expOfReduced(Real r) {
  Real p = polynomial(
      r, {1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1});
  return 1.0 + (r + r * r * p);
}

Real exp(Real x) {
  Reduced part = reduceByLn2(clamped(x, -104, 89));
  // 2^n in two factors: n reaches -150 and 128, and only the second product may round.
  Bits half = shiftArithmetic(part.n.integer, 1);
  return expOfReduced(part.r) * powerOfTwo(half) * powerOfTwo(part.n.integer - half);
}

/// For -87 < x < 88 or NaN.
Real expOfModerate(Real x) {
  Reduced part = reduceByLn2(x);
  return expOfReduced(part.r) * powerOfTwo(part.n.integer);
}

Real expm1(Real x) {
  Real y = clamped(x, -18, 89);
  Reduced part = reduceByLn2(y);
  // Without reduction below 1/2, where 2^n - 1 would cancel. Minimax to 2^-33 of the result.
  Bits direct = abs(y) < 0.5;
  Real r = select(direct, y, part.r);
  Real p = polynomial(r, {2.479082061e-5, 1.997358307e-4, 1.388930522e-3, 8.333142261e-3, 4.166666026e-2,
                          1.666666745e-1, 5.000000002e-1});
  Real small = r + r * r * p;
  Real half = powerOfTwo(part.n.integer - 1); // 2^128 is out of range
  Real large = (half * small + (half - 0.5)) * 2.0;
  return select(x == 0.0, x, select(direct, small, large));
}

Real logistic(Real x) {
  Real decay = exp(-abs(x)); // never overflows; e^x itself is the answer for very negative x
  Real one = x.constant(1);
  Real sum = 1.0 + decay;
  Real lost = decay - (sum - 1.0);
  Real quotient = select(x < 0.0, decay, one) / sum;
  return quotient - quotient * lost;
}

/// Odd polynomial of Cephes' tanhf below 5/8, 1 - 2 / (e^2x + 1) above.
Real tanh(Real x) {
  Real magnitude = abs(x);
  Real square = magnitude * magnitude;
  Real p =
      polynomial(square, {-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1});
  Real twice = magnitude + magnitude;
  Real power = expOfModerate(select(twice > 40.0, x.constant(40), twice));
  Real large = 1.0 - 2.0 / (power + 1.0);
  return withSign(select(magnitude < 0.625, magnitude + magnitude * square * p, large), signOf(x));
}

/// The same function in f64, for which a math operation stands.
Value logistic64(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  Real input{&e, x};
  Real decay{&e, math::ExpOp::create(b, loc, (-abs(input)).value)};
  return (select(input < 0.0, decay, input.constant(1)) / (1.0 + decay)).value;
}

} // namespace

Value emitExp(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? exp({&e, x}).value : math::ExpOp::create(b, loc, x);
}

Value emitExpm1(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? expm1({&e, x}).value : emitLibm(b, loc, "expm1", x);
}

Value emitTanh(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? tanh({&e, x}).value : math::TanhOp::create(b, loc, x);
}

Value emitLogistic(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? logistic({&e, x}).value : logistic64(b, loc, x);
}

} // namespace burin::lowering
