// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/create.h"
#include "burin/detail/composite.h"
#include "burin/detail/module_call.h"
#include "burin/lax/control_flow.h"
#include "burin/nn/cells.h"
#include "burin/ops/joining.h"
#include "burin/tree.h"

#include <optional>

namespace burin::detail {

/// x [batch..., time, features] with the time in front; unless it stands there already.
Array time_first(const Array &x, bool time_major);
Array time_back(const Array &x, bool time_major);
/// ShapeError for an x without a time axis, ShapeError and DTypeError unless the lengths are one integer per sequence.
void check_sequences(const Array &x, bool time_major, const Array &lengths, std::source_location where);
/// Elements [time, batch..., features] in opposite order; with lengths only those of each sequence, and what stands
/// behind them stays there.
Array flip_sequences(const Array &x, const Array &lengths);
/// `now` where the step counts, `before` for sequences that have ended.
Array while_it_lasts(const Array &step, const Array &lengths, const Array &now, const Array &before);

} // namespace burin::detail

namespace burin::nn {

struct RnnOptions {
  bool time_major = false; ///< x is [time, batch..., features]
  bool reverse = false;    ///< from the last element to the first
  bool keep_order = false; ///< outputs of reverse stand at the places of their inputs
  std::int64_t unroll = 1; ///< steps that the compiled loop does at a time
};

template <class Carry> struct RnnCall {
  std::optional<Carry> initial_carry{}; ///< that of the cell unless given
  /// [batch...], integers: how many elements of each sequence count. The last carry is that after them, the initial one
  /// where there are none; outputs behind them mean nothing.
  Array seq_lengths{};
};

/// A cell over sequences x [batch..., time, features], by lax::scan: outputs [batch..., time, hidden], flax.nnx's RNN.
/// rnn(x, {.seq_lengths = lengths}) gives the outputs, with_carry(x) std::pair{the last carry, the outputs}.
template <class Cell> class Rnn {
public:
  using Carry = decltype(std::declval<const Cell &>().initialize_carry(Shape()));

  Rnn() = default;
  explicit Rnn(Cell cell, const RnnOptions &options = {})
      : cell(std::move(cell)), time_major(options.time_major), reverse(options.reverse), keep_order(options.keep_order),
        unroll(options.unroll) {}

  Array operator()(const In &x, const RnnCall<Carry> &call = {}) const { return with_carry(x, call).second; }

  std::pair<Carry, Array> with_carry(const In &x, const RnnCall<Carry> &call = {}) const {
    const Array input = x.array();
    detail::check_sequences(input, time_major, call.seq_lengths, x.where());
    return burin::detail::call_module(
        *this, [&] { return burin::detail::composite_call(x.where(), Sequences(), *this, input, call); }, input);
  }

  Cell cell;
  bool time_major = false, reverse = false, keep_order = false;
  std::int64_t unroll = 1;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.cell, self.time_major, self.reverse, self.keep_order, self.unroll);
  }

private:
  struct Sequences {
    std::pair<Carry, Array> operator()(const Rnn &rnn, const Array &x, const RnnCall<Carry> &call) const {
      const Array elements = detail::time_first(x, rnn.time_major);
      const Array steps = rnn.reverse ? detail::flip_sequences(elements, call.seq_lengths) : elements;
      const Carry first = call.initial_carry ? *call.initial_carry : rnn.cell.initialize_carry(element_shape(steps));
      const auto [carry, outputs] = rnn.scan(steps, first, call.seq_lengths);
      const bool flipped = rnn.reverse && rnn.keep_order;
      return {carry,
              detail::time_back(flipped ? detail::flip_sequences(outputs, call.seq_lengths) : outputs, rnn.time_major)};
    }
  };

  static Shape element_shape(const Array &steps) {
    return Shape(std::span<const std::int64_t>(steps.shape()).subspan(1));
  }

  std::pair<Carry, Array> scan(const Array &steps, const Carry &first, const Array &lengths) const {
    const lax::ScanOptions options{.unroll = unroll};
    const auto step = [this, line = burin::detail::user_line()](const Carry &carry, const Array &x) {
      const burin::detail::UserLine recorded_at(line);
      return cell(carry, x);
    };
    if (lengths.is_none())
      return lax::scan(step, first, steps, options);
    // Sequences that have ended go on, so that outputs are as without lengths; their last carry stands still.
    const auto counted = [&](const std::pair<Carry, Carry> &carry, const std::pair<Array, Array> &x) {
      const auto [next, output] = step(carry.first, x.second);
      const auto last = [&](const Array &now, const Array &before) {
        return detail::while_it_lasts(x.first, lengths, now, before);
      };
      return std::pair{std::pair{next, tree::map(last, next, carry.second)}, output};
    };
    const auto [carry, outputs] =
        lax::scan(counted, std::pair{first, first}, std::pair{arange(steps.shape()[0]), steps}, options);
    return {carry.second, outputs};
  }
};

/// One recurrent network from the first element on and one from the last; outputs side by side. They agree on
/// time_major; the other options of direction are set here.
template <class Forward, class Backward> class Bidirectional {
public:
  using Carry = std::pair<typename Forward::Carry, typename Backward::Carry>;

  Bidirectional() = default;
  Bidirectional(Forward forward, Backward backward)
      : forward_rnn(std::move(forward)), backward_rnn(std::move(backward)) {
    forward_rnn.reverse = false;
    backward_rnn.reverse = backward_rnn.keep_order = true;
  }

  Array operator()(const In &x, const RnnCall<Carry> &call = {}) const { return with_carry(x, call).second; }

  std::pair<Carry, Array> with_carry(const In &x, const RnnCall<Carry> &call = {}) const {
    const Array input = x.array();
    return burin::detail::call_module(
        *this, [&] { return burin::detail::composite_call(x.where(), BothWays(), *this, input, call); }, input);
  }

  Forward forward_rnn;
  Backward backward_rnn;

  static constexpr auto tree_fields(auto &self) { return std::tie(self.forward_rnn, self.backward_rnn); }

private:
  struct BothWays {
    std::pair<Carry, Array> operator()(const Bidirectional &both, const Array &x, const RnnCall<Carry> &call) const {
      RnnCall<typename Forward::Carry> first{.seq_lengths = call.seq_lengths};
      RnnCall<typename Backward::Carry> last{.seq_lengths = call.seq_lengths};
      if (call.initial_carry) {
        first.initial_carry = call.initial_carry->first;
        last.initial_carry = call.initial_carry->second;
      }
      const auto [forward, ahead] = both.forward_rnn.with_carry(x, first);
      const auto [backward, behind] = both.backward_rnn.with_carry(x, last);
      return {{forward, backward}, concatenate({ahead, behind}, -1)};
    }
  };
};

} // namespace burin::nn
