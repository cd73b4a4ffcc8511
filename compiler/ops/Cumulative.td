// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_CUMULATIVE_TD
#define BURIN_OPS_CUMULATIVE_TD

include "compiler/ir/Dialect.td"

// What both classes share: accumulators that run along an axis.
class Burin_AccumulatingOp<string mnemonic, string domain>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_KernelOp>]> {
  string accumulating = verify # [{
    ::llvm::LogicalResult $cppClass::infer(Inference &inference) {
      return inferCumulative(*this, axis(), Domain::}] # domain # [{, inference);
    }
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> operands,
                                           ::llvm::ArrayRef<bool> batched, int64_t size,
                                           ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return batchCumulative(*this, axis(), getReverse(), b, operands, batched, size, results);
    }
    int64_t $cppClass::axis() { return static_cast<int64_t>(getAxis()); }
  }];
}

// The classes hold the family's answers; a Monoid, or else Cumulative.cpp, states how two elements become one, and
// CumulativeDerivatives.cpp the derivatives.
class Burin_CumulativeOp<string mnemonic, string domain, string meaning, string monoid = "">
    : Burin_AccumulatingOp<mnemonic, domain> {
  let summary = meaning;
  let description = "(" # mnemonic # "_c1) axis is an axis of the operand. (" # mnemonic # "_c2) dtype is " # domain # ".";
  let arguments = (ins Burin_Tensor:$x, I64Attr:$axis, DefaultValuedOptionalAttr<BoolAttr, "false">:$reverse);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  let extraClassDeclaration = [{
    int64_t axis();
    /// One more element; f16 and bf16 accumulate in f32.
    ::mlir::Value combine(::mlir::OpBuilder &b, ::mlir::Location loc, ::mlir::Value accumulator, ::mlir::Value element);
  }];
  string family = accumulating # [{
    ::llvm::LogicalResult $cppClass::lowerKernel(KernelBuilder &kernel) {
      return lowerCombined(*this, axis(), getReverse(), kernel, [this](auto &&...parts) { return combine(parts...); });
    }
  }];
  string accumulation = !if(!empty(monoid), "", [{
    ::llvm::LogicalResult $cppClass::evaluate(::llvm::ArrayRef<Literal> operands,
                                              ::llvm::SmallVectorImpl<Literal> &results) {
      return evaluateCumulative(*this, axis(), getReverse(), operands[0], Monoid::}] # monoid # [{, results);
    }
    Cost $cppClass::cost() { return cumulativeCost(*this, axis()); }
    ::mlir::Value $cppClass::combine(::mlir::OpBuilder &b, ::mlir::Location loc, ::mlir::Value accumulator,
                                     ::mlir::Value element) {
      return emitCombine(Monoid::}] # monoid # [{, b, loc, elementOf(getX()), accumulator, element);
    }
  }]);
  let extraClassDefinition = family # accumulation;
}

// A cumulation that is not linear in its operand.
class Burin_NonlinearCumulativeOp<string mnemonic, string domain, string meaning, string monoid = "">
    : Burin_CumulativeOp<mnemonic, domain, meaning, monoid> {
  string nonlinear = [{
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "it is not linear in its operand; its linearization is");
    }
  }];
  let extraClassDefinition = family # accumulation # nonlinear;
}

def Burin_CumsumOp : Burin_CumulativeOp<"cumsum", "numeric", "sums of the elements up to each along an axis", "sum">;
def Burin_CumprodOp
    : Burin_NonlinearCumulativeOp<"cumprod", "numeric", "products of the elements up to each along an axis", "product">;
def Burin_CummaxOp : Burin_NonlinearCumulativeOp<
  "cummax", "numeric", "maxima of the elements up to each along an axis; NaN from the first on", "max">;
def Burin_CumminOp : Burin_NonlinearCumulativeOp<
  "cummin", "numeric", "minima of the elements up to each along an axis; NaN from the first on", "min">;
def Burin_CumlogsumexpOp
    : Burin_NonlinearCumulativeOp<"cumlogsumexp", "floating", "log of the sum of exp of the elements up to each along an axis">;

def Burin_LinearRecurrenceOp : Burin_AccumulatingOp<"linear_recurrence", "numeric"> {
  let summary = "y[i] = factors[i] * y[i - 1] + addends[i] along an axis; the first element is its addend";
  let description = [{
    (linear_recurrence_c1) axis is an axis of the operands. (linear_recurrence_c2) operands have equal shapes and numeric
    dtypes. Linear in the addends: with it the derivatives of all cumulations, and its own, are single passes.
  }];
  let arguments = (ins Burin_Tensor:$factors, Burin_Tensor:$addends, I64Attr:$axis,
                       DefaultValuedOptionalAttr<BoolAttr, "false">:$reverse);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let extraClassDeclaration = "int64_t axis();";
  let extraClassDefinition = accumulating;
}

#endif
