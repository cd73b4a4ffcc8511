// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/embed.h"

#include "burin/detail/library.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

#include <limits>

namespace burin::nn {

namespace {

/// The only row, for every index.
Array repeated(const Array &embedding, const Array &indices) {
  Shape shape = indices.shape();
  shape.push_back(embedding.shape()[1]);
  return broadcast_to(embedding[0], shape);
}

/// Rows of indices outside are NaN, and have no gradient.
Array looked_up(const Array &embedding, const Array &indices) {
  const std::int64_t count = embedding.shape()[0];
  Array inside = indices < count;
  if (!is_unsigned(indices.dtype()))
    inside = inside & (indices >= -count);
  return where(expand_dims(inside, -1), take(embedding, indices), std::numeric_limits<double>::quiet_NaN());
}

} // namespace

Embed::Embed(std::int64_t num_embeddings, std::int64_t features, Rngs &rngs, const EmbedOptions &options,
             std::source_location where) {
  if (num_embeddings < 0 || features < 0)
    throw ShapeError(message("nn.Embed",
                             "an extent is negative; expected num_embeddings and features of 0 or more, got " +
                                 std::to_string(num_embeddings) + " and " + std::to_string(features),
                             where, "", "shapeerror"));
  embedding = options.embedding_init(rngs.params(where), {num_embeddings, features}, options.dtype);
}

Array Embed::operator()(const In &indices) const {
  const Array ids = indices.array();
  if (is_floating(ids.dtype()) || ids.dtype() == bool_)
    throw DTypeError(message("nn.Embed", "indices are no integers; expected an integer dtype, got " + type_text(ids),
                             indices.where(), "Convert them first: x.astype(i32).", "dtypeerror"));
  return burin::detail::call_module(
      *this,
      [&] {
        return burin::detail::library("nn.embed", {&embedding, &ids}, {}, indices.where(),
                                      [](std::span<const Array> in) {
                                        return in[0].shape()[0] == 1 ? repeated(in[0], in[1]) : looked_up(in[0], in[1]);
                                      });
      },
      ids);
}

Array Embed::attend(const In &query) const {
  const Array input = query.array();
  return burin::detail::call_module(
      *this,
      [&] {
        return burin::detail::library("nn.embed.attend", {&input, &embedding}, {}, query.where(),
                                      [](std::span<const Array> in) { return matmul(in[0], transpose(in[1])); });
      },
      input);
}

} // namespace burin::nn
