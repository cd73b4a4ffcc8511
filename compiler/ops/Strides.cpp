// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Apart from Indices.cpp: programs of kernels alone have no operations.
#include "compiler/ops/Indices.h"

namespace burin::ir {

AxisList rowMajorStrides(llvm::ArrayRef<int64_t> shape) {
  AxisList strides(shape.size(), 1);
  for (size_t axis = shape.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

} // namespace burin::ir
