// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/cells.h"

#include "burin/create.h"
#include "burin/detail/composite.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

#include <vector>

namespace burin::nn {

namespace {

/// step(cell, carry, x), outside of traces as one program.
template <class Cell, class Carry, class Step>
std::pair<Carry, Array> one_step(const Step &step, const Cell &cell, const Carry &carry, const In &x) {
  const Array input = x.array();
  return burin::detail::call_module(
      cell, [&] { return burin::detail::composite_call(x.where(), step, cell, carry, input); }, carry, input);
}

/// What a cell whose kernel of the carry is `recurrent` starts with.
Array first_carry(const Linear &recurrent, const Shape &input_shape) {
  Shape shape(input_shape);
  shape[shape.ndim() - 1] = recurrent.kernel.shape()[0];
  return zeros(shape, recurrent.kernel.dtype());
}

/// Makes the linear maps of a cell.
class Maps {
public:
  Maps(std::string_view op, const auto &options, Rngs &rngs, std::source_location where)
      : in_(options.in_features), hidden_(options.hidden_features), rngs_(rngs), where_(where),
        of_x_{true, options.kernel_init, options.bias_init, options.dtype},
        of_carry_{true, options.recurrent_kernel_init, options.bias_init, options.dtype} {
    if (in_ < 0 || hidden_ < 1)
      throw ShapeError(message(op,
                               "the widths make no cell; expected in_features of 0 or more and hidden_features of 1 or "
                               "more, got in_features = " +
                                   std::to_string(in_) + ", hidden_features = " + std::to_string(hidden_),
                               where, "", "shapeerror"));
  }
  Linear of_x(std::int64_t gates, bool use_bias) {
    of_x_.use_bias = use_bias;
    return Linear(in_, gates * hidden_, rngs_, of_x_, where_);
  }
  Linear of_carry(std::int64_t gates, bool use_bias) {
    of_carry_.use_bias = use_bias;
    return Linear(hidden_, gates * hidden_, rngs_, of_carry_, where_);
  }

private:
  std::int64_t in_, hidden_;
  Rngs &rngs_;
  std::source_location where_;
  LinearOptions of_x_, of_carry_;
};

struct Gates {
  Array i, f, g, o; ///< before the activations
};

std::pair<LSTMCarry, Array> lstm(const auto &cell, const Gates &gates, const Array &memory) {
  const Array c = cell.gate_fn(gates.f) * memory + cell.gate_fn(gates.i) * cell.activation_fn(gates.g);
  const Array h = cell.gate_fn(gates.o) * cell.activation_fn(c);
  return {{c, h}, h};
}

struct LSTMStep {
  std::pair<LSTMCarry, Array> operator()(const LSTMCell &cell, const LSTMCarry &carry, const Array &x) const {
    const auto &[c, h] = carry;
    return lstm(
        cell, {cell.ii(x) + cell.hi(h), cell.if_(x) + cell.hf(h), cell.ig(x) + cell.hg(h), cell.io(x) + cell.ho(h)}, c);
  }
};

struct OptimizedLSTMStep {
  std::pair<LSTMCarry, Array> operator()(const OptimizedLSTMCell &cell, const LSTMCarry &carry, const Array &x) const {
    const auto &[c, h] = carry;
    const std::vector<Array> gates = split(cell.dense_i(x) + cell.dense_h(h), 4, -1);
    return lstm(cell, {gates[0], gates[1], gates[2], gates[3]}, c);
  }
};

struct GRUStep {
  std::pair<Array, Array> operator()(const GRUCell &cell, const Array &h, const Array &x) const {
    const std::vector<Array> of_x = split(cell.dense_i(x), 3, -1), of_h = split(cell.dense_h(h), 3, -1);
    const Array r = cell.gate_fn(of_x[0] + of_h[0]), z = cell.gate_fn(of_x[1] + of_h[1]);
    const Array n = cell.activation_fn(of_x[2] + r * of_h[2]);
    const Array next = (1 - z) * n + z * h;
    return {next, next};
  }
};

struct SimpleStep {
  std::pair<Array, Array> operator()(const SimpleCell &cell, const Array &h, const Array &x) const {
    const Array sum = cell.dense_i(x) + cell.dense_h(h);
    const Array next = cell.activation_fn(cell.residual ? sum + h : sum);
    return {next, next};
  }
};

} // namespace

LSTMCell::LSTMCell(const CellOptions &options, Rngs &rngs, std::source_location where)
    : gate_fn(options.gate_fn), activation_fn(options.activation_fn) {
  Maps maps("nn.LSTMCell", options, rngs, where);
  for (Linear *map : {&ii, &if_, &ig, &io})
    *map = maps.of_x(1, false);
  for (Linear *map : {&hi, &hf, &hg, &ho})
    *map = maps.of_carry(1, true);
}
std::pair<LSTMCarry, Array> LSTMCell::operator()(const LSTMCarry &carry, const In &x) const {
  return one_step(LSTMStep(), *this, carry, x);
}
LSTMCarry LSTMCell::initialize_carry(const Shape &input_shape) const {
  return {first_carry(hi, input_shape), first_carry(hi, input_shape)};
}

OptimizedLSTMCell::OptimizedLSTMCell(const CellOptions &options, Rngs &rngs, std::source_location where)
    : gate_fn(options.gate_fn), activation_fn(options.activation_fn) {
  Maps maps("nn.OptimizedLSTMCell", options, rngs, where);
  dense_i = maps.of_x(4, false);
  dense_h = maps.of_carry(4, true);
}
std::pair<LSTMCarry, Array> OptimizedLSTMCell::operator()(const LSTMCarry &carry, const In &x) const {
  return one_step(OptimizedLSTMStep(), *this, carry, x);
}
LSTMCarry OptimizedLSTMCell::initialize_carry(const Shape &input_shape) const {
  return {first_carry(dense_h, input_shape), first_carry(dense_h, input_shape)};
}

GRUCell::GRUCell(const CellOptions &options, Rngs &rngs, std::source_location where)
    : gate_fn(options.gate_fn), activation_fn(options.activation_fn) {
  Maps maps("nn.GRUCell", options, rngs, where);
  dense_i = maps.of_x(3, true);
  dense_h = maps.of_carry(3, false);
}
std::pair<Array, Array> GRUCell::operator()(const Array &carry, const In &x) const {
  return one_step(GRUStep(), *this, carry, x);
}
Array GRUCell::initialize_carry(const Shape &input_shape) const { return first_carry(dense_h, input_shape); }

SimpleCell::SimpleCell(const SimpleCellOptions &options, Rngs &rngs, std::source_location where)
    : activation_fn(options.activation_fn), residual(options.residual) {
  Maps maps("nn.SimpleCell", options, rngs, where);
  dense_h = maps.of_carry(1, false);
  dense_i = maps.of_x(1, true);
}
std::pair<Array, Array> SimpleCell::operator()(const Array &carry, const In &x) const {
  return one_step(SimpleStep(), *this, carry, x);
}
Array SimpleCell::initialize_carry(const Shape &input_shape) const { return first_carry(dense_h, input_shape); }

} // namespace burin::nn
