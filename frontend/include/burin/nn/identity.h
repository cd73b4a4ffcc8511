// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

namespace burin::nn {

/// x -> x: what stands where another layer was.
struct Identity {
  Array operator()(const In &x) const;
};

} // namespace burin::nn
