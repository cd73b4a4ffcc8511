// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/BitcastOps.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/IndexEmitter.h"

#include <algorithm>
#include <vector>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Bitcast.cpp.inc"

namespace burin::ir {

// bitcast_convert

LogicalResult BitcastConvertOp::infer(Inference &inference) {
  Type from = getX().getType().getElementType(), to = getDtype();
  SmallVector<int64_t> shape(getX().getType().getShape());
  if (isBool(from) || isBool(to) || !isArrayType(RankedTensorType::get(shape, to)))
    return inference.fail(Fault::dtype, "from " + dtypeText(from) + " to " + dtypeText(to) + "; expected numbers");
  int64_t own = from.getIntOrFloatBitWidth(), wanted = to.getIntOrFloatBitWidth();
  if (own > wanted)
    shape.push_back(own / wanted);
  if (own < wanted) {
    if (shape.empty() || shape.back() != wanted / own)
      return inference.fail(Fault::shape, "operand has shape " + shapeText(shape) +
                                              "; expected a last axis of extent " + std::to_string(wanted / own) +
                                              ", which makes one " + dtypeText(to));
    shape.pop_back();
  }
  inference.result(shape, to);
  return success();
}

/// Memory is what the two types share.
LogicalResult BitcastConvertOp::evaluate(Literals operands, Results<Literal> &results) {
  const Literal &x = operands[0];
  std::vector<char> memory(x.size() * x.type().getElementTypeBitWidth() / 8);
  x.toMemory(memory.data());
  results.push_back(Literal::fromMemory(getResult().getType(), memory.data()));
  return success();
}

namespace {

/// Elements of one width from those of another.
class Recast {
public:
  Recast(ElementReader &reader, unsigned fromWidth, unsigned toWidth)
      : r(reader), width(std::min(fromWidth, toWidth)), from(r.b.getIntegerType(fromWidth)),
        to(r.b.getIntegerType(toWidth)) {}

  Value same(ValueRange index) { return bits(index); }

  /// The last index says which part.
  Value part(ValueRange index) {
    Value position = make<arith::IndexCastOp>(r, from, index.back());
    Value distance = make<arith::MulIOp>(r, position, scalarInteger(r, width, from));
    return make<arith::TruncIOp>(r, to, make<arith::ShRUIOp>(r, bits(index.drop_back()), distance));
  }

  Value joined(ValueRange index) {
    Value whole = scalarInteger(r, 0, to);
    for (unsigned i = 0; i < to.getWidth() / width; ++i) {
      SmallVector<Value> at(index);
      at.push_back(IndexEmitter(r.b, r.loc).constant(i));
      Value wide = make<arith::ExtUIOp>(r, to, bits(at));
      whole = make<arith::OrIOp>(r, whole, make<arith::ShLIOp>(r, wide, scalarInteger(r, i * width, to)));
    }
    return whole;
  }

private:
  Value bits(ValueRange index) {
    Value x = r.read(0, index);
    return isFloating(x.getType()) ? make<arith::BitcastOp>(r, from, x) : x;
  }

  ElementReader &r;
  unsigned width;
  IntegerType from, to;
};

} // namespace

Value BitcastConvertOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  unsigned from = getX().getType().getElementTypeBitWidth(), to = getDtype().getIntOrFloatBitWidth();
  Recast recast(r, from, to);
  Value bits = from == to ? recast.same(index) : from > to ? recast.part(index) : recast.joined(index);
  return isFloating(getDtype()) ? make<arith::BitcastOp>(r, getDtype(), bits) : bits;
}

} // namespace burin::ir
