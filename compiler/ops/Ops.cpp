// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place that instantiates the operation classes of all families.
#include "compiler/ops/Elementwise.h"

using namespace burin::ir; // the names that definitions in the .td files use

#define GET_OP_CLASSES
#include "compiler/ir/Ops.cpp.inc"
