// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/dtype.h"

namespace burin {

/// The dtype of a + b for arrays of these dtypes: jax.numpy.promote_types.
DType promote_types(DType a, DType b);

} // namespace burin
