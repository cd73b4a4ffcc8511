// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/ops/shapes.h"

#include <span>

namespace burin::nn {

/// The leading axes of [batch..., rest...], which are any number.
class BatchAxes {
public:
  BatchAxes(const Shape &shape, std::size_t count) : extents_(std::span<const std::int64_t>(shape).first(count)) {}

  /// One axis in place of them; of extent 1 where there are none.
  Array as_one(const Array &x) const { return replaced(x, extents_.ndim(), Shape{extents_.num_elements()}); }
  /// They in place of one axis.
  Array restored(const Array &x) const { return replaced(x, 1, extents_); }

private:
  Array replaced(const Array &x, std::size_t count, Shape extents) const {
    if (extents_.ndim() == 1)
      return x;
    for (std::size_t i = count; i < x.ndim(); ++i)
      extents.push_back(x.shape()[i]);
    return reshape(x, extents);
  }

  Shape extents_;
};

} // namespace burin::nn
