// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/nn/layer.h"

#include <string>

/// Layers of flax with weights, outputs, gradients and statistics: tools/golden/make_layers.py.
namespace golden {

inline const burin::State &layers() {
  static const burin::State all = burin::io::load_npz(std::string(BURIN_GOLDEN) + "/layers.npz");
  return all;
}
inline const burin::Array &layer_array(const std::string &name) { return layers().at(name); }

/// The arrays whose names begin with the prefix, without it.
inline burin::State below(const std::string &prefix) {
  burin::State found;
  for (const auto &[name, array] : layers())
    if (name.starts_with(prefix))
      found[name.substr(prefix.size())] = array;
  return found;
}

/// Compares the arrays of a tree with those below the prefix, by path.
template <class T> void expect_state(const T &tree, const std::string &prefix) {
  const burin::State have = burin::state_of(tree);
  for (const auto &[path, want] : below(prefix))
    layer::expect_close(have.at(path), want, 1e-5, prefix + path);
}

/// With the weights of the case, if it has any, call(layer, x) and its gradients are those of flax, outside of jit and
/// inside, and so are the statistics after the call.
template <class L, class F> void expect_case(const std::string &name, const L &of_flax, const F &call) {
  const burin::State params = below(name + "/params/"), stats = below(name + "/stats/");
  const L start = burin::merge(burin::merge(of_flax, params), stats);
  const burin::Array x = layer_array(name + "/x"), ct = layer_array(name + "/ct");
  L eager = start, traced = start, differentiated = start;
  layer::expect_close(call(eager, x), layer_array(name + "/y"), 1e-5, name);
  expect_state(eager, name + "/updated/");
  EXPECT_TRUE(burin::tree::equal(burin::jit([&](L &l, const burin::Array &v) { return call(l, v); })(traced, x),
                                 call(L(start), x)))
      << name << ": eager and jit differ";
  EXPECT_TRUE(burin::tree::equal(traced, eager)) << name << ": eager and jit leave different states";
  const auto loss = [&](L &l, const burin::Array &v) { return burin::sum(call(l, v) * ct); };
  layer::expect_close(burin::grad<1>(loss)(differentiated, x), layer_array(name + "/grad_x"), 1e-5, name + "/grad_x");
  differentiated = start;
  if (!params.empty())
    expect_state(burin::grad(loss)(differentiated, x), name + "/grads/");
}
template <class L> void expect_case(const std::string &name, const L &of_flax) {
  expect_case(name, of_flax, [](auto &&l, const burin::Array &v) { return l(v); });
}

} // namespace golden
