// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_BOUNDED_SLOPE_TD
#define BURIN_IR_BOUNDED_SLOPE_TD

include "compiler/ir/Dialect.td"

// compiler/ir/BoundedSlope.h
def Burin_BoundedSlope : NativeOpTrait<"BoundedSlope"> { let cppNamespace = "::burin::ir"; }

#endif
