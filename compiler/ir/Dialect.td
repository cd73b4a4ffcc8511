// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_DIALECT_TD
#define BURIN_IR_DIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "compiler/ir/Interfaces.td"

def Burin_Dialect : Dialect {
  let name = "burin";
  let summary = "Array programs: ranked static tensors, value semantics, close to StableHLO in name and meaning.";
  let description = [{
    Element types are i1 (bool), signless iN (signed), uiN (unsigned), f16, bf16, f32 and f64. Broadcasting and
    promotion are explicit: operands of elementwise operations have equal shapes.
  }];
  let cppNamespace = "::burin::ir";
  let hasConstantMaterializer = 1;
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def Burin_Tensor : Type<CPred<"::burin::ir::isArrayType($_self)">, "ranked static array",
                        "::mlir::RankedTensorType">;

// Element i of each result depends on element i of each operand only.
def Burin_Pointwise : NativeOpTrait<"Pointwise"> { let cppNamespace = "::burin::ir"; }

// Every operation declares all rules of ArrayOp; one that is missing is a link error.
class Burin_Op<string mnemonic, list<Trait> traits = []>
    : Op<Burin_Dialect, mnemonic, !listconcat(traits, [DeclareOpInterfaceMethods<Burin_ArrayOp>])>;

// Its result types are those of infer(), which the verifier checks. Classes of families extend the definition.
class Burin_InferredOp<string mnemonic, list<Trait> traits = []> : Burin_Op<mnemonic, traits> {
  let hasVerifier = 1;
  string verify = [{
    ::llvm::LogicalResult $cppClass::verify() { return ::burin::ir::verifyInferredTypes(getOperation()); }
  }];
  let extraClassDefinition = verify;
}

// A pure operation with one result whose type is inferred.
class Burin_PureOp<string mnemonic, list<Trait> traits = []>
    : Burin_InferredOp<mnemonic, !listconcat(traits, [Pure])> {
  let results = (outs Burin_Tensor:$result);
}

#endif
