// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/axis_list.h"
#include "burin/nn/initializers.h"
#include "burin/nn/per_axis.h"
#include "burin/nn/rngs.h"

#include <cstdint>
#include <source_location>
#include <tuple>
#include <vector>

namespace burin::nn {

struct LinearGeneralOptions {
  PerAxis in_features = 0;           ///< extents of the axes that are summed over
  PerAxis out_features = 0;          ///< extents of the axes that stand last in the result
  AxisList axis = -1;                ///< of x, one for each of in_features
  std::vector<std::int64_t> batch{}; ///< extents of leading axes of x, whose elements have a kernel and a bias each
  bool use_bias = true;
  Initializer kernel_init = initializers::lecun_normal(); ///< of [batch in_features, out_features]
  Initializer bias_init = initializers::zeros();
  DType dtype = f32;
};

/// A linear map between several axes: the result has the batch axes of x, its other axes that are not summed over, then
/// out_features. Conventions of flax.nnx.LinearGeneral, but that axis[i] meets in_features[i] in any order. Draws from
/// rngs.params: the kernel's key, then the bias's. ShapeError for axes that are not there, or of other extents.
class LinearGeneral {
public:
  LinearGeneral() = default;
  LinearGeneral(const LinearGeneralOptions &options, Rngs &rngs,
                std::source_location where = std::source_location::current());

  Array operator()(const In &x) const;

  Array kernel; ///< [batch..., in_features..., out_features...]
  Array bias;   ///< [batch..., out_features...], or none
  AxisList axis = -1;
  std::size_t batch_axes = 0;

  static constexpr auto tree_fields(auto &self) { return std::tie(self.kernel, self.bias, self.axis, self.batch_axes); }
};

} // namespace burin::nn
