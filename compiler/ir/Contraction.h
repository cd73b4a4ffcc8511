// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/OpDefinition.h"

#include "compiler/ir/Contraction.h.inc"
