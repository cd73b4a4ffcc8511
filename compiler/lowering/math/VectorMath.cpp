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

Value emitPow(OpBuilder &b, Location loc, Value x, Value y) {
  Emitter e{b, loc, x.getType()};
  return pow({&e, x}, {&e, y}).value;
}

} // namespace burin::lowering
