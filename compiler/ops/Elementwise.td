// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_ELEMENTWISE_TD
#define BURIN_OPS_ELEMENTWISE_TD

include "compiler/ir/Dialect.td"

// The family's answers; a record picks one of each kind, and its .cpp states the rules that are its own.

// What kind of function the operation is in its floating operands.
class Derivative<string text> { string definition = text; }
def Nonlinear : Derivative<[{
  ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>, ::llvm::ArrayRef<bool>,
                                             ::llvm::MutableArrayRef<::mlir::Value>) {
    return refuse(*this, "transpose", "the operation is not linear in its operands");
  }
}]>;
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
}]>;
def Linear : Derivative<"">; // in some operand; linearize and transpose are the operation's own

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
                                                    DeclareOpInterfaceMethods<Burin_ElementOp>)])> {
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

// ElementwiseArithmetic.cpp

def Burin_NegOp : Burin_Unary<"neg", "numeric", Linear> { let summary = "-x; integers wrap"; }
def Burin_AbsOp : Burin_Unary<"abs", "numeric", Nonlinear> { let summary = "|x|; derivative +1 at 0"; }
def Burin_SignOp : Burin_Unary<"sign", "numeric", ZeroTangent> { let summary = "-1, 0 or 1; NaN stays"; }
def Burin_FloorOp : Burin_Unary<"floor", "floating", ZeroTangent> { let summary = "greatest integer <= x"; }
def Burin_AddOp : Burin_Binary<"add", "any", Linear, Flop, [Commutative]> { let summary = "x + y; bool: or"; }
def Burin_SubOp : Burin_Binary<"sub", "numeric", Linear> { let summary = "x - y"; }
def Burin_MulOp : Burin_Binary<"mul", "any", Linear, Flop, [Commutative]> { let summary = "x * y; bool: and"; }
// ElementwiseDivision.cpp

def Burin_DivOp : Burin_Binary<"div", "numeric", Linear> {
  let summary = "x / y; integers truncate, x / 0 has all bits set, the least value / -1 is itself";
}
def Burin_RemOp : Burin_Binary<"rem", "numeric", Nonlinear> {
  let summary = "x - y * trunc(x / y), with the sign of x; integers: rem(x, 0) = x";
}
def Burin_IntegerPowOp : Burin_Unary<"integer_pow", "", Nonlinear, SeveralFlops> {
  let summary = "x to an integer power by repeated squaring";
  let arguments = (ins Burin_Tensor:$x, I64Attr:$exponent);
}

// ElementwiseTranscendental.cpp

def Burin_ExpOp : Burin_Unary<"exp", "floating", Nonlinear, Transcendental>;
def Burin_Exp2Op : Burin_Unary<"exp2", "floating", Nonlinear, Transcendental> { let summary = "2 to the power x"; }
def Burin_Expm1Op : Burin_Unary<"expm1", "floating", Nonlinear, Transcendental>;
def Burin_LogOp : Burin_Unary<"log", "floating", Nonlinear, Transcendental>;
def Burin_Log1pOp : Burin_Unary<"log1p", "floating", Nonlinear, Transcendental>;
def Burin_Log2Op : Burin_Unary<"log2", "floating", Nonlinear, Transcendental>;
def Burin_TanhOp : Burin_Unary<"tanh", "floating", Nonlinear, Transcendental>;
def Burin_LogisticOp : Burin_Unary<"logistic", "floating", Nonlinear, Transcendental> { let summary = "1 / (1 + exp(-x))"; }
def Burin_SqrtOp : Burin_Unary<"sqrt", "floating", Nonlinear, Transcendental>;
def Burin_RsqrtOp : Burin_Unary<"rsqrt", "floating", Nonlinear, Transcendental> { let summary = "1 / sqrt(x)"; }
def Burin_CbrtOp : Burin_Unary<"cbrt", "floating", Nonlinear, Transcendental> { let summary = "real cube root, also of x < 0"; }
def Burin_ErfOp : Burin_Unary<"erf", "floating", Nonlinear, Transcendental> {
  let summary = "error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x";
}
def Burin_SinOp : Burin_Unary<"sin", "floating", Nonlinear, Transcendental>;
def Burin_CosOp : Burin_Unary<"cos", "floating", Nonlinear, Transcendental>;
def Burin_PowOp : Burin_Binary<"pow", "floating", Nonlinear, Transcendental>;

// ElementwiseExtrema.cpp

def Burin_MaxOp : Burin_Binary<"max", "any", Nonlinear, Flop, [Commutative]> {
  let summary = "NaN if either is NaN; ties share the gradient; bool: or";
}
def Burin_MinOp : Burin_Binary<"min", "any", Nonlinear, Flop, [Commutative]> {
  let summary = "NaN if either is NaN; ties share the gradient; bool: and";
}
def Burin_IsFiniteOp : Burin_Unary<"is_finite", "", ZeroTangent> { let summary = "bool: neither infinite nor NaN"; }
def Burin_CompareOp : Burin_Binary<"compare", "", ZeroTangent> {
  let summary = "bool; unordered comparisons are false, except ne";
  let arguments = (ins Burin_Tensor:$x, Burin_Tensor:$y, StrAttr:$direction);
}

// ElementwiseBits.cpp

def Burin_NotOp : Burin_Unary<"not", "discrete", ZeroTangent> { let summary = "bool: logical; integers: bitwise"; }
def Burin_AndOp : Burin_Binary<"and", "discrete", ZeroTangent, Flop, [Commutative]>;
def Burin_OrOp : Burin_Binary<"or", "discrete", ZeroTangent, Flop, [Commutative]>;
def Burin_XorOp : Burin_Binary<"xor", "discrete", ZeroTangent, Flop, [Commutative]>;
def Burin_ShiftLeftOp : Burin_Binary<"shift_left", "integer", ZeroTangent> {
  let summary = "shifting by the width or more, or by a negative number, gives 0";
}
def Burin_ShiftRightLogicalOp : Burin_Binary<"shift_right_logical", "integer", ZeroTangent> {
  let summary = "fills with 0; shifting by the width or more, or by a negative number, gives 0";
}
def Burin_ShiftRightArithmeticOp : Burin_Binary<"shift_right_arithmetic", "integer", ZeroTangent> {
  let summary = "fills with the highest bit, also for unsigned; too far a shift leaves only that bit";
}

// ElementwiseSelect.cpp

def Burin_SelectOp : Burin_Elementwise<"select", "", Linear, Flop> {
  let summary = "on_true where the predicate holds, else on_false";
  let arguments = (ins Burin_Tensor:$predicate, Burin_Tensor:$on_true, Burin_Tensor:$on_false);
  let assemblyFormat = [{
    $predicate `,` $on_true `,` $on_false attr-dict
    `:` type($predicate) `,` type($on_true) `,` type($on_false) `->` type($result)
  }];
}
def Burin_ConvertOp : Burin_Unary<"convert", "", Linear, Conversion> {
  let summary = "to another dtype; float to integer truncates and saturates, NaN gives 0; to bool: != 0";
  let arguments = (ins Burin_Tensor:$x, TypeAttr:$dtype);
}
def Burin_ConstantOp : Burin_Elementwise<"constant", "", ZeroTangent, Movement, [ConstantLike]> {
  let summary = "one value everywhere";
  let arguments = (ins ElementsAttr:$value);
  let assemblyFormat = "attr-dict $value `:` type($result)";
  let batch = ""; // its own
  let hasFolder = 1;
}
def Burin_StopGradientOp : Burin_Unary<"stop_gradient", "any", ZeroTangent, Movement> {
  let summary = "x, with zero tangent";
}

#endif
