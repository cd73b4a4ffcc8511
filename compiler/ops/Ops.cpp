// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place that instantiates the operation classes of all families.
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/Precision.h"
#include "compiler/ops/Reduce.h"

using namespace burin::ir; // the names that definitions in the .td files use

#define GET_OP_CLASSES
#include "compiler/ir/Ops.cpp.inc"
