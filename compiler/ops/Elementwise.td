// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_ELEMENTWISE_TD
#define BURIN_OPS_ELEMENTWISE_TD

include "compiler/ops/ElementwiseClasses.td"

// ElementwiseArithmetic.cpp

def Burin_NegOp : Burin_Unary<"neg", "numeric", Additive> { let summary = "-x; integers wrap"; }
def Burin_AbsOp : Burin_Unary<"abs", "numeric", Kinked> { let summary = "|x|; derivative +1 at 0"; }
def Burin_SignOp : Burin_Unary<"sign", "numeric", ZeroTangent> { let summary = "-1, 0 or 1; NaN stays"; }
def Burin_FloorOp : Burin_Unary<"floor", "floating", ZeroTangent> { let summary = "greatest integer <= x"; }
def Burin_CeilOp : Burin_Unary<"ceil", "floating", ZeroTangent> { let summary = "least integer >= x"; }
def Burin_AddOp : Burin_Binary<"add", "any", Additive, Flop, [Commutative]> { let summary = "x + y; bool: or"; }
def Burin_SubOp : Burin_Binary<"sub", "numeric", Additive> { let summary = "x - y"; }
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

// ElementwiseExtrema.cpp

def Burin_MaxOp : Burin_Binary<"max", "any", Kinked, Flop, [Commutative]> {
  let summary = "NaN if either is NaN; ties share the gradient; bool: or";
}
def Burin_MinOp : Burin_Binary<"min", "any", Kinked, Flop, [Commutative]> {
  let summary = "NaN if either is NaN; ties share the gradient; bool: and";
}
def Burin_ClampOp : Burin_Elementwise<"clamp", "any", Kinked, Flop> {
  let summary = "min(max(x, min), max); NaN if any is NaN; the derivative in x is 1 strictly between the bounds";
  let arguments = (ins Burin_Tensor:$min, Burin_Tensor:$x, Burin_Tensor:$max);
  let assemblyFormat = [{
    $min `,` $x `,` $max attr-dict `:` type($min) `,` type($x) `,` type($max) `->` type($result)
  }];
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

def Burin_PopcntOp : Burin_Unary<"popcnt", "integer", ZeroTangent> { let summary = "number of bits that are 1"; }
def Burin_CountLeadingZerosOp : Burin_Unary<"count_leading_zeros", "integer", ZeroTangent> {
  let summary = "bits that are 0 above the highest 1; the width for 0";
}

// ElementwiseSelect.cpp

def Burin_SelectOp : Burin_Elementwise<"select", "", Additive, Flop> {
  let summary = "on_true where the predicate holds, else on_false";
  let arguments = (ins Burin_Tensor:$predicate, Burin_Tensor:$on_true, Burin_Tensor:$on_false);
  let assemblyFormat = [{
    $predicate `,` $on_true `,` $on_false attr-dict
    `:` type($predicate) `,` type($on_true) `,` type($on_false) `->` type($result)
  }];
}
def Burin_ConvertOp : Burin_Unary<"convert", "", Additive, Conversion> {
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
