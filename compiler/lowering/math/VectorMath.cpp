// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/VectorMath.h"

#include "compiler/lowering/math/Functions.h"

using namespace mlir;

namespace burin::lowering {

static Value apply(Real (*function)(Real), OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return function({&e, x}).value;
}

Value emitExp(OpBuilder &b, Location loc, Value x) { return apply(exp, b, loc, x); }
Value emitExp2(OpBuilder &b, Location loc, Value x) { return apply(exp2, b, loc, x); }
Value emitExpm1(OpBuilder &b, Location loc, Value x) { return apply(expm1, b, loc, x); }
Value emitLog(OpBuilder &b, Location loc, Value x) { return apply(log, b, loc, x); }
Value emitLog1p(OpBuilder &b, Location loc, Value x) { return apply(log1p, b, loc, x); }
Value emitLog2(OpBuilder &b, Location loc, Value x) { return apply(log2, b, loc, x); }
Value emitTanh(OpBuilder &b, Location loc, Value x) { return apply(tanh, b, loc, x); }
Value emitLogistic(OpBuilder &b, Location loc, Value x) { return apply(logistic, b, loc, x); }
Value emitSin(OpBuilder &b, Location loc, Value x) { return apply(sin, b, loc, x); }
Value emitCos(OpBuilder &b, Location loc, Value x) { return apply(cos, b, loc, x); }
Value emitErf(OpBuilder &b, Location loc, Value x) { return apply(erf, b, loc, x); }
Value emitCbrt(OpBuilder &b, Location loc, Value x) { return apply(cbrt, b, loc, x); }
Value emitRsqrt(OpBuilder &b, Location loc, Value x) { return apply(rsqrt, b, loc, x); }
Value emitTan(OpBuilder &b, Location loc, Value x) { return apply(tan, b, loc, x); }
Value emitAsin(OpBuilder &b, Location loc, Value x) { return apply(asin, b, loc, x); }
Value emitAcos(OpBuilder &b, Location loc, Value x) { return apply(acos, b, loc, x); }
Value emitAtan(OpBuilder &b, Location loc, Value x) { return apply(atan, b, loc, x); }
Value emitSinh(OpBuilder &b, Location loc, Value x) { return apply(sinh, b, loc, x); }
Value emitCosh(OpBuilder &b, Location loc, Value x) { return apply(cosh, b, loc, x); }
Value emitAsinh(OpBuilder &b, Location loc, Value x) { return apply(asinh, b, loc, x); }
Value emitAcosh(OpBuilder &b, Location loc, Value x) { return apply(acosh, b, loc, x); }
Value emitAtanh(OpBuilder &b, Location loc, Value x) { return apply(atanh, b, loc, x); }
Value emitErfc(OpBuilder &b, Location loc, Value x) { return apply(erfc, b, loc, x); }
Value emitErfInv(OpBuilder &b, Location loc, Value x) { return apply(erfInv, b, loc, x); }
Value emitLgamma(OpBuilder &b, Location loc, Value x) { return apply(lgamma, b, loc, x); }
Value emitDigamma(OpBuilder &b, Location loc, Value x) { return apply(digamma, b, loc, x); }

Value emitPow(OpBuilder &b, Location loc, Value x, Value y) {
  Emitter e{b, loc, x.getType()};
  return pow({&e, x}, {&e, y}).value;
}

Value emitAtan2(OpBuilder &b, Location loc, Value y, Value x) {
  Emitter e{b, loc, x.getType()};
  return atan2({&e, y}, {&e, x}).value;
}

Value emitPolygamma(OpBuilder &b, Location loc, Value x, int64_t order) {
  Emitter e{b, loc, x.getType()};
  return polygamma({&e, x}, order).value;
}

} // namespace burin::lowering
