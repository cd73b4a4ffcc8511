// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/frontend/error_text.h"
#include "tests/frontend/floats.h"

#include <string>
#include <vector>

/// Trees that the tests of this folder take apart.
namespace trees {

using namespace burin;

struct Dense {
  Array kernel, bias;
};
/// The field of type double that this project was founded on.
struct Drop {
  double rate = 0.5;
  bool inference = false;
};
/// Holds an array, which descending would find.
struct Noise {
  Array scale;
  bool inference = false;
};
struct Model {
  std::vector<Dense> layers;
  Drop drop;
  Noise noise;
  nn::Stat mean;
  Array count;
};

inline Dense dense(float v) { return {Array(v), Array(v + 1)}; }
inline Model model() { return {{dense(1), dense(3)}, {}, {Array(5.f)}, Array(6.f), Array(7)}; }

using Paths = std::vector<std::string>;

} // namespace trees
