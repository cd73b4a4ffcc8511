// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

namespace burin::nn {

/// An array that is state but is not trained: running statistics, counters. A leaf for jit and saving, a hole
/// (none) in gradients.
class Stat : public Array {
public:
  using Array::Array;
  Stat() = default;
  Stat(const Array &value) : Array(value) {}
  Stat(Array &&value) : Array(std::move(value)) {}
};

} // namespace burin::nn
