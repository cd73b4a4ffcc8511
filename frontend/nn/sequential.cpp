// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/sequential.h"

#include "burin/detail/module_call.h"

namespace burin::nn {

namespace {

template <class Self, class... Streams> Array run(Self &self, const In &x, Streams &...rngs) {
  const Array input = x.array();
  const auto body = [&] {
    Array value = input;
    for (auto &layer : self.layers)
      value = layer(In(value, x.where()), rngs...);
    return value;
  };
  return burin::detail::call_module(self, body, input);
}

} // namespace

Array Sequential::operator()(const In &x) { return run(*this, x); }
Array Sequential::operator()(const In &x, Rngs &rngs) { return run(*this, x, rngs); }
Array Sequential::operator()(const In &x) const { return run(*this, x); }
Array Sequential::operator()(const In &x, Rngs &rngs) const { return run(*this, x, rngs); }

} // namespace burin::nn
