// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/nn/golden.h"

#include <algorithm>
#include <map>
#include <tuple>

/// What every layer has to do, whatever it computes.
namespace layer {

using burin::Array;

/// Parameters under their paths, as the goldens have them: without the first dot.
template <class L> std::map<std::string, Array> parameters(const L &layer) {
  const std::vector<Array> leaves = burin::tree::leaves(layer);
  const std::vector<std::string> paths = burin::tree::paths(layer);
  std::map<std::string, Array> found;
  for (std::size_t i = 0; i < leaves.size(); ++i)
    found.emplace(paths[i].substr(1), leaves[i]);
  return found;
}

template <class L>
void expect_parameters(const L &layer, const golden::Json &stored, double rtol, const std::string &name) {
  const std::map<std::string, Array> have = parameters(layer);
  EXPECT_EQ(have.size(), stored.size()) << name;
  for (const auto &[path, want] : stored.items()) {
    ASSERT_TRUE(have.contains(path)) << name << " has no " << path;
    golden::expect_stored(have.at(path), want, rtol, 1e-2, name + " " + path);
  }
}

template <class T> T as_f64(const T &tree) {
  return burin::tree::map([](const Array &x) { return is_floating(x.dtype()) ? x.astype(burin::f64) : x; }, tree);
}

inline void expect_close(const Array &got, const Array &want, double tolerance, const std::string &what) {
  ASSERT_EQ(got.shape(), want.shape()) << what;
  const std::vector<double> have = golden::numbers(got), expected = golden::numbers(want);
  for (std::size_t i = 0; i < have.size(); ++i)
    EXPECT_NEAR(have[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i]))) << what << " [" << i << "]";
}

/// call(layer, x) inside of jit is what it is outside, to the bit; under vmap it is the loop over rows; its derivatives
/// up to an order, in the layer and in x, are those of differences.
template <class L, class F> void expect_transforms(const L &layer, const Array &x, const F &call, int order = 2) {
  const Array eager = call(layer, x);
  EXPECT_TRUE(burin::tree::equal(burin::jit(call)(layer, x), eager)) << "eager and jit differ";
  const Array rows = burin::stack({x, x * 0.5, -x});
  const Array mapped = burin::vmap(call, {.in_axes = {burin::none, 0}})(layer, rows);
  for (int i = 0; i < 3; ++i)
    expect_close(mapped[i], call(layer, rows[i]), 1e-5, "row " + std::to_string(i));
  burin::check_grads(call, std::make_tuple(as_f64(layer), as_f64(x)), {.order = order});
}

/// The text of the error of this type that f throws.
template <class Error, class F> std::string message_of(const F &f) {
  try {
    f();
  } catch (const Error &error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing is thrown";
  return {};
}

} // namespace layer
