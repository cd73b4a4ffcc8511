// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/initializers.h"
#include "burin/nn/rngs.h"

#include <cstdint>
#include <source_location>
#include <tuple>

namespace burin::nn {

struct LinearOptions {
  bool use_bias = true;
  Initializer kernel_init = initializers::lecun_normal();
  Initializer bias_init = initializers::zeros();
  DType dtype = f32;
};

/// x [..., in] -> x kernel + bias [..., out]. Draws from rngs.params: the kernel's key, then the bias's.
/// ShapeError for a negative width, or for x of another last extent.
class Linear {
public:
  Linear() = default;
  Linear(std::int64_t in, std::int64_t out, Rngs &rngs, const LinearOptions &options = {},
         std::source_location where = std::source_location::current());

  Array operator()(const In &x) const;

  Array kernel; ///< [in, out]
  Array bias;   ///< [out], or none

  static constexpr auto tree_fields(auto &self) { return std::tie(self.kernel, self.bias); }
};

} // namespace burin::nn
