// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/axes.h"

#include <string_view>

/// Reductions of some of the elements; called within a trace.
namespace burin::detail {

/// x where the mask is true, `otherwise` elsewhere. DTypeError for a mask that is not bool.
Array masked(std::string_view op, const Array &x, const Array &mask, const Scalar &otherwise);

/// How many elements of each reduced part take part, as `dtype`; `mask` may be none.
Array count_of(const Array &x, const Array &mask, const Axes &axes, bool keepdims, DType dtype);

/// The dtype in which means are computed: f32 for integers and short floats.
DType mean_dtype(DType dtype);

} // namespace burin::detail
