// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/ElementwiseOps.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <bit>

using namespace mlir;
using arith::CmpIPredicate;

namespace burin::ir {

static LogicalResult evaluateBits(Operation *op, Literals operands, Results<Literal> &results, IntegerBinary integer) {
  return evaluateBinary(op, operands, results, RealBinary(), integer);
}

static unsigned widthOf(Operation *op) {
  return cast<RankedTensorType>(op->getOperand(0).getType()).getElementTypeBitWidth();
}

// not

LogicalResult NotOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, RealUnary(), [](int64_t x) { return ~x; });
}

Value NotOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Value x = r.read(0, index);
  return make<arith::XOrIOp>(r, x, scalarInteger(r, -1, x.getType()));
}

// and

LogicalResult AndOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBits(*this, operands, results, [](int64_t x, int64_t y) { return x & y; });
}

Value AndOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return make<arith::AndIOp>(r, r.read(0, index), r.read(1, index));
}

// or

LogicalResult OrOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBits(*this, operands, results, [](int64_t x, int64_t y) { return x | y; });
}

Value OrOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return make<arith::OrIOp>(r, r.read(0, index), r.read(1, index));
}

// xor

LogicalResult XorOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBits(*this, operands, results, [](int64_t x, int64_t y) { return x ^ y; });
}

Value XorOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return make<arith::XOrIOp>(r, r.read(0, index), r.read(1, index));
}

// popcnt

static uint64_t patternOf(int64_t x, unsigned width) {
  return static_cast<uint64_t>(x) << (64 - width) >> (64 - width);
}

LogicalResult PopcntOp::evaluate(Literals operands, Results<Literal> &results) {
  unsigned width = widthOf(*this);
  return evaluateUnary(*this, operands, results, RealUnary(),
                       [&](int64_t x) { return std::popcount(patternOf(x, width)); });
}

Value PopcntOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return make<math::CtPopOp>(r, r.read(0, index));
}

// count_leading_zeros

LogicalResult CountLeadingZerosOp::evaluate(Literals operands, Results<Literal> &results) {
  unsigned width = widthOf(*this);
  return evaluateUnary(*this, operands, results, RealUnary(), [&](int64_t x) {
    return std::countl_zero(patternOf(x, width)) - static_cast<int64_t>(64 - width);
  });
}

Value CountLeadingZerosOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return make<math::CountLeadingZerosOp>(r, r.read(0, index));
}

// Shifts by the width or more are undefined for the processor and for LLVM: the shift is made with a distance
// that fits, and its result replaced.

struct Shift {
  Shift(ElementReader &r, ValueRange index, Operation *op) : x(r.read(0, index)) {
    Value y = r.read(1, index), last = scalarInteger(r, widthOf(op) - 1, x.getType());
    fits = compareIntegers(r, CmpIPredicate::ule, y, last);
    distance = make<arith::MinUIOp>(r, y, last);
  }
  Value x, distance, fits;
};

template <class Op> static Value shiftOrZero(ElementReader &r, ValueRange index, Operation *op) {
  Shift shift(r, index, op);
  return choose(r, shift.fits, make<Op>(r, shift.x, shift.distance), scalarInteger(r, 0, shift.x.getType()));
}

static bool fits(int64_t distance, unsigned width) { return distance >= 0 && distance < static_cast<int64_t>(width); }

// shift_left

LogicalResult ShiftLeftOp::evaluate(Literals operands, Results<Literal> &results) {
  unsigned width = widthOf(*this);
  return evaluateBits(*this, operands, results, [&](int64_t x, int64_t y) {
    return fits(y, width) ? static_cast<int64_t>(static_cast<uint64_t>(x) << y) : 0;
  });
}

Value ShiftLeftOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return shiftOrZero<arith::ShLIOp>(r, index, *this);
}

// shift_right_logical

LogicalResult ShiftRightLogicalOp::evaluate(Literals operands, Results<Literal> &results) {
  unsigned width = widthOf(*this);
  return evaluateBits(*this, operands, results, [&](int64_t x, int64_t y) {
    return fits(y, width) ? static_cast<int64_t>(patternOf(x, width) >> y) : 0;
  });
}

Value ShiftRightLogicalOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return shiftOrZero<arith::ShRUIOp>(r, index, *this);
}

// shift_right_arithmetic

LogicalResult ShiftRightArithmeticOp::evaluate(Literals operands, Results<Literal> &results) {
  unsigned width = widthOf(*this);
  return evaluateBits(*this, operands, results, [&](int64_t x, int64_t y) {
    int64_t extended = static_cast<int64_t>(static_cast<uint64_t>(x) << (64 - width)) >> (64 - width);
    return extended >> (fits(y, width) ? y : width - 1);
  });
}

Value ShiftRightArithmeticOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Shift shift(r, index, *this);
  return make<arith::ShRSIOp>(r, shift.x, shift.distance);
}

} // namespace burin::ir
