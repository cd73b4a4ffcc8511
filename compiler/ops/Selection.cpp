// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Selection.h"

#include "compiler/ops/Monoid.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;

namespace burin::ir {

bool beats(const Literal &x, int64_t candidate, int64_t best, bool wantsMax) {
  if (x.floating()) {
    long double c = x.real(candidate), b = x.real(best);
    if (std::isnan(c) || std::isnan(b))
      return std::isnan(c) && !std::isnan(b);
    return wantsMax ? c > b : c < b;
  }
  int64_t c = x.integer(candidate), b = x.integer(best);
  if (isUnsignedOrBool(x.type().getElementType()))
    return wantsMax ? static_cast<uint64_t>(c) > static_cast<uint64_t>(b)
                    : static_cast<uint64_t>(c) < static_cast<uint64_t>(b);
  return wantsMax ? c > b : c < b;
}

Value emitBeats(OpBuilder &b, Location loc, Type element, Value candidate, Value best, bool wantsMax) {
  if (isFloating(element)) {
    auto wins = wantsMax ? arith::CmpFPredicate::OGT : arith::CmpFPredicate::OLT;
    Value beats = arith::CmpFOp::create(b, loc, wins, candidate, best);
    Value isNaN = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, candidate, candidate);
    Value isNumber = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, best, best);
    Value firstNaN = arith::AndIOp::create(b, loc, isNaN, isNumber);
    return arith::OrIOp::create(b, loc, beats, firstNaN);
  }
  using enum arith::CmpIPredicate;
  auto wins = isUnsignedOrBool(element) ? (wantsMax ? ugt : ult) : (wantsMax ? sgt : slt);
  return arith::CmpIOp::create(b, loc, wins, candidate, best);
}

} // namespace burin::ir
