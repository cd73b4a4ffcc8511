// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_TD
#define BURIN_OPS_TD

include "compiler/ops/Elementwise.td"

#endif
