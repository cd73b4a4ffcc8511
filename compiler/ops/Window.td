// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_WINDOW_TD
#define BURIN_OPS_WINDOW_TD

include "compiler/ir/Dialect.td"

// The classes hold the family's answers; a record's .cpp states the rules that are its own. The attributes, one number
// per axis of the array that windows slide over, are those of WindowAxis.
class Burin_WindowOp<string mnemonic, string meaning, dag operands, int scatters = 0>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory"]>]> {
  let summary = meaning;
  let arguments = !con(operands, (ins DenseI64ArrayAttr:$window_dimensions, DenseI64ArrayAttr:$window_strides,
                                      DenseI64ArrayAttr:$base_dilations, DenseI64ArrayAttr:$window_dilations,
                                      DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high));
  string family = verify # [{
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> operands,
                                           ::llvm::ArrayRef<bool> batched, int64_t size,
                                           ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return batchWindows(*this, b, operands, batched, size, results);
    }
    Cost $cppClass::cost() { return windowCost(*this, }] # scatters # [{); }
    bool $cppClass::readsMemory(unsigned) { return true; }
  }];
  string constraints = "(" # mnemonic # "_c1) one number per axis in each list. (" # mnemonic #
                       "_c2) window dimensions, strides and dilations are positive. (" # mnemonic #
                       "_c3) padding leaves no negative extent. ";
}

class Burin_ReduceWindowOp<string mnemonic, string meaning, string monoid>
    : Burin_WindowOp<mnemonic, meaning, (ins Burin_Tensor:$x)> {
  let description = constraints # "(" # mnemonic # "_c4) the dtype is one that the operation reduces.";
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  string reduction = [{
    ::llvm::LogicalResult $cppClass::infer(Inference &inference) {
      return inferReduceWindow(*this, Monoid::}] # monoid # [{, inference);
    }
    ::llvm::LogicalResult $cppClass::evaluate(::llvm::ArrayRef<Literal> operands,
                                              ::llvm::SmallVectorImpl<Literal> &results) {
      return evaluateReduceWindow(*this, Monoid::}] # monoid # [{, operands[0], results);
    }
    ::llvm::LogicalResult $cppClass::lowerKernel(KernelBuilder &kernel) {
      return ::burin::lowering::lowerReduceWindow(*this, Monoid::}] # monoid # [{, kernel);
    }
  }];
  let extraClassDefinition = family # reduction;
}

class Burin_WindowExtremumOp<string mnemonic, string meaning, string monoid, string select>
    : Burin_ReduceWindowOp<mnemonic, meaning, monoid> {
  let extraClassDefinition = family # reduction # [{
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> tangents,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return linearizeWindowExtremum(*this, "}] # select # [{", b, tangents, results);
    }
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "an extremum is not linear in its operand; its linearization is");
    }
  }];
}

// Both are linear in `source`, and each is the other's transpose.
class Burin_SelectInWindowsOp<string mnemonic, string transposed, string meaning, int scatters>
    : Burin_WindowOp<mnemonic, meaning, (ins Burin_Tensor:$source, Burin_Tensor:$operand, StrAttr:$select), scatters> {
  let description = [{
    The element that a window selects is the first that no other one in the window beats; NaN beats numbers. Padding is never
    selected. }] # constraints # "(" # mnemonic # "_c4) dtypes of source and operand are equal and numeric. (" # mnemonic #
                    "_c5) select is ge or le. (" # mnemonic # "_c6) the shape of source fits.";
  let assemblyFormat = "$source `,` $operand attr-dict `:` type($source) `,` type($operand) `->` type($result)";
  let extraClassDefinition = family # [{
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> tangents,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return linearizeSelection(*this, b, tangents, results);
    }
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> cotangents,
                                               ::llvm::ArrayRef<bool> linear,
                                               ::llvm::MutableArrayRef<::mlir::Value> results) {
      return transposeSelection(*this, "}] # transposed # [{", b, cotangents, linear, results);
    }
  }];
}

// Window.cpp
def Burin_ReduceWindowSumOp : Burin_ReduceWindowOp<
  "reduce_window_sum", "sum over each window; padding adds nothing; f16 and bf16 accumulate in f32", "sum">;

// WindowProduct.cpp
def Burin_ReduceWindowProdOp : Burin_ReduceWindowOp<
  "reduce_window_prod", "product over each window; padding multiplies by one; f16 and bf16 accumulate in f32", "product">;

// WindowExtrema.cpp
def Burin_ReduceWindowMaxOp : Burin_WindowExtremumOp<
  "reduce_window_max", "maximum over each window (bool: any); NaN if there is one; padding loses", "max", "ge">;
def Burin_ReduceWindowMinOp : Burin_WindowExtremumOp<
  "reduce_window_min", "minimum over each window (bool: all); NaN if there is one; padding loses", "min", "le">;

// WindowExtrema.cpp, too
def Burin_SelectAndGatherAddOp : Burin_SelectInWindowsOp<
  "select_and_gather_add", "select_and_scatter_add",
  "elements of source that stand where windows of operand select; 0 for a window of padding", 0>;
def Burin_SelectAndScatterAddOp : Burin_SelectInWindowsOp<
  "select_and_scatter_add", "select_and_gather_add",
  "zeros, and each element of source added where its window of operand selects", 1>;

#endif
