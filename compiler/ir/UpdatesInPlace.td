// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_UPDATES_IN_PLACE_TD
#define BURIN_IR_UPDATES_IN_PLACE_TD

include "compiler/ir/Dialect.td"

// compiler/ir/UpdatesInPlace.h
def Burin_UpdatesInPlace : NativeOpTrait<"UpdatesInPlace"> { let cppNamespace = "::burin::ir"; }

#endif
