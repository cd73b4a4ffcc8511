// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_PASSES_TD
#define BURIN_PASSES_TD

include "mlir/Pass/PassBase.td"

class Burin_ModulePass<string name> : Pass<name, "::mlir::ModuleOp">;

def ExpandDerivatives : Burin_ModulePass<"expand-derivatives"> {
  let summary = "Replace vjp_call, jvp_call and vmap_call by calls of derivative and batched functions";
  let description = [{
    Innermost first: whatever a function calls is expanded before the function is differentiated, so that derivatives of
    any order are those of straight-line programs. `@f_vjp(args, cotangents) -> (results, cotangents of wrt)` holds the
    forward operations and then the backward ones; `@f_jvp(args, tangents)` interleaves values and tangents. Each is made
    once for each callee and wrt. Zeros are symbolic: what has no tangent costs nothing. `@f_vmap` computes all rows by the
    batch rules, over a leading axis; what does not depend on a row is computed once. Bodies of checkpoint and the rules of
    custom_vjp_call are batched as functions, so that derivatives of batched functions still recompute and still use them.
  }];
}

def ExpandRematerialize : Burin_ModulePass<"expand-rematerialize"> {
  let summary = "Recompute checkpointed functions in the backward pass";
  let description = [{
    `rematerialize @f(args, cotangents)` becomes the vjp of @f on arguments that went through an optimization_barrier
    together with the cotangents: no common subexpression with the forward pass, and nothing before the cotangents exist.
    Under a policy that keeps values, the vjp of @f is divided: the `checkpoint` of the forward pass also gives the values
    that the policy allows and the backward part needs, and the backward part computes the others from them. Policies see
    through names, calls and the checkpoints inside of @f. At the end `checkpoint` becomes `call`.
  }];
}

def DropCustomRules : Burin_ModulePass<"drop-custom-rules"> {
  let summary = "Evaluate the primal of each custom rule that nothing differentiated";
  let description = [{
    `custom_vjp_call @primal fwd @fwd bwd @bwd` becomes `call @primal`, without the captures of fwd and bwd; `custom_jvp_call`
    likewise.
  }];
}

def InlineCalls : Burin_ModulePass<"inline-calls"> {
  let summary = "Inline every call and drop private functions that nothing refers to";
  let description = "Operations keep their own locations: the user's line in the callee.";
}

def Simplify : Burin_ModulePass<"simplify"> {
  let summary = "Algebraic simplification, splat constants, common subexpressions, dead code";
  let description = [{
    What derivatives leave behind: products with one, broadcasts of broadcasts, transposes beside contractions. Folds
    nothing that changes a floating result beyond rounding (x * 0 stays), and nothing across an optimization_barrier.
  }];
}

def Fuse : Burin_ModulePass<"fuse"> {
  let summary = "Divide the program into kernels";
  let description = [{
    The public function becomes a list of calls of private functions with the attribute burin.kernel, one for each structure
    of operations. A producer is computed inside the kernel that uses it; with several users it is computed again in each if
    that is cheap, else it is one more result of a user that runs over the same elements, or a kernel of its own. Operands
    that a contraction reads are in memory, and nothing is pulled through an optimization_barrier. A reduction over trailing
    axes joins the kernel that goes through its rows: softmax and layer normalization are one kernel each. Reductions that
    would be too little work for several threads become two steps, by their shapes alone. The padding of convolutions becomes
    an array, so that they are contractions of strided views.
  }];
}

def CheckLeaks : Burin_ModulePass<"check-leaks"> {
  let summary = "Report values whose tracer outlived the trace";
  let description = [{
    A value is marked by `burin.escaped = "who holds it"` on its operation or argument. A diagnostic names its type, the
    line that made it, the operations that lead to it and the traced function. A use of a value of another function is
    reported in the same way.
  }];
}

def VerifyStage : Burin_ModulePass<"verify-stage"> {
  let summary = "Check that only operations of a stage are left";
  let description = "The table is `illegalAfter` in checks/Stage.cpp. Stages: traced, vjp, remat, clean.";
  let options = [Option<"stage", "stage", "std::string", /*default=*/"\"traced\"", "The stage that has just ended">];
}

#endif
