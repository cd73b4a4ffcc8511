// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/axis_list.h"
#include "burin/nn/rngs.h"

namespace burin::nn {

/// Zeros with probability `rate`, and x / (1 - rate) elsewhere (Srivastava et al. 2014): the masks of flax.nnx under
/// the same keys. The identity, without a draw, where deterministic or for rate 0; zeros, without a draw, for rate 1.
/// Error for a rate outside of [0, 1], DTypeError for an x of integers, ShapeError for axes that x does not have.
struct Dropout {
  double rate = 0.5;
  bool inference = false;    ///< deterministic, where the call does not say
  AxisList broadcast_dims{}; ///< axes along which all elements share their fate

  /// Draws from rngs.dropout.
  Array operator()(const In &x, bool deterministic, Rngs &rngs) const;
  Array operator()(const In &x, Rngs &rngs) const;
  /// With a key of random::key for this call alone.
  Array operator()(const In &x, const Array &key) const;
  Array operator()(const In &x, bool key) const = delete; // a bool is no key
  /// TreeError unless nothing is to be drawn.
  Array operator()(const In &x) const;
};

} // namespace burin::nn
