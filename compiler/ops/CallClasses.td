// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What operations that name functions of the module have in common.
#ifndef BURIN_OPS_CALLCLASSES_TD
#define BURIN_OPS_CALLCLASSES_TD

include "compiler/ir/CallBatching.td"
include "compiler/ir/Dialect.td"

// Left in functions when they are batched; derivatives are expanded before.
defvar Burin_Batched = [DeclareOpInterfaceMethods<Burin_CallBatching>];

// The rules of the callee's operations apply where the functions are known. What the operation itself refuses is said so.
class Burin_RulesOfFunctions<string derivative> {
  string text = [{
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &) {
      return refuse(*this, "linearize", "}] # derivative # [{");
    }
    ::llvm::LogicalResult $cppClass::transpose(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>,
                                               ::llvm::ArrayRef<bool>, ::llvm::MutableArrayRef<::mlir::Value>) {
      return refuse(*this, "transpose", "}] # derivative # [{");
    }
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &, ::llvm::ArrayRef<::mlir::Value>, ::llvm::ArrayRef<bool>,
                                           int64_t, ::llvm::SmallVectorImpl<::mlir::Value> &) {
      return refuse(*this, "batch", "callees are batched as functions");
    }
    ::llvm::LogicalResult $cppClass::verifySymbolUses(::mlir::SymbolTableCollection &) {
      return verifyInferredTypes(getOperation());
    }
  }];
}

// It names functions of the module. Result types follow from them (c1: they are functions of the module; c2: operands have
// the types that they ask for; c3: so do results), which the verifier of the module checks. Equal operations are equal
// values: Pure.
class Burin_NamingOp<string mnemonic, string derivative, list<Trait> traits = []>
    : Burin_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                      DeclareOpInterfaceMethods<Burin_CallLike>], traits)> {
  let results = (outs Variadic<Burin_Tensor>:$outputs);
  string rules = Burin_RulesOfFunctions<derivative>.text;
  let extraClassDefinition = rules;
}

// A call: expanded before lowering.
class Burin_CallingOp<string mnemonic, list<Trait> traits = []>
    : Burin_NamingOp<mnemonic, "expanded by passes/autodiff", traits> {
  let extraClassDefinition = !strconcat(rules, [{
    ::llvm::LogicalResult $cppClass::evaluate(::llvm::ArrayRef<Literal> operands, ::llvm::SmallVectorImpl<Literal> &results) {
      return evaluateCall(*this, operands, results);
    }
    Cost $cppClass::cost() { return {}; } // passes resolve callees first
  }]);
}

#endif
