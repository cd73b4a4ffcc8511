// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_COMPUTATION_TD
#define BURIN_OPS_COMPUTATION_TD

include "compiler/ir/Computation.td"
include "compiler/ir/UpdatesInPlace.td"

// The end of a computation; no operation on arrays, so it has no rules.
def Burin_YieldOp : Op<Burin_Dialect, "yield", [Pure, Terminator]> {
  let summary = "the results of a computation";
  let arguments = (ins Variadic<Burin_Tensor>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

// StableHLO's operations with regions, for computations that no other operation of the dialect stands for: these are
// found when one is recorded (Computation::simplify). Elements come in row-major order, one application after the other.
// Derivatives of reductions are those of a balanced tree: they want the computation to be associative.
class Burin_ComputationOp<string mnemonic, list<Trait> traits>
    : Burin_InferredOp<mnemonic, !listconcat([Pure, IsolatedFromAbove, DeclareOpInterfaceMethods<Burin_Computation>],
                                             traits)> {
  string notLinear = [{
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "a computation is not known to be linear in its operands");
    }
  }];
  string noDerivative = [{
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value> tangents,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return linearizeComputation(*this, tangents, results);
    }
  }];
}

// ComputationReduce.cpp
def Burin_GeneralReduceOp : Burin_ComputationOp<"reduce", [SameVariadicOperandSize, DeclareOpInterfaceMethods<Burin_KernelOp>]> {
  let summary = "arrays over axes, which are removed, by a computation: (accumulators, elements) -> accumulators";
  let description = [{
    (reduce_c1) as many inits as inputs, and one input at least. (reduce_c2) inputs have one shape. (reduce_c3) axes are
    distinct axes of it. (reduce_c4) inits have the inputs' dtypes; each is a scalar, or one for each element of the result.
    (reduce_c5) the computation takes two scalars of each dtype and gives one.
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, Variadic<Burin_Tensor>:$inits, DenseI64ArrayAttr:$axes);
  let results = (outs Variadic<Burin_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`(` operands `)` $body attr-dict `:` functional-type(operands, results)";
  let extraClassDefinition = verify # notLinear;
}

// ComputationWindows.cpp
def Burin_GeneralReduceWindowOp : Burin_ComputationOp<
    "reduce_window", [SameVariadicOperandSize, DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory"]>]> {
  let summary = "arrays over each window by a computation: (accumulators, elements) -> accumulators";
  let description = [{
    (reduce_window_c1) to c3 as reduce_window_sum_c1 to c3. (reduce_window_c4) no window sees a gap or padding: these are
    elements of a pad. (reduce_window_c5) to c8 as reduce_c1, c2, c4 and c5.
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, Variadic<Burin_Tensor>:$inits,
                   DenseI64ArrayAttr:$window_dimensions, DenseI64ArrayAttr:$window_strides,
                   DenseI64ArrayAttr:$base_dilations, DenseI64ArrayAttr:$window_dilations, DenseI64ArrayAttr:$low,
                   DenseI64ArrayAttr:$high);
  let results = (outs Variadic<Burin_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`(` operands `)` $body attr-dict `:` functional-type(operands, results)";
  let extraClassDefinition = verify # notLinear;
}

// ComputationSelection.cpp
def Burin_SelectAndScatterOp
    : Burin_ComputationOp<"select_and_scatter", [DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory"]>]> {
  let summary = "init, and where each window of operand selects an element that of source joined by a computation";
  let description = [{
    select: (the selected element, another one) -> bool; false lets the other one take its place. Padding is never selected.
    (select_and_scatter_c1) to c3 as select_and_scatter_add_c1 to c3. (select_and_scatter_c4) dtypes are equal.
    (select_and_scatter_c5) source has one element for each window. (select_and_scatter_c6) init is a scalar, or has the
    operand's shape. (select_and_scatter_c7) select takes two scalars and gives a bool; scatter takes two and gives one.
  }];
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$source, Burin_Tensor:$init,
                   DenseI64ArrayAttr:$window_dimensions, DenseI64ArrayAttr:$window_strides,
                   DenseI64ArrayAttr:$base_dilations, DenseI64ArrayAttr:$window_dilations, DenseI64ArrayAttr:$low,
                   DenseI64ArrayAttr:$high);
  let results = (outs Burin_Tensor:$result);
  let regions = (region SizedRegion<1>:$select, SizedRegion<1>:$scatter);
  let assemblyFormat = [{
    `(` operands `)` `select` $select `scatter` $scatter attr-dict `:` functional-type(operands, results)
  }];
  let extraClassDefinition = verify # notLinear # noDerivative;
}

// ComputationScatter.cpp
def Burin_ScatterApplyOp
    : Burin_ComputationOp<"scatter_apply", [DeclareOpInterfaceMethods<Burin_KernelOp>, Burin_UpdatesInPlace]> {
  let summary = "the operand with windows at index vectors joined with updates by a computation: (old, update) -> new";
  let description = [{
    StableHLO's scatter. Updates of one element are applied in row-major order of the updates. (scatter_apply_c1) to c6 as
    scatter_c1 to c6, for any dtype. (scatter_apply_c7) the computation takes two scalars and gives one.
  }];
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$indices, Burin_Tensor:$updates,
                   DenseI64ArrayAttr:$update_window_dims, DenseI64ArrayAttr:$inserted_window_dims,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$input_batching_dims,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$scatter_indices_batching_dims,
                   DenseI64ArrayAttr:$scatter_dims_to_operand_dims, I64Attr:$index_vector_dim,
                   DefaultValuedAttr<StrAttr, "\"clip\"">:$mode, DefaultValuedAttr<BoolAttr, "false">:$unique_indices);
  let results = (outs Burin_Tensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`(` operands `)` $body attr-dict `:` functional-type(operands, results)";
  let extraClassDefinition = verify # notLinear # noDerivative;
}

#endif
