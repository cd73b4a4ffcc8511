// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Combination.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Extrema.h"
#include "compiler/ops/Indices.h"

using namespace mlir;

namespace burin::ir {

std::optional<Combination> combinationNamed(StringRef name) {
  StringRef names[] = {"set", "add", "mul", "min", "max"};
  const auto *found = llvm::find(names, name);
  if (found == std::end(names))
    return std::nullopt;
  return static_cast<Combination>(found - names);
}

static long double combined(Combination kind, long double x, long double y) {
  switch (kind) {
  case Combination::set: return y;
  case Combination::add: return x + y;
  case Combination::mul: return x * y;
  case Combination::min: return minimum(x, y);
  case Combination::max: return maximum(x, y);
  }
  llvm_unreachable("all kinds are handled");
}

static int64_t combined(Combination kind, int64_t x, int64_t y, bool areUnsigned) {
  auto wide = [](int64_t value) { return static_cast<uint64_t>(value); };
  switch (kind) {
  case Combination::set: return y;
  case Combination::add: return static_cast<int64_t>(wide(x) + wide(y));
  case Combination::mul: return static_cast<int64_t>(wide(x) * wide(y));
  case Combination::min: return isLess(y, x, areUnsigned) ? y : x;
  case Combination::max: return isLess(x, y, areUnsigned) ? y : x;
  }
  llvm_unreachable("all kinds are handled");
}

void combine(Combination kind, Literal &to, int64_t i, const Literal &from, int64_t j) {
  if (to.floating())
    to.setReal(i, combined(kind, to.real(i), from.real(j)));
  else
    to.setInteger(i, combined(kind, to.integer(i), from.integer(j), isUnsigned(to.type().getElementType())));
}

static Value emitReal(ElementReader &r, Combination kind, Value x, Value y) {
  switch (kind) {
  case Combination::set: return y;
  case Combination::add: return make<arith::AddFOp>(r, x, y);
  case Combination::mul: return make<arith::MulFOp>(r, x, y);
  case Combination::min: return make<arith::MinimumFOp>(r, x, y);
  case Combination::max: return make<arith::MaximumFOp>(r, x, y);
  }
  llvm_unreachable("all kinds are handled");
}

Value emitCombination(ElementReader &r, Combination kind, Value x, Value y, bool areUnsigned) {
  if (kind == Combination::set)
    return y;
  if (isFloating(x.getType()))
    return narrow(r, emitReal(r, kind, widen(r, x), widen(r, y)), x.getType());
  switch (kind) {
  case Combination::add: return make<arith::AddIOp>(r, x, y);
  case Combination::mul: return make<arith::MulIOp>(r, x, y);
  case Combination::min: return areUnsigned ? make<arith::MinUIOp>(r, x, y) : make<arith::MinSIOp>(r, x, y);
  default: return areUnsigned ? make<arith::MaxUIOp>(r, x, y) : make<arith::MaxSIOp>(r, x, y);
  }
}

} // namespace burin::ir
