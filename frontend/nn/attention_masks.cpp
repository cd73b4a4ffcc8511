// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/nn/attention.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

#include <bit>

namespace burin::nn {

Array make_attention_mask(const In &query_input, const In &key_input, Array (*pairwise)(const In &, const In &),
                          int extra_batch_dims, DType dtype) {
  const Array q = query_input.array(), k = key_input.array();
  return burin::detail::library(
      "nn.make_attention_mask", {&q, &k},
      {std::bit_cast<std::int64_t>(pairwise), extra_batch_dims, static_cast<std::int64_t>(dtype)}, query_input.where(),
      [&](std::span<const Array> in) {
        Array mask = expand_dims(pairwise(expand_dims(in[0], -1), expand_dims(in[1], -2)), -3);
        for (int i = 0; i < extra_batch_dims; ++i)
          mask = expand_dims(mask, 0);
        return mask.astype(dtype);
      });
}

Array make_causal_mask(const In &x, int extra_batch_dims, DType dtype) {
  const Array input = x.array();
  const Array positions = lax::iota(i32, input.shape(), static_cast<int>(input.ndim()) - 1, x.where());
  return make_attention_mask(In(positions, x.where()), In(positions, x.where()), greater_equal, extra_batch_dims,
                             dtype);
}

Array combine_masks(const std::vector<Array> &masks, DType dtype, std::source_location where) {
  std::vector<const Array *> given;
  for (const Array &mask : masks)
    if (!mask.is_none())
      given.push_back(&mask);
  if (given.empty())
    return {};
  for (const Array *mask : given)
    if (mask->ndim() != given[0]->ndim())
      throw ShapeError(message("nn.combine_masks",
                               "the masks have different ranks; expected " + std::to_string(given[0]->ndim()) +
                                   " axes, got " + mask->shape().str(),
                               where, "expand_dims adds axes.", "shapeerror"));
  return burin::detail::library("nn.combine_masks", given, {{static_cast<std::int64_t>(dtype)}}, where,
                                [&](std::span<const Array> in) {
                                  Array all = in[0].astype(bool_);
                                  for (const Array &mask : in.subspan(1))
                                    all = logical_and(all, mask);
                                  return all.astype(dtype);
                                });
}

} // namespace burin::nn
