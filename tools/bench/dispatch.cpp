// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/measure.h"
#include "tools/bench/reference.h"
#include "tools/bench/workload.h"

#include <utility>

namespace burin::bench {

namespace {

double dispatch_one() {
  auto f = jit([](const Array &x) { return x + 1; });
  Array x = ones({4});
  require_close("dispatch_1_us", f(x).data<float>()[3], 2, 0);
  return 1e6 * least_seconds([&] { f(x); });
}

template <std::size_t> using Argument = Array;

template <std::size_t... I> double dispatch_many(std::index_sequence<I...>) {
  auto f = jit([](const Argument<I> &...x) { return (x + ...); });
  std::vector<Array> x;
  for (std::size_t i = 0; i < sizeof...(I); ++i)
    x.push_back(full({4}, static_cast<float>(i)));
  constexpr double expected = sizeof...(I) * (sizeof...(I) - 1) / 2.0;
  require_close("dispatch_50_us", f(x[I]...).template data<float>()[3], expected, 0);
  return 1e6 * least_seconds([&] { f(x[I]...); });
}

double dispatch_state() {
  auto f = jit([](std::vector<Array> &leaves) {
    for (Array &leaf : leaves)
      leaf = leaf + 1;
  });
  std::vector<Array> leaves(200, ones({4}));
  for (Array &leaf : leaves)
    leaf = ones({4}); // 200 objects of their own
  f(leaves);
  require_close("dispatch_state_200_us", leaves[199].data<float>()[0], 2, 0);
  return 1e6 * least_seconds([&] { f(leaves); });
}

double eager_add() {
  Array x = ones({4});
  require_close("eager_add_us", (x + x).data<float>()[0], 2, 0);
  return 1e6 * least_seconds([&] { x + x; });
}

} // namespace

std::vector<Workload> dispatch_workloads() {
  return {{"dispatch_1_us", dispatch_one},
          {"dispatch_50_us", [] { return dispatch_many(std::make_index_sequence<50>()); }},
          {"dispatch_state_200_us", dispatch_state},
          {"eager_add_us", eager_add}};
}

} // namespace burin::bench
