// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_CALL_TD
#define BURIN_OPS_CALL_TD

include "compiler/ops/CallClasses.td"

// Allocating its results makes the barrier removable when unused, but never equal to another one for CSE.
def Burin_OptimizationBarrierOp : Burin_InferredOp<"optimization_barrier"> {
  let summary = "identity; neither CSE nor fusion nor reordering crosses it";
  let arguments = (ins Variadic<Burin_Tensor>:$inputs);
  let results = (outs Res<Variadic<Burin_Tensor>, "", [MemAlloc]>:$outputs);
  let assemblyFormat = "$inputs attr-dict `:` type($inputs) `->` type($outputs)";
}

def Burin_CheckpointNameOp
    : Burin_PureOp<"checkpoint_name", [Burin_Pointwise, DeclareOpInterfaceMethods<Burin_ElementOp, ["cheapToRecompute"]>]> {
  let summary = "x, under a name that policies of checkpoint know";
  let arguments = (ins Burin_Tensor:$x, StrAttr:$name);
  let assemblyFormat = "$name $x attr-dict `:` type($x) `->` type($result)";
}

class Burin_OneCalleeOp<string mnemonic, dag attributes = (ins), list<Trait> traits = []> : Burin_CallingOp<mnemonic, traits> {
  let arguments = !con((ins Variadic<Burin_Tensor>:$inputs, FlatSymbolRefAttr:$callee), attributes);
  let assemblyFormat = "$callee `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
}

def Burin_CallOp : Burin_OneCalleeOp<"call", (ins), Burin_Batched> { let summary = "a function's results"; }

def Burin_CheckpointOp : Burin_OneCalleeOp<"checkpoint", (ins StrAttr:$policy), Burin_Batched> {
  let summary = "a call whose backward pass recomputes from the arguments";
}

def Burin_RematerializeOp : Burin_OneCalleeOp<"rematerialize", (ins StrAttr:$policy, DenseI64ArrayAttr:$wrt)> {
  let summary = "cotangents of the arguments in wrt, recomputed from (arguments..., cotangents of floating results...)";
}

def Burin_VjpCallOp : Burin_OneCalleeOp<"vjp_call", (ins DenseI64ArrayAttr:$wrt, UnitAttr:$linear)> {
  let summary = "(results..., cotangents of wrt...) of (arguments..., cotangents of floating results...)";
  let description = "linear: the user says that the callee is linear in wrt, which is checked when it is expanded.";
  let extraClassDeclaration = [{
    ::mlir::OperandRange arguments();
    ::mlir::OperandRange cotangents();     ///< one per floating result of the callee
    ::mlir::ResultRange primalResults();
    ::mlir::ResultRange cotangentResults(); ///< one per entry of wrt
  }];
}

def Burin_JvpCallOp : Burin_OneCalleeOp<"jvp_call", (ins DenseI64ArrayAttr:$wrt)> {
  let summary = "(results..., tangents of floating results...) of (arguments..., tangents of wrt...)";
  let extraClassDeclaration = [{
    ::mlir::OperandRange arguments();
    ::mlir::OperandRange tangents();       ///< one per entry of wrt
    ::mlir::ResultRange primalResults();
    ::mlir::ResultRange tangentResults();  ///< one per floating result of the callee
  }];
}

def Burin_VmapCallOp
    : Burin_OneCalleeOp<"vmap_call", (ins I64Attr:$axis_size, DenseI64ArrayAttr:$in_axes, DenseI64ArrayAttr:$out_axes)> {
  let summary = "a function's results, for each row of its arguments";
  let description = [{
    in_axes gives the axis of each operand whose slices are the rows, out_axes the axis of each result along which the rows
    lie; -1: all rows share it. Both hold one entry per argument or result (vmap_call_c4), each -1 or an axis
    (vmap_call_c5). axis_size is not negative (vmap_call_c6). A result that all rows share does not depend on rows.
  }];
}

def Burin_CustomJvpCallOp : Burin_CallingOp<"custom_jvp_call", Burin_Batched> {
  let summary = "a call of primal whose derivative is given by rule";
  let description = [{
    primal: (arguments, captures of primal) -> results. rule: (arguments, tangents of floating arguments, captures of rule) ->
    (results, tangents of floating results), linear in the tangents. operand_counts gives the extents of the three groups of
    operands: arguments, captures of primal, of rule (custom_jvp_call_c4).
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, FlatSymbolRefAttr:$primal, FlatSymbolRefAttr:$rule,
                   DenseI64ArrayAttr:$operand_counts);
  let assemblyFormat = "$primal `rule` $rule `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
  let extraClassDeclaration = [{
    ::mlir::OperandRange arguments();
    ::mlir::OperandRange primalCaptures();
    ::mlir::OperandRange ruleCaptures();
  }];
}

def Burin_CustomVjpCallOp : Burin_CallingOp<"custom_vjp_call", Burin_Batched> {
  let summary = "a call of primal whose derivative is given by fwd and bwd";
  let description = [{
    primal: (arguments, captures of primal) -> results. fwd: (arguments, captures of fwd) -> (results, residuals).
    bwd: (residuals, cotangents of floating results, captures of bwd) -> a cotangent per floating argument. operand_counts
    gives the extents of the four groups of operands: arguments, captures of primal, of fwd, of bwd (custom_vjp_call_c4).
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, FlatSymbolRefAttr:$primal, FlatSymbolRefAttr:$fwd,
                   FlatSymbolRefAttr:$bwd, DenseI64ArrayAttr:$operand_counts);
  let assemblyFormat = "$primal `fwd` $fwd `bwd` $bwd `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
  let extraClassDeclaration = [{
    ::mlir::OperandRange arguments();
    ::mlir::OperandRange primalCaptures();
    ::mlir::OperandRange fwdCaptures();
    ::mlir::OperandRange bwdCaptures();
  }];
}

#endif
