// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Combination.h"
#include "compiler/ops/Indices.h"
#include "compiler/ops/Monoid.h"

using namespace mlir;

namespace burin::ir {

std::optional<Combination> combinationNamed(StringRef name) {
  StringRef names[] = {"set", "add", "mul", "min", "max"};
  const auto *found = llvm::find(names, name);
  if (found == std::end(names))
    return std::nullopt;
  return static_cast<Combination>(found - names);
}

static Monoid monoidOf(Combination kind) {
  switch (kind) {
  case Combination::add: return Monoid::sum;
  case Combination::mul: return Monoid::product;
  case Combination::min: return Monoid::min;
  case Combination::max: return Monoid::max;
  case Combination::set: break;
  }
  llvm_unreachable("what is set does not depend on what was there");
}

void combine(Combination kind, Literal &to, int64_t i, const Literal &from, int64_t j) {
  if (kind == Combination::set)
    copyElement(to, i, from, j);
  else if (to.floating())
    to.setReal(i, combineReals(monoidOf(kind), to.real(i), from.real(j)));
  else
    to.setInteger(i, combineIntegers(monoidOf(kind), to.type().getElementType(), to.integer(i), from.integer(j)));
}

Value emitCombination(ElementReader &r, Combination kind, Type element, Value old, Value fresh) {
  if (kind == Combination::set)
    return fresh;
  Value combined = emitCombine(monoidOf(kind), r.b, r.loc, element, widen(r, old), widen(r, fresh));
  return narrow(r, combined, old.getType());
}

} // namespace burin::ir
