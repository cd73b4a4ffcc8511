// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <optional>

namespace burin::nn {

struct AttentionOptions {
  Array bias{};                  ///< is added to the logits
  Array mask{};                  ///< bool: where it is false, no attention is paid
  std::optional<double> scale{}; ///< of the logits; 1 / sqrt(H) unless given
  bool is_causal = false;        ///< query t sees the keys up to t
};

/// jax.nn.dot_product_attention: softmax(scale q k^T + bias) v for each head. query [B, T, N, H], key and value
/// [B, S, K, H], without B or with it; K divides N (Ainslie et al. 2023: neighbouring heads share keys), bias and mask
/// broadcast to [B, N, T, S]. Logits and softmax are in f32 at least. The result has the shape of query and the dtype
/// of value. ShapeError for shapes, DTypeError for dtypes that do not fit.
Array dot_product_attention(const In &query, const In &key, const In &value, const AttentionOptions &options = {});

} // namespace burin::nn
