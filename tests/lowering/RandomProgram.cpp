// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/RandomProgram.h"

using namespace mlir;
using burin::ir::Emit;

namespace burin::testing {
namespace {

using Axes = llvm::SmallVector<int64_t>;

int64_t sizeOf(llvm::ArrayRef<int64_t> shape) { return ShapedType::getNumElements(shape); }

/// Writes one program; all choices come from the engine.
class Writer {
public:
  Writer(Emit &e, std::mt19937 engine, bool apart, llvm::ArrayRef<Value> arguments)
      : e(e), engine(engine), apart(apart), full(arguments[0]), scale(arguments[1]), offset(arguments[2]),
        shape(Emit::shapeOf(full)) {}

  std::vector<Value> write() {
    int steps = 2 + pick(isNarrow() ? 2 : 5);
    Value x = full;
    for (int i = 0; i < steps; ++i) {
      Value previous = x;
      x = step(x);
      if (Emit::shapeOf(x) == Emit::shapeOf(previous) && pick(3) == 0)
        x = own(pick(2) ? e.sub(x, previous) : e.max(previous, x));
      if (pick(5) == 0)
        results.push_back(x);
    }
    results.push_back(x);
    return results;
  }

private:
  int pick(int choices) { return engine() % choices; }
  bool isNarrow() const { return element().isF16() || element().isBF16(); }
  bool isInteger() const { return llvm::isa<IntegerType>(element()); }
  Type element() const { return Emit::typeOf(full).getElementType(); }

  Value own(Value x) { return apart ? e.barrier(x)[0] : x; }

  /// Trailing axes mostly.
  Axes someAxes(int64_t rank) {
    Axes axes;
    if (rank == 0)
      return axes;
    if (pick(4) != 0) {
      for (int64_t axis = pick(rank); axis < rank; ++axis)
        axes.push_back(axis);
      return axes;
    }
    for (int64_t axis = 0; axis < rank; ++axis)
      if (pick(2))
        axes.push_back(axis);
    return axes;
  }

  Value spread(Value reduced, Value like, llvm::ArrayRef<int64_t> axes) {
    Axes shape = Axes(Emit::shapeOf(like)), kept;
    for (int64_t axis = 0, rank = shape.size(); axis < rank; ++axis)
      if (!llvm::is_contained(axes, axis))
        kept.push_back(axis);
    return own(e.broadcast(reduced, shape, kept));
  }

  double lengthOf(Value x, llvm::ArrayRef<int64_t> axes) {
    int64_t length = 1;
    for (int64_t axis : axes)
      length *= Emit::shapeOf(x)[axis];
    return std::max<int64_t>(length, 1);
  }

  Value scaledBy(Value x, double factor) { return own(e.mul(x, own(e.scalar(factor, x)))); }

  Value step(Value x) {
    if (isInteger())
      return pick(2) ? reduceAndSpread(x) : move(x);
    switch (pick(6)) {
    case 0: return softmax(x);
    case 1: return normalized(x);
    case 2: return reduceAndSpread(x);
    case 3: return move(x);
    case 4: return elementwise(x);
    default: return chosen(x);
    }
  }

  Value softmax(Value x) {
    Axes axes = someAxes(Emit::typeOf(x).getRank());
    Value max = own(e.reduceMax(x, axes));
    Value p = own(e.exp(own(e.sub(x, spread(max, x, axes)))));
    Value sum = own(e.reduceSum(p, axes));
    if (pick(3) == 0)
      results.push_back(own(e.add(own(e.log(sum)), max)));
    return own(e.div(p, spread(sum, x, axes)));
  }

  Value normalized(Value x) {
    Axes axes = someAxes(Emit::typeOf(x).getRank());
    double length = lengthOf(x, axes);
    Value mean = scaledBy(own(e.reduceSum(x, axes)), 1 / length);
    Value centered = own(e.sub(x, spread(mean, x, axes)));
    Value variance = scaledBy(own(e.reduceSum(own(e.mul(centered, centered)), axes)), 1 / length);
    Value shifted = own(e.add(variance, own(e.scalar(0.5, variance))));
    Value y = own(e.mul(centered, spread(own(e.rsqrt(shifted)), x, axes)));
    return Emit::shapeOf(x) == Emit::shapeOf(full) ? affine(y) : y;
  }

  /// A vector along the last axis, and one along the others.
  Value affine(Value x) {
    int64_t rank = shape.size();
    Axes leading;
    for (int64_t axis = 0; axis + 1 < rank; ++axis)
      leading.push_back(axis);
    Value product = own(e.mul(x, own(e.broadcast(scale, shape, {rank - 1}))));
    return own(e.tanh(own(e.add(product, own(e.broadcast(offset, shape, leading))))));
  }

  Value reduceAndSpread(Value x) {
    Axes axes = someAxes(Emit::typeOf(x).getRank());
    Value reduced = own(pick(2) ? e.reduceMax(x, axes) : e.reduceMin(x, axes));
    if (pick(2)) {
      reduced = own(e.reduceSum(x, axes));
      if (!isInteger())
        reduced = scaledBy(reduced, 1 / lengthOf(x, axes));
    }
    if (pick(3) == 0)
      results.push_back(reduced);
    return own(e.add(x, spread(reduced, x, axes)));
  }

  Value elementwise(Value x) {
    Value y = own(pick(2) ? e.tanh(x) : e.logistic(x));
    return pick(2) ? own(e.mul(y, x)) : y;
  }

  /// Chosen by position.
  Value chosen(Value x) {
    Axes shape = Axes(Emit::shapeOf(x));
    if (shape.empty())
      return elementwise(x);
    int64_t axis = pick(shape.size());
    auto position = own(e.iota(e.b.getI32Type(), shape, axis));
    auto limit = own(e.scalar(shape[axis] / 2, position));
    return own(e.select(own(e.compare(position, limit, "lt")), x, own(e.tanh(x))));
  }

  Value move(Value x) {
    Axes shape = Axes(Emit::shapeOf(x));
    if (shape.size() < 2)
      return shape.empty() ? x : own(e.reverse(x, {0}));
    if (pick(3) == 0)
      return own(e.reshape(x, {sizeOf(shape)}));
    Axes permutation;
    for (int64_t axis = 0, rank = shape.size(); axis < rank; ++axis)
      permutation.push_back(axis);
    std::shuffle(permutation.begin(), permutation.end(), engine);
    return own(e.transpose(x, permutation));
  }

  Emit &e;
  std::mt19937 engine;
  bool apart;
  Value full, scale, offset;
  Axes shape;
  std::vector<Value> results;
};

template <class List> auto pickFrom(const List &list, std::mt19937 &engine) {
  return list.begin()[engine() % list.size()];
}

std::string typeText(llvm::ArrayRef<int64_t> shape, const std::string &dtype) {
  std::string text;
  for (int64_t extent : shape)
    text += std::to_string(extent) + "x";
  return text + dtype;
}

} // namespace

RandomProgram::RandomProgram(unsigned seed) : seed(seed) {
  std::mt19937 engine(seed);
  dtype =
      pickFrom(std::initializer_list<const char *>{"f32", "f32", "f32", "f32", "f64", "f16", "bf16", "i32"}, engine);
  size_t rank = 1 + engine() % 3;
  int64_t left = 6000;
  while (shape.size() < rank) {
    int64_t extent = pickFrom(
        std::initializer_list<int64_t>{1, 2, 3, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 50, 64, 65, 100, 255, 257, 520},
        engine);
    if (engine() % 150 == 0)
      extent = 0;
    shape.push_back(std::min(extent, left));
    left /= std::max<int64_t>(shape.back(), 1);
  }
}

std::vector<std::string> RandomProgram::types() const {
  llvm::ArrayRef<int64_t> all(shape);
  return {typeText(all, dtype), typeText(all.take_back(), dtype), typeText(all.drop_back(), dtype)};
}

Compiled::Body RandomProgram::body(bool apart) const {
  return [this, apart](Emit &e, llvm::ArrayRef<Value> arguments) {
    return Writer(e, std::mt19937(seed + 1), apart, arguments).write();
  };
}

double RandomProgram::ulps() const { return dtype == "f16" || dtype == "bf16" ? 64 : 4096; }

} // namespace burin::testing
