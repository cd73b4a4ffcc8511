// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/nn/linear.h"
#include "burin/ops/elementwise.h"

#include <cstdint>
#include <source_location>
#include <tuple>
#include <utility>

/// Steps of recurrent networks, in the forms, names and draws of flax.nnx: cell(carry, x [..., in_features]) gives
/// std::pair{the next carry, the output [..., hidden_features]}; nn::Rnn runs them over sequences. The parameters are
/// those of the linear maps they hold, in which the gates stand side by side.
namespace burin::nn {

/// A function of each element.
using Activation = Array (*)(const In &);

struct CellOptions {
  std::int64_t in_features = 0, hidden_features = 0;
  Activation gate_fn = burin::sigmoid;    ///< of the gates
  Activation activation_fn = burin::tanh; ///< of the candidate, and of the memory where it is given out
  Initializer kernel_init = initializers::lecun_normal();
  Initializer recurrent_kernel_init = initializers::orthogonal();
  Initializer bias_init = initializers::zeros();
  DType dtype = f32;
};

/// Memory and output of the step before.
using LSTMCarry = std::pair<Array, Array>;

/// Hochreiter and Schmidhuber 1997, with forget gates: c' = f c + i g, h' = o tanh(c'), where i, f and o are gates and
/// g is the candidate. The memory of the carry is c, its output h.
class LSTMCell {
public:
  LSTMCell() = default;
  LSTMCell(const CellOptions &options, Rngs &rngs, std::source_location where = std::source_location::current());

  std::pair<LSTMCarry, Array> operator()(const LSTMCarry &carry, const In &x) const;

  /// Zeros for inputs [batch..., in_features].
  LSTMCarry initialize_carry(const Shape &input_shape) const;

  Linear ii, if_, ig, io; ///< of x, without bias
  Linear hi, hf, hg, ho;  ///< of h
  Activation gate_fn = burin::sigmoid, activation_fn = burin::tanh;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.ii, self.if_, self.ig, self.io, self.hi, self.hf, self.hg, self.ho, self.gate_fn,
                    self.activation_fn);
  }
};

/// The same with two products in place of eight: gates i, f, g, o stand side by side.
class OptimizedLSTMCell {
public:
  OptimizedLSTMCell() = default;
  OptimizedLSTMCell(const CellOptions &options, Rngs &rngs,
                    std::source_location where = std::source_location::current());

  std::pair<LSTMCarry, Array> operator()(const LSTMCarry &carry, const In &x) const;

  LSTMCarry initialize_carry(const Shape &input_shape) const;

  Linear dense_i; ///< of x, without bias
  Linear dense_h; ///< of h
  Activation gate_fn = burin::sigmoid, activation_fn = burin::tanh;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.dense_i, self.dense_h, self.gate_fn, self.activation_fn);
  }
};

/// Cho et al. 2014: h' = (1 - z) n + z h with the candidate n = tanh(x_n + r h_n); gates r, z, n stand side by side.
/// The carry is h. A bias given to dense_h makes it the form of flax.linen.
class GRUCell {
public:
  GRUCell() = default;
  GRUCell(const CellOptions &options, Rngs &rngs, std::source_location where = std::source_location::current());

  std::pair<Array, Array> operator()(const Array &carry, const In &x) const;

  Array initialize_carry(const Shape &input_shape) const;

  Linear dense_i; ///< of x
  Linear dense_h; ///< of h, without bias unless one is given
  Activation gate_fn = burin::sigmoid, activation_fn = burin::tanh;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.dense_i, self.dense_h, self.gate_fn, self.activation_fn);
  }
};

struct SimpleCellOptions {
  std::int64_t in_features = 0, hidden_features = 0;
  Activation activation_fn = burin::tanh;
  bool residual = false; ///< adds the carry before the activation
  Initializer kernel_init = initializers::lecun_normal();
  Initializer recurrent_kernel_init = initializers::orthogonal();
  Initializer bias_init = initializers::zeros();
  DType dtype = f32;
};

/// Elman 1990: h' = tanh(W x + b + U h). The carry is h.
class SimpleCell {
public:
  SimpleCell() = default;
  SimpleCell(const SimpleCellOptions &options, Rngs &rngs,
             std::source_location where = std::source_location::current());

  std::pair<Array, Array> operator()(const Array &carry, const In &x) const;

  Array initialize_carry(const Shape &input_shape) const;

  Linear dense_h; ///< of h, without bias; its kernel is drawn first
  Linear dense_i; ///< of x
  Activation activation_fn = burin::tanh;
  bool residual = false;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.dense_h, self.dense_i, self.activation_fn, self.residual);
  }
};

} // namespace burin::nn
