// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/Signature.h"

#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"

using namespace mlir;

namespace burin::passes {

void Signature::keep(unsigned number) {
  BlockArgument old = body.getArgument(number);
  old.replaceAllUsesWith(body.addArgument(old.getType(), old.getLoc()));
}

Value Signature::add(Type type) { return body.addArgument(type, function.getLoc()); }

void Signature::finish(ArrayRef<Value> results) {
  body.getTerminator()->setOperands(results);
  body.eraseArguments(0, numOld);
  updateFunctionType(function);
}

SmallVector<unsigned> ranks(ArrayRef<bool> marked) {
  SmallVector<unsigned> list;
  unsigned before = 0;
  for (bool is : marked) {
    list.push_back(before);
    before += is;
  }
  return list;
}

SmallVector<bool> floatingOnes(TypeRange types) { return llvm::map_to_vector(types, isDifferentiable); }

Interleaving::Interleaving(ArrayRef<int64_t> groups, ArrayRef<bool> marked, ArrayRef<unsigned> companions) {
  unsigned first = 0;
  for (int64_t size : groups) {
    size_t before = order.size();
    unsigned end = first + static_cast<unsigned>(size);
    for (unsigned i = first; i < end; ++i)
      order.push_back(i);
    for (unsigned i = first; i < end; ++i)
      if (marked[i])
        order.push_back(companions[i]);
    sizes.push_back(static_cast<int64_t>(order.size() - before));
    first = end;
  }
}

FailureOr<func::FuncOp> interleavedJvp(func::FuncOp function, ArrayRef<int64_t> groups, ArrayRef<bool> arguments,
                                       const Interleaving &results, FunctionTable &symbols) {
  FailureOr<func::FuncOp> jvp = buildJvp(function, activeNumbers(arguments), symbols);
  if (failed(jvp))
    return failure();
  Signature signature(*jvp);
  for (unsigned number : Interleaving(groups, arguments, companionsBehind(arguments)).order)
    signature.keep(number);
  signature.finish(llvm::map_to_vector(results.order, [&](unsigned number) { return signature.returned(number); }));
  return jvp;
}

SmallVector<unsigned> companionsBehind(ArrayRef<bool> present) {
  return llvm::map_to_vector(ranks(present),
                             [&](unsigned rank) { return static_cast<unsigned>(present.size()) + rank; });
}

} // namespace burin::passes
