// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Custom rules and checkpoints inside of loops and branches, against the same steps written out.
#include "error_text.h"
#include "floats.h"

#include <cstdint>
#include <tuple>

namespace {

using namespace burin;

template <class F> auto looped(const F &f) {
  return [f](const Array &x) {
    const auto step = [&](const Array &c, None) { return std::pair{f(c), none}; };
    return sum(lax::scan(step, x, none, {.length = 3}).first);
  };
}
template <class F> auto written_out(const F &f) {
  return [f](const Array &x) { return sum(f(f(f(x)))); };
}

void expect_close(const Array &got, const Array &want) {
  EXPECT_TRUE(all(isclose(got, want, {.rtol = 1e-4, .atol = 1e-5})).item<bool>()) << got << "\n" << want;
}

template <class F> void expect_same_gradients(const F &f) {
  const Array x = Array::of({0.3f, -0.7f}), rows = stack({x, x * 2});
  const auto loop = looped(f);
  const auto steps = written_out(f);
  expect_close(loop(x), steps(x));
  expect_close(grad(loop)(x), grad(steps)(x));
  expect_close(jit(grad(loop))(x), grad(steps)(x));
  expect_close(vmap(grad(loop))(rows), vmap(grad(steps))(rows));
  expect_close(grad(checkpoint(loop))(x), grad(steps)(x));
  const auto twice = [](const auto &g) { return grad([g](const Array &a) { return sum(sin(grad(g)(a))); }); };
  expect_close(twice(loop)(x), twice(steps)(x));
}

/// sin with a derivative that is twice the right one.
auto doubled_by_vjp() {
  return custom_vjp([](const auto &x) { return sin(x); }, [](const auto &x) { return std::pair{sin(x), cos(x)}; },
                    [](const auto &c, const auto &g) { return std::tuple{2 * c * g}; });
}
auto doubled_by_jvp() {
  return custom_jvp([](const auto &x) { return sin(x); },
                    [](const auto &p, const auto &t) {
                      return std::pair{sin(std::get<0>(p)), 2 * cos(std::get<0>(p)) * std::get<0>(t)};
                    });
}

TEST(RulesInLoops, of_custom_vjp) {
  expect_same_gradients(doubled_by_vjp());
  EXPECT_EQ(number(grad(looped(doubled_by_vjp()))(Array(0.f))), 8) << "the rule is used in each step";
}

TEST(RulesInLoops, of_custom_jvp) {
  expect_same_gradients(doubled_by_jvp());
  const Array x = Array::of({0.3f, -0.7f});
  expect_close(jvp(looped(doubled_by_jvp()), x, x).second, jvp(written_out(doubled_by_jvp()), x, x).second);
  EXPECT_ERROR(CustomRuleError, jvp(looped(doubled_by_vjp()), x, x), "can't apply forward-mode autodiff (jvp)");
}

TEST(RulesInLoops, checkpoints_under_every_policy) {
  const auto f = [](const Array &x) { return sin(checkpoint_name(exp(sin(x) * 0.5f), "e")); };
  for (const CheckpointPolicy &policy :
       {CheckpointPolicy(policies::nothing_saveable), CheckpointPolicy(policies::everything_saveable),
        CheckpointPolicy(policies::dots_saveable), policies::save_only_these_names("e")})
    expect_same_gradients(checkpoint(f, {.policy = policy}));
  expect_same_gradients(checkpoint([](const Array &x) { return doubled_by_vjp()(doubled_by_jvp()(x)); }));
}

TEST(RulesInLoops, in_branches) {
  const auto either = [](const Array &x) {
    return lax::cond(
        sum(x) > 0, [](const Array &a) { return doubled_by_vjp()(a); },
        [](const Array &a) { return checkpoint([](const Array &b) { return cos(b) * 3; })(a); }, x);
  };
  for (const float x : {0.5f, -0.5f}) {
    const Array want = x > 0 ? 2 * cos(Array(x)) : -3 * sin(Array(x));
    expect_close(grad(either)(Array(x)), want);
    expect_close(jit(grad(either))(Array(x)), want);
    expect_close(vmap(grad(either))(Array::of({x}))[0], want);
  }
}

TEST(RulesInLoops, a_checkpoint_draws_the_same_mask_in_each_step_again) {
  const auto drop = [](const Array &x, nn::Rngs &rngs) {
    return where(random::bernoulli(rngs.dropout(), 0.7, x.shape()), x * 2, 0);
  };
  const auto step = [&](const Array &c, None, nn::Rngs &rngs) { return std::pair{checkpoint(drop)(c, rngs), none}; };
  const auto loss = [&](const Array &x, nn::Rngs &rngs) {
    const Array y = lax::scan(step, x, none, {.length = 3}, rngs).first;
    return std::pair{sum(y), y};
  };
  nn::Rngs rngs{.dropout = random::key(3)}, same = rngs;
  const Array x = ones({64});
  const auto [g, y] = jit(grad(loss))(x, rngs);
  EXPECT_EQ(values(g), values(y)) << "8 where an element is kept in all steps";
  EXPECT_EQ(values(y), values(drop(drop(drop(x, same), same), same)));
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 3u);
}

} // namespace
