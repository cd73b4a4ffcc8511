// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// saved_residuals, and what the policies of checkpoint keep: lists as jax.ad_checkpoint.saved_residuals (0.10.2) gives
// them, where the operations are the same.
#include "error_text.h"
#include "tests/nn/golden.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace burin;
using Lines = std::vector<std::string>;

/// "float32[8,32] output of sin", without bytes and lines.
template <class F, class... A> Lines residuals(const F &f, const A &...arguments) {
  Lines lines;
  for (const SavedResidual &residual : saved_residuals(f, arguments...)) {
    std::ostringstream text;
    text << residual;
    lines.push_back(text.str().substr(0, text.str().find(' ')) + " " + residual.why);
  }
  return lines;
}

Lines with(Lines first, const Lines &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// The list of jax for one of the functions below: tools/golden/make_rules.py.
Lines of_jax(const char *name) {
  static const golden::Json all = golden::load("checkpoint_static.json").at("residuals");
  Lines lines;
  for (std::string line : all.at(name).get<Lines>()) {
    for (const auto &[theirs, ours] : {std::pair{"the argument w1", "argument 0"},
                                       {"the argument w2", "argument 1"},
                                       {"the argument x", "argument 2"}})
      if (const std::size_t at = line.find(theirs); at != std::string::npos)
        line.replace(at, std::string(theirs).size(), ours);
    // It keeps tanh(x) and 1 - tanh(x), to multiply by both; the product is enough.
    if (line.ends_with("output of sub"))
      line.replace(line.size() - 3, 3, "mul");
    if (!line.ends_with("output of tanh"))
      lines.push_back(std::move(line));
  }
  return lines;
}

TEST(SavedResiduals, are_those_of_jax) {
  const auto f = [](const Array &w1, const Array &w2, const Array &x) {
    return sum(tanh(matmul(sin(matmul(x, w1)), w2)));
  };
  const auto list = [](const auto &g) { return residuals(g, zeros({16, 32}), zeros({32, 1}), zeros({8, 16})); };
  EXPECT_EQ(list(f), of_jax("none"));
  EXPECT_EQ(list(checkpoint(f)), of_jax("nothing_saveable"));
  EXPECT_EQ(list(checkpoint(f, {.policy = policies::dots_saveable})), of_jax("dots_saveable"));
  EXPECT_EQ(list(checkpoint(f, {.policy = policies::everything_saveable})), of_jax("everything_saveable"));
}

TEST(SavedResiduals, are_what_the_backward_pass_reads) {
  EXPECT_EQ(
      residuals(checkpoint([](const Array &x, const Array &y) { return sum(sin(x) + y); }), zeros({3}), zeros({3})),
      (Lines{"float32[3] from argument 0"}));
  // A policy permits: nobody reads the product.
  EXPECT_EQ(residuals(checkpoint([](const Array &x, const Array &w) { return sum(matmul(x, w)); },
                                 {.policy = policies::dots_saveable}),
                      zeros({2, 3}), zeros({3, 4})),
            (Lines{"float32[2,3] from argument 0", "float32[3,4] from argument 1"}));
  struct Weights {
    Array first = zeros({3, 4}), second = zeros({4});
  };
  EXPECT_EQ(residuals([](const Weights &w, const Array &x) { return sum(sin(matmul(x, w.first)) * w.second); },
                      Weights{}, zeros({2, 3}))
                .front(),
            "float32[3,4] from argument 0: .first");
}

TEST(SavedResiduals, say_bytes_and_lines) {
  const int line = __LINE__ + 1;
  const auto f = [](const Array &x) { return sum(sin(x)); };
  const std::vector<SavedResidual> list = saved_residuals(f, zeros({5, 4}));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].type, (ShapeDtype{{5, 4}, f32}));
  EXPECT_EQ(list[0].bytes, 80u);
  EXPECT_EQ(list[0].why, "output of cos");
  EXPECT_NE(list[0].line.find("test_residuals.cpp:" + std::to_string(line)), std::string::npos) << list[0].line;
  EXPECT_TRUE(list[0].str().starts_with("float32[5,4] (80 bytes) output of cos from ")) << list[0].str();
}

TEST(SavedResiduals, count_what_is_closed_over_and_leave_out_what_costs_nothing) {
  const Array w = ones({3});
  EXPECT_EQ(residuals([&](const Array &x) { return sum(x * w); }, zeros({3})),
            (Lines{"float32[3] from a captured array"}));
  EXPECT_EQ(residuals([](const Array &x) { return sum(x * 2); }, zeros({3})), Lines{});
  EXPECT_EQ(residuals([](const Array &x, const Array &y) { return sum(broadcast_to(x, {4, 3}) * y); }, zeros({3}),
                      zeros({4, 3})),
            (Lines{"float32[3] from argument 0", "float32[4,3] from argument 1"}));
}

TEST(SavedResiduals, of_residuals_that_are_arguments) {
  auto f = custom_vjp([](const Array &x, const Array &y) { return x * y; });
  f.defvjp([](const Array &x, const Array &y) { return std::pair{x * y, std::tuple{x, y}}; },
           [](const auto &res, const Array &g) {
             auto &[x, y] = res;
             return std::tuple{g * y, g * x};
           });
  EXPECT_EQ(residuals(f, zeros({3}), zeros({3})), (Lines{"float32[3] from argument 0", "float32[3] from argument 1"}));
}

const auto named = [](const Array &x) {
  const Array a = checkpoint_name(sin(x), "a"), b = checkpoint_name(exp(x), "b"); // operands have no order in C++
  return sum(sin(a) * b);
};

Lines of_named(const CheckpointPolicy &policy) { return residuals(checkpoint(named, {.policy = policy}), zeros({4})); }

TEST(Policies, about_names) {
  using namespace policies;
  const std::string x = "float32[4] from argument 0", a = "float32[4] named 'a'", b = "float32[4] named 'b'";
  EXPECT_EQ(of_named(save_only_these_names("a")), (Lines{x, a}));
  EXPECT_EQ(of_named(save_only_these_names("a", "b")), (Lines{x, a, b}));
  EXPECT_EQ(of_named(save_only_these_names({"c"})), (Lines{x}));
  EXPECT_EQ(of_named(save_any_names_but_these("a")), (Lines{x, b}));
  EXPECT_EQ(of_named(save_any_names_but_these({})), (Lines{x, a, b}));
  EXPECT_EQ(of_named(save_from_both_policies(save_only_these_names("a"), save_only_these_names("b"))),
            (Lines{x, a, b}));
  // The values between the names and the backward pass, and b again from x; JAX's policy of this name keeps all.
  const Lines except = of_named(save_anything_except_these_names("b"));
  EXPECT_EQ(std::count(except.begin(), except.end(), b), 0);
  EXPECT_EQ(std::count(except.begin(), except.end(), x), 1);
  EXPECT_GE(except.size(), 3u);
}

TEST(Policies, names_may_hold_any_character) {
  const auto f = [](const Array &x) { return sum(sin(checkpoint_name(exp(x), "a \"b\\\", (c)"))); };
  EXPECT_EQ(residuals(checkpoint(f, {.policy = policies::save_only_these_names("a \"b\\\", (c)")}), zeros({2})),
            (Lines{"float32[2] named 'a \"b\\\", (c)'"}));
}

TEST(Policies, the_named_value_is_kept_where_its_input_is_read) {
  const auto f = [](const Array &x) {
    const Array e = exp(x);
    return sum(sin(e) * cos(checkpoint_name(e, "e")));
  };
  EXPECT_EQ(residuals(checkpoint(f, {.policy = policies::save_only_these_names("e")}), zeros({2})),
            (Lines{"float32[2] named 'e'"}));
}

TEST(Policies, about_dots) {
  const auto f = [](const Array &q, const Array &k, const Array &w) {
    return sum(sin(matmul(sin(einsum("bqd,bkd->bqk", {q, k})), w)));
  };
  const Array q = zeros({2, 3, 4}), w = zeros({3, 5});
  const Lines in = {"float32[2,3,4] from argument 0", "float32[2,3,4] from argument 1", "float32[3,5] from argument 2"};
  EXPECT_EQ(residuals(checkpoint(f, {.policy = policies::dots_saveable}), q, q, w),
            with(in, {"float32[2,3,3] output of dot_general", "float32[2,3,5] output of dot_general"}));
  EXPECT_EQ(residuals(checkpoint(f, {.policy = policies::dots_with_no_batch_dims_saveable}), q, q, w),
            with(in, {"float32[2,3,5] output of dot_general"}));
  const auto conv = [](const Array &x, const Array &w) {
    return sum(sin(lax::conv_general_dilated(x, w, {.window_strides = {1}, .padding = "SAME"})));
  };
  const Lines images = {"float32[1,2,8] from argument 0", "float32[3,2,3] from argument 1"};
  EXPECT_EQ(residuals(checkpoint(conv, {.policy = policies::checkpoint_dots}), zeros({1, 2, 8}), zeros({3, 2, 3})),
            with(images, {"float32[1,3,8] output of convolution"}));
  EXPECT_EQ(residuals(checkpoint(conv, {.policy = policies::checkpoint_dots_with_no_batch_dims}), zeros({1, 2, 8}),
                      zeros({3, 2, 3})),
            images);
}

TEST(Policies, see_into_checkpoints_inside) {
  const Array w = ones({4, 4});
  const auto inner = [&](const Array &y) { return sin(matmul(sin(y), w)); };
  const auto outer = [&](const PlainCheckpointPolicy &inside, const PlainCheckpointPolicy &around) {
    return residuals(
        checkpoint([&](const Array &x) { return sum(cos(matmul(checkpoint(inner, {.policy = inside})(cos(x)), w))); },
                   {.policy = around}),
        zeros({4, 4}));
  };
  const std::string x = "float32[4,4] from argument 0", dot = "float32[4,4] output of dot_general",
                    weights = "float32[4,4] from a captured array";
  using namespace policies;
  EXPECT_EQ(outer(nothing_saveable, nothing_saveable), (Lines{x, weights}));
  EXPECT_EQ(outer(dots_saveable, nothing_saveable), (Lines{x, weights}));
  EXPECT_EQ(outer(nothing_saveable, dots_saveable), (Lines{x, weights, dot, dot}));
  EXPECT_EQ(outer(dots_saveable, dots_saveable), (Lines{x, weights, dot, dot}));
}

TEST(Policies, see_into_rules) {
  const Array w = ones({4, 4});
  auto c = custom_vjp([&](const Array &x) { return sin(matmul(x, w)); });
  c.defvjp([&](const Array &x) { return std::pair{sin(matmul(x, w)), cos(matmul(x, w))}; },
           [&](const Array &r, const Array &g) { return std::tuple{matmul(r * g, transpose(w))}; });
  const auto f = [&](const Array &x) { return sum(cos(c(cos(x)))); };
  const Lines dots = residuals(checkpoint(f, {.policy = policies::dots_saveable}), zeros({4, 4}));
  EXPECT_EQ(std::count(dots.begin(), dots.end(), "float32[4,4] output of dot_general"), 1);
}

TEST(Policies, under_vmap) {
  const auto f = [](const Array &x, const Array &w) { return sin(matmul(x, w)); };
  const auto g = [&](const PlainCheckpointPolicy &policy) {
    return residuals([&](const Array &x, const Array &w) { return sum(vmap(checkpoint(f, {.policy = policy}))(x, w)); },
                     zeros({5, 2, 3}), zeros({5, 3, 4}));
  };
  const Lines in = {"float32[5,2,3] from argument 0", "float32[5,3,4] from argument 1"};
  EXPECT_EQ(g(policies::nothing_saveable), in);
  EXPECT_EQ(g(policies::dots_saveable), with(in, {"float32[5,2,4] output of dot_general"}));
  EXPECT_EQ(g(policies::dots_with_no_batch_dims_saveable), in);
}

TEST(Policies, of_another_memory_are_refused) {
  EXPECT_ERROR(UnsupportedError, policies::offload_dot_with_no_batch_dims("device", "pinned_host"),
               "[checkpoint] offload_dot_with_no_batch_dims moves values to another memory, and there is only one",
               "test_residuals.cpp:", "policies::dots_with_no_batch_dims_saveable");
  EXPECT_ERROR(UnsupportedError, policies::save_and_offload_only_these_names({"a"}, {"b"}, "device", "pinned_host"),
               "[checkpoint] save_and_offload_only_these_names");
}

/// Gradients under a policy, in all orders of transformations, against those without checkpoint.
void expect_same_gradients(const CheckpointPolicy &policy) {
  const auto f = [](const Array &x, const Array &w) {
    return sin(checkpoint_name(matmul(checkpoint_name(exp(x), "e"), w), "h"));
  };
  const auto kept = checkpoint(f, {.policy = policy});
  const Array x = Array::of({{0.1f, 0.2f}, {0.3f, -0.4f}}), w = Array::of({{1.f, 2.f}, {-0.5f, 0.25f}});
  const auto slope = [&](const auto &g) { return [&](const Array &a) { return sum(sin(g(a, w))); }; };
  const auto twice = [](const auto &g) { return grad([&](const Array &a) { return sum(sin(grad(g)(a))); }); };
  const Array first = grad(slope(f))(x), second = twice(slope(f))(x);
  EXPECT_TRUE(all(isclose(grad(slope(kept))(x), first)).item<bool>()) << policy.text();
  EXPECT_TRUE(all(isclose(jit(grad(slope(kept)))(x), first)).item<bool>()) << policy.text();
  EXPECT_TRUE(all(isclose(grad(checkpoint(slope(kept), {.policy = policy}))(x), first)).item<bool>()) << policy.text();
  EXPECT_TRUE(all(isclose(twice(slope(kept))(x), second, {.rtol = 1e-4})).item<bool>()) << policy.text();
  EXPECT_TRUE(all(isclose(jvp(grad(slope(kept)), x, x).second, jvp(grad(slope(f)), x, x).second)).item<bool>());
  const auto rows = [&](const auto &g) {
    return vmap(grad([&](const Array &a) { return sum(sin(g(reshape(a, {1, 2}), w))); }));
  };
  EXPECT_TRUE(all(isclose(rows(kept)(x), rows(f)(x))).item<bool>()) << policy.text();
}

TEST(Policies, change_no_value) {
  using namespace policies;
  for (const CheckpointPolicy &policy :
       {CheckpointPolicy(nothing_saveable), CheckpointPolicy(everything_saveable), CheckpointPolicy(dots_saveable),
        CheckpointPolicy(dots_with_no_batch_dims_saveable), save_only_these_names("e"), save_any_names_but_these("e"),
        save_anything_except_these_names("h"), save_from_both_policies(dots_saveable, save_only_these_names("e"))})
    expect_same_gradients(policy);
}

} // namespace
