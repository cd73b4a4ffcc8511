// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/stat.h"

#include <source_location>
#include <tuple>

namespace burin::nn {

/// A key and the number of draws so far; every call gives a new key, fold_in(key, count), as a stream of
/// flax.nnx. Visible, so that the library knows it as one type in programs that hide theirs.
class [[gnu::visibility("default")]] RngStream {
public:
  RngStream() = default;
  RngStream(const Array &key) : key(key), count(Array::of(std::uint32_t{0})) {}

  /// TreeError when the stream was not given a key.
  Array operator()(std::source_location where = std::source_location::current());

  Array key;
  Stat count;

  static constexpr auto tree_fields(auto &self) { return std::tie(self.key, self.count); }
};

/// Random streams by purpose: `nn::Rngs rngs{.params = random::key(0), .dropout = random::key(1)}`. The
/// counters are state: pass the object as `nn::Rngs &`.
struct Rngs {
  RngStream params{};
  RngStream dropout{};
};

} // namespace burin::nn
