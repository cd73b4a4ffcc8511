// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/initializers.h"
#include "burin/nn/rngs.h"

#include <cstdint>
#include <source_location>
#include <tuple>

namespace burin::nn {

struct EmbedOptions {
  Initializer embedding_init = initializers::embedding();
  DType dtype = f32;
};

/// A vector of `features` numbers for each of `num_embeddings` integers; conventions of flax.nnx.Embed. Draws the
/// embedding's key from rngs.params. ShapeError for a negative extent.
class Embed {
public:
  Embed() = default;
  Embed(std::int64_t num_embeddings, std::int64_t features, Rngs &rngs, const EmbedOptions &options = {},
        std::source_location where = std::source_location::current());

  /// Integers [...] -> [..., features]; DTypeError for other dtypes. Negative ones count from the end; one outside
  /// gives NaN and no gradient, and the only row of an embedding of one stands for all integers.
  Array operator()(const In &indices) const;
  /// query [..., features] -> query embedding^T [..., num_embeddings]: logits with shared weights.
  Array attend(const In &query) const;

  Array embedding; ///< [num_embeddings, features]

  static constexpr auto tree_fields(auto &self) { return std::tie(self.embedding); }
};

} // namespace burin::nn
