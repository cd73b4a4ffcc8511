// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ops.h"

#define GET_OP_CLASSES
#include "compiler/ir/Ops.cpp.inc"

namespace burin::ir {
}
