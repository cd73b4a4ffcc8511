// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_GATHER_TD
#define BURIN_OPS_GATHER_TD

include "compiler/ir/Dialect.td"

#endif
