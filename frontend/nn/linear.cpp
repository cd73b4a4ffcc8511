// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/linear.h"

#include "burin/detail/library.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

namespace burin::nn {

Linear::Linear(std::int64_t in, std::int64_t out, Rngs &rngs, const LinearOptions &options,
               std::source_location where) {
  if (in < 0 || out < 0)
    throw ShapeError(message("nn.Linear",
                             "a width is negative; expected in and out of 0 or more, got in = " + std::to_string(in) +
                                 ", out = " + std::to_string(out),
                             where, "", "shapeerror"));
  kernel = options.kernel_init(rngs.params(where), {in, out}, options.dtype);
  if (options.use_bias)
    bias = options.bias_init(rngs.params(where), {out}, options.dtype);
}

Array Linear::operator()(const In &x) const {
  using burin::detail::library;
  const Array input = x.array();
  return burin::detail::call_module(
      *this,
      [&] {
        if (bias.is_none())
          return library("nn.linear", {&input, &kernel}, {}, x.where(),
                         [](std::span<const Array> in) { return matmul(in[0], in[1]); });
        return library("nn.linear.bias", {&input, &kernel, &bias}, {}, x.where(),
                       [](std::span<const Array> in) { return matmul(in[0], in[1]) + in[2]; });
      },
      input);
}

} // namespace burin::nn
