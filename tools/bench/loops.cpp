// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "burin/lax.h"
#include "tools/bench/measure.h"
#include "tools/bench/reference.h"
#include "tools/bench/rnn.h"
#include "tools/bench/workload.h"

#include <cmath>
#include <utility>
#include <vector>

namespace burin::bench {

namespace {

constexpr int turns = 1'000'000, steps = 100'000;

double while_scalar() {
  struct Carry {
    Array turn, x;
  };
  auto f = jit([](const Array &x) {
    auto below = [](const Carry &c) { return c.turn < turns; };
    auto next = [](const Carry &c) { return Carry{c.turn + 1, c.x * 0.999f + 0.5f}; };
    return lax::while_loop(below, next, Carry{zeros({}, DType::i32), x}).x;
  });
  Array x = full({}, 3.0f);
  float expected = 3;
  for (int i = 0; i < turns; ++i)
    expected = expected * 0.999f + 0.5f;
  require_close("while_scalar_1M", f(x).item<float>(), expected, 1e-3);
  return 1e3 * least_seconds([&] { f(x); });
}

/// A turn by a small angle around one axis: products stay of one size.
double scan_product() {
  auto f = jit([](const Array &a, const Array &c) {
    auto step = [&](const Array &c, const Array &) { return std::pair{matmul(a, c), Array()}; };
    return lax::scan(step, c, Array(), {.length = steps}).first;
  });
  const double angle = 1e-4, cosine = std::cos(angle), sine = std::sin(angle);
  const std::vector<float> turn{float(cosine), float(-sine), 0, float(sine), float(cosine), 0, 0, 0, 1};
  Array a = Array::from_buffer(turn, {3, 3}), c = eye(3);
  Array last = f(a, c);
  require_close("scan_3x3_100k", last.data<float>()[3], std::sin(steps * angle), 5e-2);
  require_close("scan_3x3_100k", last.data<float>()[8], 1, 0);
  return 1e3 * least_seconds([&] { f(a, c); });
}

} // namespace

std::vector<Workload> loop_workloads() {
  return {{"while_scalar_1M", while_scalar}, {"scan_3x3_100k", scan_product}, {"rnn_grad_256", rnn_grad}};
}

} // namespace burin::bench
