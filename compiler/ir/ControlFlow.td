// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_CONTROLFLOW_TD
#define BURIN_IR_CONTROLFLOW_TD

include "mlir/IR/OpBase.td"

def Burin_ControlFlow : OpInterface<"ControlFlow"> {
  let description = [{
    A CallLike operation that stays until lowering: the functions that it names run zero, one or many times, on operands
    and on what they gave the time before. They are straight-line code of the program as its main function is.
  }];
  let cppNamespace = "::burin::ir";
}

#endif
