// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/multi_head_attention.h"

#include "burin/create.h"
#include "burin/detail/composite.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/nn/batch_axes.h"
#include "frontend/nn/message.h"

#include <string>
#include <tuple>

namespace burin::nn {

namespace {

constexpr std::string_view name = "nn.MultiHeadAttention";

[[noreturn]] void throw_shape(const std::string &problem, std::source_location where) {
  throw ShapeError(message(name, problem, where, "", "shapeerror"));
}

void check_heads(std::int64_t heads, std::int64_t kv_heads, std::int64_t features, std::source_location where) {
  if (heads < 1 || kv_heads < 1 || heads % kv_heads != 0)
    throw_shape("the heads cannot share keys; expected num_kv_heads to divide num_heads, got num_heads = " +
                    std::to_string(heads) + ", num_kv_heads = " + std::to_string(kv_heads),
                where);
  if (features < 0 || features % heads != 0)
    throw_shape("the heads cannot share the features; expected a multiple of num_heads = " + std::to_string(heads) +
                    ", got qkv_features = " + std::to_string(features),
                where);
}

/// [batch..., positions, features] with the features of a map.
void check_input(const Array &x, const LinearGeneral &map, std::string_view what, std::source_location where) {
  if (x.ndim() < 2 || x.shape().back() != map.kernel.shape()[0])
    throw_shape(std::string(what) + " do not fit; expected [batch..., positions, " +
                    std::to_string(map.kernel.shape()[0]) + " features], got " + type_text(x),
                where);
}

/// A mask for one batch axis in place of those of the operands.
Array mask_of_one(const Array &mask, const Shape &query, std::size_t batch_axes) {
  const Array truth = mask.is_none() ? mask : mask.astype(bool_);
  if (mask.is_none() || mask.ndim() <= 3 || batch_axes == 1)
    return truth;
  Shape shape(std::span<const std::int64_t>(query).first(batch_axes));
  for (std::size_t i = mask.ndim() - 3; i < mask.ndim(); ++i)
    shape.push_back(mask.shape()[i]);
  return BatchAxes(shape, batch_axes).as_one(broadcast_to(truth, shape));
}

/// Heads [batch..., positions, heads, features] of queries, keys and values.
struct Heads {
  Array query, key, value;
};

Array attended(const MultiHeadAttention &layer, const Heads &heads, const MultiHeadAttentionCall &call,
               const Array &dropout_key) {
  const std::size_t batch_axes = heads.query.ndim() - 3;
  const BatchAxes batch(heads.query.shape(), batch_axes), of_keys(heads.key.shape(), batch_axes);
  const Array y =
      dot_product_attention(batch.as_one(heads.query), of_keys.as_one(heads.key), of_keys.as_one(heads.value),
                            {.mask = mask_of_one(call.mask, heads.query.shape(), batch_axes),
                             .is_causal = call.is_causal,
                             .dropout_rate = layer.dropout_rate,
                             .dropout_key = dropout_key,
                             .broadcast_dropout = layer.broadcast_dropout});
  return layer.out(batch.restored(y));
}

Array normalized(const std::optional<LayerNorm> &norm, const Array &heads) { return norm ? (*norm)(heads) : heads; }
Array queries(const MultiHeadAttention &layer, const Array &x) { return normalized(layer.query_ln, layer.query(x)); }
Array keys(const MultiHeadAttention &layer, const Array &x) { return normalized(layer.key_ln, layer.key(x)); }

struct Attend {
  Array operator()(const MultiHeadAttention &layer, const Array &q, const Array &k, const Array &v,
                   const MultiHeadAttentionCall &call, const Array &dropout_key) const {
    return attended(layer, {queries(layer, q), keys(layer, k), layer.value(v)}, call, dropout_key);
  }
};

/// The caches with one more position in them, and what that position gives.
struct Decode {
  std::tuple<Array, Array, Array> operator()(const MultiHeadAttention &layer, const Array &x,
                                             const MultiHeadAttentionCall &call) const {
    const int positions = static_cast<int>(layer.cached_key.ndim()) - 3;
    const Heads heads{queries(layer, x), written(layer.cached_key, keys(layer, x), layer.cache_index, positions),
                      written(layer.cached_value, layer.value(x), layer.cache_index, positions)};
    const Array so_far = arange(layer.cached_key.shape()[static_cast<std::size_t>(positions)]) <= layer.cache_index;
    MultiHeadAttentionCall masked(call);
    masked.mask = call.mask.is_none() ? so_far : logical_and(call.mask.astype(bool_), so_far);
    masked.is_causal = false; // so_far says it
    return {heads.key, heads.value, attended(layer, heads, masked, {})};
  }
  static Array written(const Array &cache, const Array &x, const Array &at, int axis) {
    return lax::dynamic_update_slice_in_dim(cache, x.astype(cache.dtype()), at, axis);
  }
};

Array attend(const MultiHeadAttention &layer, const In &q, const Array &k, const Array &v,
             const MultiHeadAttentionCall &call, Rngs *rngs) {
  const Array query = q.array();
  check_input(query, layer.query, "queries", q.where());
  check_input(k, layer.key, "keys", q.where());
  check_input(v, layer.value, "values", q.where());
  const bool drops = layer.dropout_rate > 0 && !call.deterministic.value_or(layer.inference);
  if (drops && !rngs)
    throw TreeError(message(name, "dropout needs a key; expected nn::Rngs, got none", q.where(),
                            "Give it the streams, attention(x, rngs), or make it deterministic: inference_mode(model).",
                            "treeerror"));
  const Array dropout_key = drops ? rngs->dropout(q.where()) : Array();
  return burin::detail::call_module(
      layer, [&] { return burin::detail::composite_call(q.where(), Attend(), layer, query, k, v, call, dropout_key); },
      query, k, v);
}

} // namespace

MultiHeadAttention::MultiHeadAttention(const MultiHeadAttentionOptions &options, Rngs &rngs, std::source_location where)
    : dropout_rate(options.dropout_rate), broadcast_dropout(options.broadcast_dropout), inference(options.inference) {
  const std::int64_t features = options.qkv_features.value_or(options.in_features);
  const std::int64_t heads = options.num_heads, kv_heads = options.num_kv_heads.value_or(heads);
  check_heads(heads, kv_heads, features, where);
  const auto to_heads = [&](std::int64_t in, std::int64_t count) {
    return LinearGeneral({.in_features = in,
                          .out_features = {count, features / heads},
                          .use_bias = options.use_bias,
                          .kernel_init = options.kernel_init,
                          .bias_init = options.bias_init,
                          .dtype = options.dtype},
                         rngs, where);
  };
  query = to_heads(options.in_features, heads);
  key = to_heads(options.in_kv_features.value_or(options.in_features), kv_heads);
  value = to_heads(options.in_kv_features.value_or(options.in_features), kv_heads);
  if (options.normalize_qk) {
    const LayerNormOptions norm{.use_bias = false, .dtype = options.dtype};
    query_ln.emplace(features / heads, rngs, norm, where);
    key_ln.emplace(features / heads, rngs, norm, where);
  }
  out = LinearGeneral({.in_features = {heads, features / heads},
                       .out_features = options.out_features.value_or(options.in_features),
                       .axis = {-2, -1},
                       .use_bias = options.use_bias,
                       .kernel_init = options.out_kernel_init.value_or(options.kernel_init),
                       .bias_init = options.out_bias_init.value_or(options.bias_init),
                       .dtype = options.dtype},
                      rngs, where);
}

Array MultiHeadAttention::operator()(const In &x, const MultiHeadAttentionCall &call) const {
  return attend(*this, x, x.array(), x.array(), call, nullptr);
}
Array MultiHeadAttention::operator()(const In &x, Rngs &rngs) const {
  return attend(*this, x, x.array(), x.array(), {}, &rngs);
}
Array MultiHeadAttention::operator()(const In &x, const MultiHeadAttentionCall &call, Rngs &rngs) const {
  return attend(*this, x, x.array(), x.array(), call, &rngs);
}
Array MultiHeadAttention::operator()(const In &q, const In &k, const In &v, const MultiHeadAttentionCall &call) const {
  return attend(*this, q, k.array(), v.array(), call, nullptr);
}
Array MultiHeadAttention::operator()(const In &q, const In &k, const In &v, const MultiHeadAttentionCall &call,
                                     Rngs &rngs) const {
  return attend(*this, q, k.array(), v.array(), call, &rngs);
}

void MultiHeadAttention::init_cache(const Shape &input_shape, DType dtype, std::source_location where) {
  if (input_shape.ndim() < 2)
    throw_shape("the inputs of a cache have positions and features; expected [batch..., positions, features], got " +
                    input_shape.str(),
                where);
  Shape shape(std::span<const std::int64_t>(input_shape).first(input_shape.ndim() - 1));
  shape.push_back(key.kernel.shape()[1]);
  shape.push_back(key.kernel.shape()[2]);
  cached_key = zeros(shape, dtype);
  cached_value = zeros(shape, dtype);
  cache_index = zeros({}, i32);
}

Array MultiHeadAttention::decode(const In &x, const MultiHeadAttentionCall &call) {
  const Array input = x.array();
  if (cached_key.is_none())
    throw TreeError(message(name, "there are no caches; expected those of init_cache, got none", x.where(),
                            "Call attention.init_cache({batch, most positions, features}) first.", "treeerror"));
  check_input(input, query, "queries", x.where());
  Shape expected = cached_key.shape(), got = input.shape();
  expected[expected.ndim() - 3] = 1;
  got[got.ndim() - 1] = expected[expected.ndim() - 2];
  got.push_back(expected.back());
  if (got != expected)
    throw_shape("x is not one position for the caches of shape " + cached_key.shape().str() + "; got " +
                    type_text(input),
                x.where());
  const auto body = [&] {
    auto [key_cache, value_cache, y] = burin::detail::composite_call(x.where(), Decode(), *this, input, call);
    cached_key = key_cache;
    cached_value = value_cache;
    cache_index = cache_index + 1;
    return y;
  };
  return burin::detail::call_module(*this, body, input);
}

} // namespace burin::nn
