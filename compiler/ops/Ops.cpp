// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place that instantiates the operation classes of all families.
#include "compiler/ops/ops.h"

#define GET_OP_CLASSES
#include "compiler/ir/Ops.cpp.inc"
