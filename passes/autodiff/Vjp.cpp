// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/autodiff/Derivatives.h"

#include "compiler/ir/Emit.h"
#include "passes/autodiff/Transposer.h"

using namespace mlir;

namespace burin::passes {
namespace {

class VjpBuilder {
public:
  VjpBuilder(func::FuncOp function, FunctionTable &symbols)
      : function(function), body(function.getBody().front()), terminator(body.getTerminator()),
        linearizer(function, symbols), b(terminator), transposer(b, symbols) {}

  LogicalResult build(ArrayRef<int64_t> wrt, ArrayRef<bool> zero) {
    SmallVector<Value> arguments = llvm::map_to_vector(wrt, [&](int64_t i) -> Value { return body.getArgument(i); });
    addCotangentArguments();
    seedPlaceholders(arguments);
    if (failed(linearizer.linearize()))
      return failure();
    b.setInsertionPoint(terminator);
    seedCotangents(zero);
    if (failed(transposer.run(linearizer.steps())))
      return failure();
    returnCotangents(arguments);
    linearizer.eraseLinearPart();
    body.eraseArguments(firstPlaceholder, arguments.size());
    updateFunctionType(function);
    return success();
  }

private:
  void addCotangentArguments() {
    for (Value result : terminator->getOperands())
      if (isDifferentiable(result.getType()))
        cotangents.push_back(body.addArgument(result.getType(), result.getLoc()));
  }

  void seedPlaceholders(ArrayRef<Value> arguments) {
    firstPlaceholder = body.getNumArguments();
    for (Value argument : arguments)
      linearizer.seed(argument, body.addArgument(argument.getType(), argument.getLoc()));
  }

  void seedCotangents(ArrayRef<bool> zero) {
    unsigned number = 0;
    for (Value result : terminator->getOperands()) {
      if (!isDifferentiable(result.getType()))
        continue;
      Value tangent = linearizer.tangent(result);
      if (tangent && !zero[number])
        transposer.add(tangent, cotangents[number], result.getLoc());
      ++number;
    }
  }

  void returnCotangents(ArrayRef<Value> arguments) {
    SmallVector<Value> results = llvm::to_vector(terminator->getOperands());
    for (Value argument : arguments) {
      Value cotangent = transposer.cotangent(linearizer.tangent(argument));
      ir::Emit emit(b, function.getLoc());
      results.push_back(cotangent ? cotangent : emit.zeros(ir::Emit::typeOf(argument)));
    }
    terminator->setOperands(results);
  }

  func::FuncOp function;
  Block &body;
  Operation *terminator;
  Linearizer linearizer;
  OpBuilder b;
  Transposer transposer;
  SmallVector<Value> cotangents;
  unsigned firstPlaceholder = 0;
};

} // namespace

FailureOr<func::FuncOp> buildVjp(func::FuncOp function, ArrayRef<int64_t> wrt, ArrayRef<bool> zero,
                                 FunctionTable &symbols) {
  func::FuncOp vjp = copyFunction(function, "_vjp", symbols);
  if (failed(VjpBuilder(vjp, symbols).build(wrt, zero)))
    return failure();
  return vjp;
}

SmallVector<Value> materializedCotangents(OpBuilder &b, Operation *call, ArrayRef<Value> cotangents) {
  ir::Emit emit(b, call->getLoc());
  SmallVector<Value> floating;
  for (auto [result, cotangent] : llvm::zip_equal(call->getResults(), cotangents))
    if (isDifferentiable(result.getType()))
      floating.push_back(cotangent ? cotangent : emit.zeros(ir::Emit::typeOf(result)));
  return floating;
}

func::FuncOp copyFunction(func::FuncOp function, StringRef suffix, SymbolTable &symbols) {
  IRMapping copies;
  return copyFunction(function, suffix, symbols, copies);
}

func::FuncOp copyFunction(func::FuncOp function, StringRef suffix, SymbolTable &symbols, IRMapping &copies) {
  func::FuncOp copy = function.clone(copies);
  copy.setName((function.getName() + suffix).str());
  copy.setPrivate();
  copy.removeArgAttrsAttr();
  copy.removeResAttrsAttr();
  symbols.insert(copy, std::next(Block::iterator(function)));
  return copy;
}

void updateFunctionType(func::FuncOp function) {
  Block &body = function.getBody().front();
  function.setFunctionType(
      FunctionType::get(function.getContext(), body.getArgumentTypes(), body.getTerminator()->getOperandTypes()));
}

} // namespace burin::passes
