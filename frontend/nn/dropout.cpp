// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/dropout.h"

#include "burin/create.h"
#include "burin/detail/library.h"
#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/message.h"

#include <bit>

namespace burin::nn {

namespace {

void check_rate(const Dropout &layer, std::source_location where) {
  if (!(layer.rate >= 0 && layer.rate <= 1))
    throw Error(
        message("nn.Dropout",
                "the rate is no probability; expected one in [0, 1], got " + burin::detail::text_of_number(layer.rate),
                where, "Give the probability of a zero: nn::Dropout{.rate = 0.1}.", "error"));
}

void check_floating(const Array &x, std::source_location where) {
  if (!is_floating(x.dtype()))
    throw DTypeError(message("nn.Dropout",
                             "elements are divided by 1 - rate; expected a floating dtype, got " + type_text(x), where,
                             "Convert it first: x.astype(f32).", "dtypeerror"));
}

/// `draw` gives the key, after all checks.
template <class Draw>
Array dropped(const Dropout &layer, const Array &x, const Draw &draw, std::source_location where) {
  check_floating(x, where);
  std::vector<std::int64_t> attributes{std::bit_cast<std::int64_t>(layer.rate)};
  Shape shape = x.shape();
  for (const int axis : axes_from_front("nn.Dropout", layer.broadcast_dims, x, where)) {
    shape[static_cast<std::size_t>(axis)] = 1;
    attributes.push_back(axis);
  }
  const Array key = draw();
  return burin::detail::library("nn.dropout", {&x, &key}, std::span<const std::int64_t>(attributes), where,
                                [&](std::span<const Array> in) {
                                  const double keep = 1 - layer.rate;
                                  const Array mask = random::bernoulli(in[1], keep, shape);
                                  return burin::where(broadcast_to(mask, in[0].shape()), in[0] / keep, 0);
                                });
}

template <class Draw> Array call(const Dropout &layer, const In &x, bool deterministic, const Draw &draw) {
  const Array input = x.array();
  const auto body = [&] {
    check_rate(layer, x.where());
    if (deterministic || layer.rate == 0)
      return input;
    if (layer.rate == 1) // 0 / 0 would have no gradient
      return zeros_like(input);
    return dropped(layer, input, draw, x.where());
  };
  return burin::detail::call_module(layer, body, input);
}

} // namespace

Array Dropout::operator()(const In &x, bool deterministic, Rngs &rngs) const {
  return call(*this, x, deterministic, [&] { return rngs.dropout(x.where()); });
}

Array Dropout::operator()(const In &x, Rngs &rngs) const { return (*this)(x, inference, rngs); }

Array Dropout::operator()(const In &x, const Array &key) const {
  return call(*this, x, inference, [&] { return key; });
}

Array Dropout::operator()(const In &x) const {
  return call(*this, x, inference, [&]() -> Array {
    throw TreeError(
        message("nn.Dropout", "a layer that is not deterministic needs a key; expected nn::Rngs, got none", x.where(),
                "Give it the streams, drop(x, rngs), or make it deterministic: inference_mode(model).", "treeerror"));
  });
}

} // namespace burin::nn
