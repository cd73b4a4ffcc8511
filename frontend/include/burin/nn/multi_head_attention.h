// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/nn/attention.h"
#include "burin/nn/layer_norm.h"
#include "burin/nn/linear_general.h"
#include "burin/stat.h"

#include <cstdint>
#include <optional>
#include <source_location>
#include <tuple>

namespace burin::nn {

struct MultiHeadAttentionOptions {
  std::int64_t num_heads = 1, in_features = 0;
  std::optional<std::int64_t> qkv_features{};   ///< of all heads together; in_features unless given
  std::optional<std::int64_t> out_features{};   ///< in_features unless given
  std::optional<std::int64_t> in_kv_features{}; ///< of what keys and values come from; in_features unless given
  std::optional<std::int64_t> num_kv_heads{}; ///< fewer: neighbouring heads share keys and values (Ainslie et al. 2023)
  double dropout_rate = 0;                    ///< of the weights
  bool broadcast_dropout = true;              ///< the same ones for all examples and heads
  bool inference = false;                     ///< no dropout, where the call does not say
  bool use_bias = true;
  bool normalize_qk = false; ///< LayerNorm of every head's queries and keys (Dehghani et al. 2023)
  Initializer kernel_init = initializers::lecun_normal();
  Initializer bias_init = initializers::zeros();
  std::optional<Initializer> out_kernel_init{}, out_bias_init{}; ///< those of the others unless given
  DType dtype = f32;
};

struct MultiHeadAttentionCall {
  Array mask{}; ///< broadcasts to [batch..., heads, T, S]; of any dtype: where it is 0, no attention is paid
  bool is_causal = false;
  std::optional<bool> deterministic{}; ///< in place of the field `inference`
};

/// Vaswani et al. 2017, with the parameters and draws of flax.nnx.MultiHeadAttention: queries [batch..., T,
/// in_features] attend to keys and values [batch..., S, in_kv_features], by dot_product_attention in each head; the
/// result is [batch..., T, out_features]. Draws the keys of query, key, value, query_ln, key_ln and out from
/// rngs.params, and dropout's from rngs.dropout. ShapeError for features and heads that do not fit; TreeError when
/// dropout has no streams.
class MultiHeadAttention {
public:
  MultiHeadAttention() = default;
  MultiHeadAttention(const MultiHeadAttentionOptions &options, Rngs &rngs,
                     std::source_location where = std::source_location::current());

  /// x attends to itself.
  Array operator()(const In &x, const MultiHeadAttentionCall &call = {}) const;
  Array operator()(const In &x, Rngs &rngs) const;
  Array operator()(const In &x, const MultiHeadAttentionCall &call, Rngs &rngs) const;
  Array operator()(const In &q, const In &k, const In &v, const MultiHeadAttentionCall &call = {}) const;
  Array operator()(const In &q, const In &k, const In &v, const MultiHeadAttentionCall &call, Rngs &rngs) const;

  /// Empty caches for decode, for inputs [batch..., most positions, features].
  void init_cache(const Shape &input_shape, DType dtype = f32,
                  std::source_location where = std::source_location::current());
  /// The next position x [batch..., 1, in_features] attends to itself and those before, which are in the caches;
  /// without dropout. Positions beyond the caches' replace the last one. TreeError without init_cache.
  Array decode(const In &x, const MultiHeadAttentionCall &call = {});

  LinearGeneral query, key, value;           ///< [features] to [heads, features of a head]
  LinearGeneral out;                         ///< [heads, features of a head] to [out_features]
  std::optional<LayerNorm> query_ln, key_ln; ///< with normalize_qk
  Stat cached_key, cached_value;             ///< [batch..., most positions, heads, features of a head], or none
  Stat cache_index;                          ///< i32: positions so far
  double dropout_rate = 0;
  bool broadcast_dropout = true, inference = false;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.query, self.key, self.value, self.out, self.query_ln, self.key_ln, self.cached_key,
                    self.cached_value, self.cache_index, self.dropout_rate, self.broadcast_dropout, self.inference);
  }
};

} // namespace burin::nn
