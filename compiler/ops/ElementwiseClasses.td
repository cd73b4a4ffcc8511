// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_ELEMENTWISE_CLASSES_TD
#define BURIN_OPS_ELEMENTWISE_CLASSES_TD

include "compiler/ir/BoundedSlope.td"

// The family's answers; a record picks one of each kind, and its .cpp states the rules that are its own.

// What kind of function the operation is in its floating operands.
class Derivative<string text, bit isBounded = 0> {
  bit bounded = isBounded; // slopes, for all operands
  string definition = text;
}
def Nonlinear : Derivative<[{
  ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>, ::llvm::ArrayRef<bool>,
                                             ::llvm::MutableArrayRef<::mlir::Value>) {
    return refuse(*this, "transpose", "the operation is not linear in its operands");
  }
}]>;
def Kinked : Derivative<Nonlinear.definition, 1>; // linear between kinks
def ZeroTangent : Derivative<[{
  ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                             ::llvm::SmallVectorImpl<::mlir::Value> &results) {
    results.append((*this)->getNumResults(), nullptr);
    return ::llvm::success();
  }
  ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>, ::llvm::ArrayRef<bool>,
                                             ::llvm::MutableArrayRef<::mlir::Value>) {
    return refuse(*this, "transpose", "its tangent is zero, so that no operand is linear");
  }
}], 1>;
def Linear : Derivative<"">;      // in some operand; linearize and transpose are the operation's own
def Additive : Derivative<"", 1>; // in all floating operands together

class Work<string text, bit isCheap = 0> {
  bit cheap = isCheap; // to recompute in each consumer
  string definition = "::burin::ir::Cost $cppClass::cost() { return " # text # "; }"
                      # !if(cheap, "bool $cppClass::cheapToRecompute() { return true; }", "");
}
def Flop : Work<"elementwiseCost(*this)">;
def Transcendental : Work<"transcendentalCost(*this)">;
def Conversion : Work<"elementwiseCost(*this)", 1>;
def Movement : Work<"movementCost(*this)", 1>;
def SeveralFlops : Work<"elementwiseCost(*this, flopsPerElement(*this))">;

class Burin_Elementwise<string mnemonic, string domain, Derivative derivative, Work work, list<Trait> traits = []>
    : Burin_InferredOp<mnemonic, !listconcat(traits, [Pure, Burin_Pointwise, !if(work.cheap, DeclareOpInterfaceMethods<Burin_ElementOp, ["cheapToRecompute"]>,
                                                    DeclareOpInterfaceMethods<Burin_ElementOp>)],
                                           !if(derivative.bounded, [Burin_BoundedSlope], []))> {
  let results = (outs Burin_Tensor:$result);
  string batch = [{
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> operands,
                                           ::llvm::ArrayRef<bool> batched, int64_t size,
                                           ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return batchElementwise(*this, b, operands, batched, size, results);
    }
  }];
  string inferSame = !if(!empty(domain), "",
    "::llvm::LogicalResult $cppClass::infer(::burin::ir::Inference &inference) {"
    "  return inferSameType(*this, Domain::" # domain # ", inference); }\n");
  let extraClassDefinition = verify # batch # inferSame # derivative.definition # work.definition;
}

class Burin_Unary<string mnemonic, string domain, Derivative derivative, Work work = Flop, list<Trait> traits = []>
    : Burin_Elementwise<mnemonic, domain, derivative, work, traits> {
  let arguments = (ins Burin_Tensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
}

class Burin_Binary<string mnemonic, string domain, Derivative derivative, Work work = Flop, list<Trait> traits = []>
    : Burin_Elementwise<mnemonic, domain, derivative, work, traits> {
  let arguments = (ins Burin_Tensor:$x, Burin_Tensor:$y);
  let assemblyFormat = "$x `,` $y attr-dict `:` type($x) `,` type($y) `->` type($result)";
}

#endif
