// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/ops/arithmetic.h"

#include <optional>
#include <source_location>
#include <vector>

namespace burin::nn {

struct AttentionOptions {
  Array bias{};                  ///< is added to the logits
  Array mask{};                  ///< bool: where it is false, no attention is paid
  std::optional<double> scale{}; ///< of the logits; 1 / sqrt(H) unless given
  bool is_causal = false;        ///< query t sees the keys up to t
  double dropout_rate = 0;       ///< the weights of keys are dropped as by nn::Dropout, where there is a key for it:
  Array dropout_key{};
  bool broadcast_dropout = true; ///< the same ones for all examples and heads
};

/// jax.nn.dot_product_attention: softmax(scale q k^T + bias) v for each head. query [B, T, N, H], key and value
/// [B, S, K, H], without B or with it; K divides N (Ainslie et al. 2023: neighbouring heads share keys), bias and mask
/// broadcast to [B, N, T, S]. Logits and softmax are in f32 at least. The result has the shape of query and the dtype
/// of value. ShapeError for shapes, DTypeError for dtypes that do not fit.
/// Weights are dropped with flax.nnx's masks under the same keys.
Array dot_product_attention(const In &query, const In &key, const In &value, const AttentionOptions &options = {});

/// Masks for attention, bool unless another dtype is asked for; conventions of flax.nnx. inputs [batch..., T] and
/// [batch..., S] give [extra 1s..., batch..., 1, T, S]: pairwise(query_input[t], key_input[s]).
Array make_attention_mask(const In &query_input, const In &key_input,
                          Array (*pairwise)(const In &, const In &) = multiply, int extra_batch_dims = 0,
                          DType dtype = bool_);
/// x [batch..., T] of any dtype gives [extra 1s..., batch..., 1, T, T]: position t sees those up to t.
Array make_causal_mask(const In &x, int extra_batch_dims = 0, DType dtype = bool_);
/// True where all of them are; none where there are none. ShapeError for masks of different ranks.
Array combine_masks(const std::vector<Array> &masks, DType dtype = bool_,
                    std::source_location where = std::source_location::current());

} // namespace burin::nn
