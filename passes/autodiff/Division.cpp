// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Division.h"

#include "passes/autodiff/Derivatives.h"
#include "passes/remat/BackwardPart.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// How many values it may take to compute one again.
constexpr size_t maxCone = 16;

/// Finds what has to be stored of what the backward part reads.
class ResidualChoice {
public:
  ResidualChoice(const Derivative &derivative, ValueRange available, ValueRange varying)
      : derivative(derivative), available(available.begin(), available.end()), varying(derivative.body(), varying) {}

  SmallVector<Value> run() {
    BackwardPart backward(derivative.body(), derivative.cotangentArguments());
    needed.insert_range(backward.reads(derivative.cotangentResults()));
    SmallVector<Value> stored;
    for (size_t i = 0; i < needed.size(); ++i)
      if (!isGiven(needed[i]) && !replaceByLeaves(needed[i]))
        stored.push_back(needed[i]);
    sortByPosition(stored);
    return stored;
  }

private:
  /// It costs the backward part no memory.
  bool isGiven(Value value) const {
    if (isa<BlockArgument>(value))
      return available.contains(value);
    return matchPattern(value, m_Constant()) || !varying.contains(value);
  }

  /// By what a few cheap operations compute it from, if that is not more.
  bool replaceByLeaves(Value value) {
    llvm::SetVector<Value> cone;
    SmallVector<Value> leaves;
    cone.insert(value);
    for (size_t i = 0; i < cone.size(); ++i) {
      if (isGiven(cone[i]))
        continue;
      Operation *op = cone[i].getDefiningOp();
      if (op && i < maxCone && isCheap(op))
        cone.insert_range(op->getOperands());
      else if (i == 0)
        return false;
      else
        leaves.push_back(cone[i]);
    }
    uint64_t more = 0;
    for (Value leaf : leaves)
      more += needed.contains(leaf) ? 0 : bytesOf(leaf);
    if (more > bytesOf(value))
      return false;
    needed.insert_range(leaves);
    return true;
  }

  /// Movement, and a few flops for an element: (1 - y) (1 + y) of tanh, for one.
  static bool isCheap(Operation *op) {
    auto element = dyn_cast<ir::ElementOp>(op);
    if (!element || element.cheapToRecompute())
      return bool(element);
    ir::Cost cost = cast<ir::ArrayOp>(op).cost();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    return cost.transcendentals == 0 && cost.flops <= 4 * static_cast<uint64_t>(type.getNumElements());
  }

  const Derivative &derivative;
  llvm::DenseSet<Value> available;
  BackwardPart varying; // what depends on arguments is found as what depends on cotangents is
  llvm::SetVector<Value> needed;
};

} // namespace

uint64_t bytesOf(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return type.getNumElements() * ((type.getElementTypeBitWidth() + 7) / 8);
}

void eraseDead(Block &body) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

SmallVector<Value> neededResiduals(const Derivative &derivative, ValueRange available, ValueRange varying) {
  return ResidualChoice(derivative, available, varying).run();
}

func::FuncOp forwardPart(const Derivative &derivative, ArrayRef<Value> values, SymbolTable &symbols) {
  IRMapping copies;
  func::FuncOp forward = copyFunction(derivative.vjp, "_forward", symbols, copies);
  Block &body = forward.getBody().front();
  Operation *terminator = body.getTerminator();
  SmallVector<Value> results(terminator->getOperands().take_front(derivative.numResults));
  for (Value value : values)
    results.push_back(copies.lookup(value));
  terminator->setOperands(results);
  eraseDead(body);
  body.eraseArguments(derivative.numArguments, body.getNumArguments() - derivative.numArguments);
  updateFunctionType(forward);
  return forward;
}

func::FuncOp backwardPart(const Derivative &derivative, ArrayRef<Value> values, SymbolTable &symbols) {
  IRMapping copies;
  func::FuncOp backward = copyFunction(derivative.vjp, "_backward", symbols, copies);
  Block &body = backward.getBody().front();
  for (auto [i, value] : llvm::enumerate(values)) {
    unsigned number = derivative.numArguments + static_cast<unsigned>(i);
    Value given = body.insertArgument(number, value.getType(), value.getLoc());
    copies.lookup(value).replaceAllUsesWith(given);
  }
  Operation *terminator = body.getTerminator();
  terminator->setOperands(SmallVector<Value>(terminator->getOperands().drop_front(derivative.numResults)));
  eraseDead(body);
  updateFunctionType(backward);
  return backward;
}

} // namespace burin::passes
