// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/attention.h"

#include "burin/create.h"
#include "burin/detail/library.h"
#include "burin/detail/meta.h"
#include "burin/errors.h"
#include "burin/nn/activations.h"
#include "burin/random.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/message.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

namespace burin::nn {
namespace {

constexpr std::string_view name = "nn.dot_product_attention";

[[noreturn]] void throw_shape(const std::string &problem, const std::string &expected, const Array &got,
                              std::source_location where) {
  throw ShapeError(message(name, problem + "; expected " + expected + ", got " + got.shape().str(), where,
                           "Axes are batch, position, head and feature.", "shapeerror"));
}

void check_operands(const Array &query, const Array &key, const Array &value, std::source_location where) {
  const std::size_t n = query.ndim();
  if (n != 3 && n != 4)
    throw_shape("the query has the wrong number of axes", "([B,] T, N, H)", query, where);
  if (key.ndim() != n || key.shape().back() != query.shape().back() || (n == 4 && key.shape()[0] != query.shape()[0]))
    throw_shape("the key does not fit the query of shape " + query.shape().str(), "([B,] S, K, H)", key, where);
  if (value.shape() != key.shape())
    throw_shape("the value does not fit the key", key.shape().str(), value, where);
  if (key.shape()[n - 2] == 0 || query.shape()[n - 2] % key.shape()[n - 2] != 0)
    throw_shape("the heads of the query are no multiple of those of the key",
                "a multiple of " + std::to_string(key.shape()[n - 2]) + " heads", query, where);
  if (query.dtype() != key.dtype() || value.dtype() != key.dtype() || !is_floating(key.dtype()))
    throw DTypeError(message(name,
                             "query, key and value have different dtypes; expected one floating dtype, got " +
                                 std::string(name_of(query.dtype())) + ", " + std::string(name_of(key.dtype())) +
                                 " and " + std::string(name_of(value.dtype())),
                             where, "Convert with astype.", "dtypeerror"));
}

/// A bias or mask broadcasts to the logits.
void check_logits(const Array &x, const Array &query, const Array &key, std::source_location where) {
  if (x.is_none())
    return;
  const std::size_t n = query.ndim();
  const Shape logits{n == 4 ? query.shape()[0] : 1, query.shape()[n - 2], query.shape()[n - 3], key.shape()[n - 3]};
  bool fits = x.ndim() <= 4;
  for (std::size_t i = 1; fits && i <= x.ndim(); ++i)
    fits = x.shape()[x.ndim() - i] == 1 || x.shape()[x.ndim() - i] == logits[4 - i];
  if (!fits)
    throw_shape("a bias or mask does not broadcast to the logits", logits.str(), x, where);
}

void check_mask(const Array &mask, std::source_location where) {
  if (!mask.is_none() && mask.dtype() != bool_)
    throw DTypeError(message(name, "the mask is not bool; expected bool, got " + std::string(name_of(mask.dtype())),
                             where, "A mask of numbers that are added is the bias.", "dtypeerror"));
}

void check_rate(double rate, std::source_location where) {
  if (!(rate >= 0 && rate <= 1))
    throw Error(message(
        name, "the dropout rate is no probability; expected one in [0, 1], got " + burin::detail::text_of_number(rate),
        where, "", "error"));
}

/// Heads in groups that share a key: [.., heads, T, S] becomes [.., K, heads / K, T, S].
Array grouped(const Array &x, std::int64_t keys) {
  Array whole = x;
  while (whole.ndim() < 4)
    whole = expand_dims(whole, 0);
  const Shape shape = whole.shape();
  const std::int64_t shared = shape[1] == 1 ? 1 : keys;
  return reshape(whole, {shape[0], shared, shape[1] / shared, shape[2], shape[3]});
}

/// Weights [B, K, heads / K, T, S] of which some are 0, and the others greater.
Array dropped(const Array &weights, const Array &key, const AttentionOptions &options) {
  if (options.dropout_rate == 1) // 0 / 0 would have no gradient
    return zeros_like(weights);
  Shape shape = weights.shape();
  for (std::size_t axis = 0; options.broadcast_dropout && axis < 3; ++axis)
    shape[axis] = 1;
  const double kept = 1 - options.dropout_rate;
  return where(broadcast_to(random::bernoulli(key, kept, shape), weights.shape()), weights / kept, 0);
}

/// Operands with a batch axis; `given` holds the arrays among the options.
Array attention(const Array &query, const Array &key, const Array &value, const AttentionOptions &given, double scale) {
  const Shape q = query.shape(), k = key.shape();
  const DType dtype = query.dtype() == f64 ? f64 : f32;
  const Array heads = reshape(query, {q[0], q[1], k[2], q[2] / k[2], q[3]}).astype(dtype);
  Array logits = einsum("btkgh,bskh->bkgts", {heads, key.astype(dtype)}) * scale;
  if (!given.bias.is_none())
    logits = logits + grouped(given.bias, k[2]).astype(dtype);
  const double low = -0.7 * (dtype == f64 ? std::numeric_limits<double>::max() : std::numeric_limits<float>::max());
  if (!given.mask.is_none())
    logits = where(grouped(given.mask, k[2]), logits, low);
  if (given.is_causal)
    logits = where(tri(q[1], k[1], 0, bool_), logits, low);
  Array weights = softmax(logits).astype(value.dtype());
  if (!given.dropout_key.is_none())
    weights = dropped(weights, given.dropout_key, given);
  return reshape(einsum("bkgts,bskh->btkgh", {weights, value}), q);
}

} // namespace

Array dot_product_attention(const In &query, const In &key, const In &value, const AttentionOptions &options) {
  const Array q = query.array(), k = key.array(), v = value.array();
  check_operands(q, k, v, query.where());
  check_logits(options.bias, q, k, query.where());
  check_logits(options.mask, q, k, query.where());
  check_mask(options.mask, query.where());
  check_rate(options.dropout_rate, query.where());
  const double scale = options.scale.value_or(1 / std::sqrt(static_cast<double>(q.shape().back())));
  const bool drops = !options.dropout_key.is_none() && options.dropout_rate > 0;
  std::vector<const Array *> operands{&q, &k, &v};
  Attributes attributes;
  for (const Array *option : {&options.bias, &options.mask, drops ? &options.dropout_key : nullptr}) {
    const bool given = option && !option->is_none();
    attributes.number(given);
    if (given)
      operands.push_back(option);
  }
  attributes.number(options.is_causal).number(std::bit_cast<std::int64_t>(scale));
  if (drops)
    attributes.number(std::bit_cast<std::int64_t>(options.dropout_rate)).number(options.broadcast_dropout);
  return burin::detail::library(name, operands, attributes.span(), query.where(), [&](std::span<const Array> in) {
    std::size_t next = 3;
    const auto taken = [&](bool given) { return given ? in[next++] : Array(); };
    AttentionOptions given(options);
    given.bias = taken(!options.bias.is_none());
    given.mask = taken(!options.mask.is_none());
    given.dropout_key = taken(drops);
    const bool single = in[0].ndim() == 3;
    const auto batched = [&](const Array &x) { return single ? expand_dims(x, 0) : x; };
    const Array result = attention(batched(in[0]), batched(in[1]), batched(in[2]), given, scale);
    return single ? squeeze(result, 0) : result;
  });
}

} // namespace burin::nn
