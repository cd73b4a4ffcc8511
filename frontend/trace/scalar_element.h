// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

namespace burin::detail {

/// One element of memory as a C++ number, and back: as the operation `convert` does (float to integer truncates and
/// saturates, NaN gives 0; to bool: != 0; between floating types: nearest, ties to even).
Scalar read_element(DType dtype, const void *element);
void write_element(DType dtype, void *element, const Scalar &value);

/// dtype of a C++ number alone: bool, i32 (i64, u64 where it does not fit), f32.
DType default_dtype(const Scalar &value);

} // namespace burin::detail
