// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

#include <tuple>

/// split and merge of states, and gradients of what a predicate chooses.
namespace {

using namespace trees;

// split and merge

TEST(Split, by_predicates_the_last_is_the_rest) {
  const auto [params, stats, rest] = split(model(), is_inexact_array, is_stat);
  EXPECT_EQ(params.size(), 5u);
  EXPECT_EQ(number(params.at("layers[1].kernel")), 3);
  EXPECT_EQ(stats.size(), 1u);
  EXPECT_TRUE(rest.contains("count") && rest.size() == 1);
  EXPECT_TRUE(tree::equal(merge(filter(model(), false), params, stats, rest), model()));
}

TEST(Split, first_predicate_first) {
  const auto [all, nothing, rest] = split(model(), is_array, is_inexact_array);
  EXPECT_EQ(all.size(), 7u);
  EXPECT_TRUE(nothing.empty() && rest.empty());
}

TEST(Merge, later_states_win_and_unknown_paths_are_caught) {
  const Dense m = merge(dense(1), State{{"kernel", 8.f}}, State{{"kernel", 9.f}});
  EXPECT_EQ(number(m.kernel), 9);
  EXPECT_EQ(number(m.bias), 2);
  EXPECT_ERROR(TreeError, merge(dense(1), State{}, State{{"weight", 1.f}}),
               "[merge] there is no array at the path weight; expected one of kernel, bias", "split_test.cpp");
}

TEST(Merge, paths_with_keys_in_them_are_found_in_states_of_states) {
  const State weights{{"layer.kernel", 1.f}, {"scale[\"kernel\"]", 2.f}}, keyed{{"a", 3.f}};
  EXPECT_EQ(number(merge(weights, state_of(weights)).at("scale[\"kernel\"]")), 2);
  const State nested = state_of(std::pair{weights, keyed});
  EXPECT_EQ(number(merge(nested, state_of(nested)).at("[1][\"a\"]")), 3);
  EXPECT_EQ(state_of(nested).size(), 3u);
}

// grad narrows with a predicate

TEST(Wrt, gradient_of_what_is_chosen) {
  const auto loss = [](const Model &m) { return m.layers[0].kernel * m.layers[1].kernel * m.noise.scale; };
  const Model g = grad(loss, [](std::string_view path) { return path.starts_with(".layers[1]"); })(model());
  EXPECT_EQ(tree::paths(g), (Paths{".layers[1].kernel", ".layers[1].bias"}));
  EXPECT_EQ(number(g.layers[1].kernel), 5);
  const auto [value, masked] = jit(value_and_grad(loss, State{{"noise", true}, {"", false}}))(model());
  EXPECT_EQ(number(value), 15);
  EXPECT_EQ(tree::paths(masked), (Paths{".noise.scale"}));
  EXPECT_EQ(number(masked.noise.scale), 3);
}

TEST(Wrt, of_several_arguments_and_with_aux) {
  const auto loss = [](const Dense &a, const Array &x, const Dense &b) {
    const Array y = a.kernel * b.kernel * x + a.bias * b.bias;
    return std::pair{y, y * 2};
  };
  const auto kernels = [](std::string_view path) { return path.empty() || path == ".kernel"; };
  const auto [gradients, aux] = grad<0, 2>(loss, kernels)(dense(2), Array(10.f), dense(5));
  EXPECT_EQ(number(std::get<0>(gradients).kernel), 50);
  EXPECT_TRUE(std::get<0>(gradients).bias.is_none());
  EXPECT_EQ(number(std::get<1>(gradients).kernel), 20);
  EXPECT_EQ(number(aux), 2 * (100 + 18));
}

// Leaves are counted with those that are never differentiated.
TEST(Wrt, behind_holes_counts_and_statistics) {
  struct Mixed {
    Array hole, count{1}, first{2.f};
    nn::Stat mean{Array(3.f)};
    Array second{4.f};
  };
  const auto loss = [](const Mixed &m) { return m.first * m.second * m.mean; };
  const Mixed g = grad(loss, [](std::string_view path) { return path != ".first"; })(Mixed());
  EXPECT_EQ(tree::paths(g), (Paths{".second"}));
  EXPECT_EQ(number(g.second), 6);
}

TEST(Wrt, catches_nothing_chosen) {
  const auto loss = [](const Dense &m) { return m.kernel * m.bias; };
  EXPECT_ERROR(TreeError, grad(loss, [](std::string_view path) { return path == "kernel"; })(dense(1)),
               "[grad] wrt chooses no floating array of argument 0; expected one or more of .kernel, .bias, got none",
               "split_test.cpp");
  EXPECT_ERROR(TreeError, grad(loss, State{{"kernel", true}})(dense(1)), "[grad] the mask says nothing of .bias");
}

} // namespace
