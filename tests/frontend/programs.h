// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "error_text.h"
#include "floats.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

/// A model and data for tests of whole programs.
namespace programs {

using namespace burin;

inline void expect_near(const Array &got, const Array &want) {
  ASSERT_EQ(got.shape(), want.shape());
  const Floats have = got.to_vector<float>(), wanted = want.to_vector<float>();
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(have[i], wanted[i], 2e-5f * (1 + std::fabs(wanted[i]))) << i;
}

template <class T> void expect_trees_near(const T &got, const T &want) {
  const std::vector<Array> a = tree::leaves(got), b = tree::leaves(want);
  ASSERT_EQ(tree::paths(got), tree::paths(want));
  for (std::size_t i = 0; i < b.size(); ++i)
    expect_near(a[i], b[i]);
}

struct Layer {
  Array kernel, bias;
};
struct Net {
  std::vector<Layer> layers;
  std::map<std::string, Array> scale;
  Array steps = Array::of(0); ///< not trained
  std::string name = "net";

  Array operator()(const Array &x) const {
    Array y = x;
    for (const Layer &layer : layers)
      y = tanh(matmul(y, layer.kernel) + layer.bias);
    return y * scale.at("out");
  }
};

inline Net make_net(const Array &key) {
  const Array keys = random::split(key, 2);
  return {{{random::normal(keys[0], {3, 4}), zeros({4})}, {random::normal(keys[1], {4, 2}), ones({2})}},
          {{"out", Array::of({1.f, 2.f})}}};
}

inline Array loss_of(const Net &net, const Array &x, const Array &y) { return sum(square(net(x) - y)); }

inline Array inputs() { return random::normal(random::key(1), {5, 3}); }
inline Array targets() { return random::normal(random::key(2), {5, 2}); }

} // namespace programs
