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
  let methods = [
    InterfaceMethod<[{
      How many leading results of function number `function` of callees() are its leading arguments, and those of the
      others, the next time: the carry of a loop, whose first values are the operation's leading operands and whose last
      values are its leading results. 0 for a function that does not change it.
    }], "unsigned", "carriedBy", (ins "unsigned":$function)>,
    InterfaceMethod<"Numbers of the operands that are the arguments of a function, or that they are rows or first values of.",
      "::llvm::SmallVector<unsigned>", "argumentOperands", (ins "unsigned":$function)>,
  ];
}

#endif
