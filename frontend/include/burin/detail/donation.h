// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <string>

/// Arguments whose memory a call may reuse for its results.
namespace burin::detail {

/// What becomes of one array of the arguments.
struct LeafUse {
  enum class Fate : std::uint8_t {
    kept,     ///< it is a result, or stays in the caller's variable
    input,    ///< read only: its memory may be reused if the caller gives it up
    replaced, ///< state: the caller's variable gets a new value
  };
  int argument; ///< of the call
  std::string path;
  Fate fate = Fate::input;
  int output = -1; ///< of the program: what replaces it
};

/// Arguments of a call that the caller gives up, as bits.
struct GivenArguments {
  std::uint64_t moved = 0;   ///< rvalues
  std::uint64_t donated = 0; ///< by donate_argnums
};

} // namespace burin::detail
