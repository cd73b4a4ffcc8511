// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_COMPUTATION_TD
#define BURIN_IR_COMPUTATION_TD

include "mlir/IR/OpBase.td"

def Burin_Computation : OpInterface<"Computation"> {
  let description = [{
    An operation that applies computations on scalars to elements. Each is a region of one block that knows nothing of what
    is outside: elementwise operations on arrays of rank 0, and a yield.
  }];
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<[{
      Values of operations without computations that are the results; fails where the dialect has none.
    }], "::llvm::LogicalResult", "simplify",
      (ins "::mlir::OpBuilder &":$b, "::llvm::SmallVectorImpl<::mlir::Value> &":$results)>,
  ];
}

#endif
