// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What checkpoint makes of a program, counted: operations, bytes, draws.
#include "error_text.h"
#include "occurrences.h"

#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace burin;

template <class F, class... A> std::string program(const F &f, const A &...arguments) {
  return jit(f).trace(arguments...).ir("clean");
}

const auto block = [](const Array &x, const Array &w) { return sin(exp(sin(matmul(x, w)) * 0.1f) * 0.1f); };

/// Eight blocks, each through `wrap`.
template <class Wrap> auto network(const Wrap &wrap) {
  return [wrap](const Array &x, const Array &w) {
    Array y = x;
    for (int i = 0; i < 8; ++i)
      y = wrap(block)(y, w);
    return sum(y);
  };
}
const auto plain = [](const auto &f) { return f; };
const auto kept = [](const auto &f) { return checkpoint(f); };

TEST(Recomputation, stays_in_the_program) {
  const Array x = ones({4, 4});
  const auto gradient = [&](const auto &wrap) { return program(value_and_grad(network(wrap)), x, x); };
  const std::string once = gradient(plain), again = gradient(kept);
  EXPECT_EQ(occurrences(once, "burin.exp "), 8u);
  EXPECT_EQ(occurrences(again, "burin.exp "), 16u);
  EXPECT_EQ(occurrences(once, "burin.dot_general "), 16u) << "forward and backward";
  EXPECT_EQ(occurrences(again, "burin.dot_general "), 24u);
  EXPECT_EQ(occurrences(once, "burin.optimization_barrier"), 0u);
  EXPECT_EQ(occurrences(again, "burin.optimization_barrier"), 8u);
}

TEST(Recomputation, makes_the_planned_peak_smaller) {
  const Array x = ones({128, 128});
  const auto bytes = [&](const auto &wrap) {
    return jit(grad(network(wrap))).trace(x, x).compile().memory().temporaries;
  };
  EXPECT_LT(bytes(kept) * 3, bytes(plain) * 2) << bytes(kept) << " bytes against " << bytes(plain);
}

TEST(Recomputation, costs_nothing_where_nothing_is_differentiated) {
  const Array x = ones({4, 4});
  const auto expect_equal = [](const auto &once, const auto &kept, const auto &...arguments) {
    EXPECT_EQ(occurrences(program(kept, arguments...), "burin.optimization_barrier"), 0u);
    const ProgramCost cost = jit(kept).trace(arguments...).lower().cost(),
                      plain_cost = jit(once).trace(arguments...).lower().cost();
    EXPECT_EQ(cost.flops, plain_cost.flops);
    EXPECT_EQ(cost.transcendentals, plain_cost.transcendentals);
    EXPECT_EQ(cost.bytes, plain_cost.bytes);
  };
  expect_equal(network(plain), network(kept), x, x);
  expect_equal(vmap(network(plain)), vmap(network(kept)), ones({2, 4, 4}), ones({2, 4, 4}));
  // Tangents go along with values: forward mode keeps nothing, and computes nothing twice.
  const auto forward = [](const auto &f) {
    return [f](const Array &a) { return jvp(f, std::tuple(a, a), std::tuple(a, a)); };
  };
  expect_equal(forward(network(plain)), forward(network(kept)), x);
}

TEST(Recomputation, of_rules_leaves_out_what_nobody_reads) {
  // Only fwd says log1p and expm1, one for its output and one for bwd.
  auto f = custom_vjp([](const Array &x) { return exp(x); });
  f.defvjp([](const Array &x) { return std::pair{log1p(x), expm1(x)}; },
           [](const Array &r, const Array &g) { return std::tuple{r * g}; });
  const auto both = [&](const auto &g) {
    return program(value_and_grad([g](const Array &x) { return sum(g(x)); }), ones({3}));
  };
  const std::string once = both(f), again = both(checkpoint(f));
  EXPECT_EQ(occurrences(once, "burin.exp ") + 2 * occurrences(once, "burin.log1p ") +
                4 * occurrences(once, "burin.expm1 "),
            2u + 4u);
  EXPECT_EQ(occurrences(again, "burin.exp ") + 2 * occurrences(again, "burin.log1p ") +
                4 * occurrences(again, "burin.expm1 "),
            1u + 4u)
      << "the function itself forward, the residual backward\n"
      << again;
}

/// Drops elements by a stream that moves on with each call.
const auto drop = [](const Array &x, nn::Rngs &rngs) {
  return where(random::bernoulli(rngs.dropout(), 0.5, x.shape()), x * 2, 0);
};

TEST(Recomputation, draws_the_same_mask_and_moves_on_once) {
  const Array x = ones({64});
  for (const CheckpointPolicy &policy :
       {CheckpointPolicy(policies::nothing_saveable), CheckpointPolicy(policies::dots_saveable)})
    for (const bool compiled : {false, true}) {
      const auto loss = [&](const Array &a, nn::Rngs &rngs) {
        const Array y = checkpoint(drop, {.policy = policy})(a, rngs);
        return std::pair{sum(square(y)) / 2, y};
      };
      nn::Rngs rngs{.dropout = random::key(3)}, same = rngs;
      const auto gradient = grad(loss);
      const auto [g, y] = compiled ? jit(gradient)(x, rngs) : gradient(x, rngs);
      EXPECT_TRUE(tree::equal(y, drop(x, same)));
      EXPECT_TRUE(tree::equal(g, y * 2)) << "a kept element has the slope 2 y";
      EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 1u);
    }
}

} // namespace
