// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/conditional.h"
#include "burin/ops.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/record.h"

#include <algorithm>
#include <string>

namespace burin::detail {

Array masked(std::string_view op, const Array &x, const Array &mask, const Scalar &otherwise) {
  if (mask.dtype() != bool_)
    throw_dtype_error(
        op, {"where is not a condition", "bool", std::string(name_of(mask.dtype())), "Compare first: x != 0."});
  const Shape shape = broadcast_shapes(op, {&x, &mask});
  const Array truth = broadcast(mask, shape), value = broadcast(x, shape),
              other = splat(otherwise, x.dtype(), shape, ArrayAccess::weak(x));
  return record("select", {&truth, &value, &other}, {}, ArrayAccess::weak(x));
}

Array count_of(const Array &x, const Array &mask, const Axes &axes, bool keepdims, DType dtype) {
  if (!mask.is_none())
    return sum(broadcast(mask, broadcast_shapes("where", {&x, &mask})), axes, keepdims).astype(dtype);
  Shape shape;
  std::int64_t count = 1;
  const Ints list = normalize_axes("mean", axes, x.ndim());
  for (std::size_t i = 0; i < x.ndim(); ++i)
    if (std::find(list.begin(), list.end(), static_cast<std::int64_t>(i)) != list.end()) {
      count *= x.shape()[i];
      if (keepdims)
        shape.push_back(1);
    } else {
      shape.push_back(x.shape()[i]);
    }
  return splat(Scalar(static_cast<double>(count)), dtype, shape);
}

DType mean_dtype(DType dtype) { return dtype == f64 ? f64 : f32; }

} // namespace burin::detail
