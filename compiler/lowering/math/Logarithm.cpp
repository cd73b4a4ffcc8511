// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Emitter.h"
#include "compiler/lowering/math/Libm.h"
#include "compiler/lowering/math/VectorMath.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

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
  Bits shifted = pattern - 0x3f3504f3; // sqrt(1/2)
  Bits exponent = shiftArithmetic(shifted, 23);
  Real mantissa = real32(pattern - (exponent << 23));
  return {signedToReal32(exponent), mantissa - 1.0};
}

/// log(1 + f) - f; coefficients of Cephes' logf (Moshier).
Real logTail(Real f) {
  Real square = f * f;
  Real p = polynomial(f, {7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1});
  return f * square * p - square * 0.5;
}

constexpr double ln2High = 0.693359375, ln2Low = -2.12194440e-4;

/// The values that the formula does not give: NaN below zero, -infinity at zero, infinity and NaN as they are.
Real atEdges(Real argument, Real formula) {
  Real result = select(argument == infinity, argument, formula);
  result = select(argument == 0.0, argument.constant(-infinity), result);
  return select(argument < 0.0, argument.constant(quietNan), result);
}

Real log(Real x) {
  Bits tiny = x < 0x1p-126;
  Parts part = split(select(tiny, x * 0x1p23, x));
  Real exponent = part.exponent - select(tiny, x.constant(23), x.constant(0));
  Real tail = logTail(part.fraction) + exponent * ln2Low;
  Real formula = part.fraction + tail + exponent * ln2High;
  return atEdges(x, select(x == x, formula, x));
}

/// The rounding error of 1 + x is carried along (Kahan; fdlibm's log1p); near zero x itself is the fraction.
Real log1p(Real x) {
  Real sum = 1.0 + x;
  Real lost = select(x > 1.0, 1.0 - (sum - x), x - (sum - 1.0)) / sum;
  Parts part = split(sum);
  Bits near = (x > -0.29) & (x < 0.41);
  Real fraction = select(near, x, part.fraction);
  Real tail = logTail(fraction);
  Real far = fraction + (tail + (part.exponent * ln2Low + lost)) + part.exponent * ln2High;
  return select(near, fraction + tail, atEdges(sum, select(x == x, far, x)));
}

} // namespace

Value emitLog(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? log({&e, x}).value : math::LogOp::create(b, loc, x);
}

Value emitLog1p(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? log1p({&e, x}).value : emitLibm(b, loc, "log1p", x);
}

} // namespace burin::lowering
