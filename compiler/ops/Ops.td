// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All families; what is generated from here is the list that the dialect registers.
#ifndef BURIN_OPS_TD
#define BURIN_OPS_TD

include "compiler/ops/Elementwise.td"
include "compiler/ops/Rounding.td"
include "compiler/ops/Bitcast.td"
include "compiler/ops/Transcendental.td"
include "compiler/ops/Trigonometric.td"
include "compiler/ops/Special.td"
include "compiler/ops/Shape.td"
include "compiler/ops/Reduce.td"
include "compiler/ops/Window.td"
include "compiler/ops/Cumulative.td"
include "compiler/ops/Order.td"
include "compiler/ops/Dot.td"
include "compiler/ops/Convolution.td"
include "compiler/ops/Gather.td"
include "compiler/ops/Scatter.td"
include "compiler/ops/DynamicSlice.td"
include "compiler/ops/Linalg.td"
include "compiler/ops/Computation.td"
include "compiler/ops/Random.td"
include "compiler/ops/Call.td"
include "compiler/ops/Callback.td"
include "compiler/ops/ControlFlow.td"

#endif
