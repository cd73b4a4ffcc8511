// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/linear.h"

#include "burin/detail/library.h"
#include "burin/ops.h"

namespace burin::nn {

Linear::Linear(std::int64_t in, std::int64_t out, Rngs &rngs, const LinearOptions &options,
               std::source_location where) {
  kernel = options.kernel_init(rngs.params(where), {in, out}, options.dtype);
  if (options.use_bias)
    bias = options.bias_init(rngs.params(where), {out}, options.dtype);
}

Array Linear::operator()(const In &x) const {
  const Array input = x.array();
  if (bias.is_none())
    return burin::detail::library("nn.linear", {&input, &kernel}, {}, x.where(),
                                  [](std::span<const Array> in) { return matmul(in[0], in[1]); });
  return burin::detail::library("nn.linear.bias", {&input, &kernel, &bias}, {}, x.where(),
                                [](std::span<const Array> in) { return matmul(in[0], in[1]) + in[2]; });
}

} // namespace burin::nn
