// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_REDUCE_TD
#define BURIN_OPS_REDUCE_TD

include "compiler/ir/Dialect.td"

// The classes hold the family's answers; a record's .cpp states the rules that are its own.

class Burin_ReduceOp<string mnemonic, string meaning>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_KernelOp>, DeclareOpInterfaceMethods<Burin_ReductionOp>]> {
  let summary = meaning;
  let description = "(" # mnemonic # "_c1) axes are distinct axes of the operand.";
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$axes);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  string family = verify # [{
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> operands,
                                           ::llvm::ArrayRef<bool> batched, int64_t size,
                                           ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return batchReduction(*this, getAxes(), b, operands, batched, size, results);
    }
    Cost $cppClass::cost() { return reductionCost(*this); }
    ::llvm::LogicalResult $cppClass::lowerKernel(KernelBuilder &kernel) {
      return ::burin::lowering::lowerReduction(*this, kernel);
    }
    AxisList $cppClass::reducedAxes() { return increasing(getAxes()); }
    ::mlir::Value $cppClass::finish(::mlir::OpBuilder &b, ::mlir::Location loc, ::mlir::Value accumulator) {
      return narrow(b, loc, accumulator, elementOf(getX()));
    }
  }];
  let extraClassDefinition = family;
}

// By a Monoid.
class Burin_MonoidReduceOp<string mnemonic, string meaning, string monoid> : Burin_ReduceOp<mnemonic, meaning> {
  string accumulation = [{
    ::llvm::LogicalResult $cppClass::evaluate(::llvm::ArrayRef<Literal> operands,
                                              ::llvm::SmallVectorImpl<Literal> &results) {
      return evaluateReduction(*this, getAxes(), operands[0], Monoid::}] # monoid # [{, results);
    }
    ::mlir::Value $cppClass::identity(::mlir::OpBuilder &b, ::mlir::Location loc) {
      return emitIdentity(Monoid::}] # monoid # [{, b, loc, elementOf(getX()));
    }
    ::mlir::Value $cppClass::combine(::mlir::OpBuilder &b, ::mlir::Location loc, ::mlir::Value accumulator,
                                     ::mlir::Value element) {
      return emitCombine(Monoid::}] # monoid # [{, b, loc, elementOf(getX()), accumulator, widen(b, loc, element));
    }
  }];
  let extraClassDefinition = family # accumulation;
}

class Burin_ReduceExtremumOp<string mnemonic, string meaning, string monoid>
    : Burin_MonoidReduceOp<mnemonic, meaning, monoid> {
  string extremum = [{
    ::llvm::LogicalResult $cppClass::infer(Inference &inference) {
      return inferReduction(getX(), getAxes(), inference);
    }
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> tangents,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return linearizeReducedExtremum(*this, getAxes(), b, tangents, results);
    }
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "an extremum is not linear in its operand; its linearization is");
    }
  }];
  let extraClassDefinition = family # accumulation # extremum;
}

// Reduce.cpp. reduce_sum_c2: numeric.
def Burin_ReduceSumOp
    : Burin_MonoidReduceOp<"reduce_sum", "sum over axes, which are removed; f16 and bf16 accumulate in f32", "sum">;

// ReduceProduct.cpp. reduce_prod_c2: numeric.
def Burin_ReduceProdOp
    : Burin_MonoidReduceOp<"reduce_prod", "product over axes, which are removed; f16 and bf16 accumulate in f32", "product">;

// ReduceBits.cpp. reduce_and_c2, reduce_or_c2, reduce_xor_c2: integer or bool.
class Burin_ReduceBitsOp<string mnemonic, string meaning> : Burin_ReduceOp<mnemonic, meaning> {
  string bitwise = [{
    ::llvm::LogicalResult $cppClass::infer(Inference &inference) {
      return inferReducedBits(getX(), getAxes(), inference);
    }
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      results.push_back(nullptr);
      return ::llvm::success();
    }
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "its integer result has no cotangent");
    }
  }];
  let extraClassDefinition = family # bitwise;
}

def Burin_ReduceAndOp : Burin_ReduceBitsOp<"reduce_and", "bitwise and over axes (bool: all); all ones for none">;
def Burin_ReduceOrOp : Burin_ReduceBitsOp<"reduce_or", "bitwise or over axes (bool: any); zero for none">;
def Burin_ReduceXorOp : Burin_ReduceBitsOp<"reduce_xor", "bitwise exclusive or over axes; zero for none">;

// ReduceExtrema.cpp
def Burin_ReduceMaxOp : Burin_ReduceExtremumOp<"reduce_max", "maximum over axes (bool: any); NaN if there is one", "max">;
def Burin_ReduceMinOp : Burin_ReduceExtremumOp<"reduce_min", "minimum over axes (bool: all); NaN if there is one", "min">;

// ReduceArg.cpp
class Burin_ArgOp<string mnemonic, string meaning, bit isMax>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_KernelOp>, DeclareOpInterfaceMethods<Burin_ArgReductionOp>]> {
  let summary = meaning;
  let description = "(" # mnemonic # "_c1) axis is an axis of the operand, not of extent 0. (" # mnemonic #
                    "_c2) dtype is an integer.";
  let arguments = (ins Burin_Tensor:$x, I64Attr:$axis, TypeAttr:$dtype);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  string wantsMax = !if(isMax, "true", "false");
  let extraClassDefinition = verify # [{
    ::llvm::LogicalResult $cppClass::infer(Inference &inference) {
      return inferArg(getX(), reducedAxis(), getDtype(), inference);
    }
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      results.push_back(nullptr);
      return ::llvm::success();
    }
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "its integer result has no cotangent");
    }
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> operands,
                                           ::llvm::ArrayRef<bool> batched, int64_t size,
                                           ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return batchArg(*this, reducedAxis(), getDtype(), b, operands, batched, size, results);
    }
    Cost $cppClass::cost() { return argCost(*this); }
    ::llvm::LogicalResult $cppClass::lowerKernel(KernelBuilder &kernel) {
      return ::burin::lowering::lowerArgReduction(*this, kernel);
    }
    int64_t $cppClass::reducedAxis() { return static_cast<int64_t>(getAxis()); }
    ::llvm::LogicalResult $cppClass::evaluate(::llvm::ArrayRef<Literal> operands,
                                              ::llvm::SmallVectorImpl<Literal> &results) {
      return evaluateArg(*this, reducedAxis(), operands[0], }] # wantsMax # [{, results);
    }
    ::mlir::Value $cppClass::beats(::mlir::OpBuilder &b, ::mlir::Location loc, ::mlir::Value candidate,
                                   ::mlir::Value best) {
      return emitBeats(b, loc, elementOf(getX()), candidate, best, }] # wantsMax # [{);
    }
  }];
}

def Burin_ArgmaxOp : Burin_ArgOp<"argmax", "index of the first maximum; NaN counts as the extreme", 1>;
def Burin_ArgminOp : Burin_ArgOp<"argmin", "index of the first minimum; NaN counts as the extreme", 0>;

#endif
