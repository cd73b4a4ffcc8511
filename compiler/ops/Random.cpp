// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/RandomOps.h"

#include <bit>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Random.cpp.inc"

namespace burin::ir {

/// threefry2x32 with the arithmetic of the caller: `Word` is a number or a value of the program. After each
/// four rounds the next two of the three key words, and the number of the group, are added.
template <class Word, class Add, class Xor, class Rotate>
static std::pair<Word, Word> threefry(Word k0, Word k1, Word x0, Word x1, Word parity, Add add, Xor exclusiveOr,
                                      Rotate rotate, llvm::function_ref<Word(uint32_t)> number) {
  static constexpr unsigned rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  Word keys[3] = {k0, k1, exclusiveOr(exclusiveOr(k0, k1), parity)};
  x0 = add(x0, keys[0]);
  x1 = add(x1, keys[1]);
  for (unsigned group = 1; group <= 5; ++group) {
    for (unsigned distance : rotations[(group - 1) % 2]) {
      x0 = add(x0, x1);
      x1 = exclusiveOr(rotate(x1, distance), x0);
    }
    x0 = add(x0, keys[group % 3]);
    x1 = add(add(x1, keys[(group + 1) % 3]), number(group));
  }
  return {x0, x1};
}

static constexpr uint32_t threefryParity = 0x1BD11BDA;

// threefry2x32

LogicalResult Threefry2x32Op::infer(Inference &inference) {
  for (Value operand : getOperands())
    if (!cast<RankedTensorType>(operand.getType()).getElementType().isUnsignedInteger(32))
      return inference.fail(Fault::dtype, "operand has dtype " +
                                              dtypeText(cast<RankedTensorType>(operand.getType()).getElementType()) +
                                              "; expected uint32");
  if (failed(inferSameType(*this, Domain::integer, inference)))
    return failure();
  inference.result(cast<RankedTensorType>(getOperand(0).getType())); // the second word
  return success();
}

LogicalResult Threefry2x32Op::evaluate(Literals operands, Results<Literal> &results) {
  Literal y0(getY0().getType()), y1(getY1().getType());
  auto word = [&](unsigned operand, int64_t i) { return static_cast<uint32_t>(operands[operand].integer(i)); };
  for (int64_t i = 0; i < y0.size(); ++i) {
    auto [first, second] = threefry<uint32_t>(
        word(0, i), word(1, i), word(2, i), word(3, i), threefryParity, [](uint32_t x, uint32_t y) { return x + y; },
        [](uint32_t x, uint32_t y) { return x ^ y; },
        [](uint32_t x, unsigned distance) { return std::rotl(x, static_cast<int>(distance)); },
        [](uint32_t value) { return value; });
    y0.setInteger(i, first);
    y1.setInteger(i, second);
  }
  results.push_back(std::move(y0));
  results.push_back(std::move(y1));
  return success();
}

/// 20 rounds of addition, rotation (3) and exclusive or; 12 additions of keys and 5 of group numbers; 2 for
/// the third key.
uint64_t flopsPerElement(Threefry2x32Op) { return 20 * 5 + 12 + 5 + 2; }

Value Threefry2x32Op::lowerElement(ElementReader &r, ValueRange index, unsigned number) {
  auto word = [&](uint32_t value) { return scalarInteger(r, value, r.b.getI32Type()); };
  auto rotate = [&](Value x, unsigned distance) -> Value {
    Value high = make<arith::ShLIOp>(r, x, word(distance)), low = make<arith::ShRUIOp>(r, x, word(32 - distance));
    return make<arith::OrIOp>(r, high, low);
  };
  auto [y0, y1] = threefry<Value>(
      r.read(0, index), r.read(1, index), r.read(2, index), r.read(3, index), word(threefryParity),
      [&](Value x, Value y) { return make<arith::AddIOp>(r, x, y); },
      [&](Value x, Value y) { return make<arith::XOrIOp>(r, x, y); }, rotate, word);
  return number == 0 ? y0 : y1;
}

} // namespace burin::ir
