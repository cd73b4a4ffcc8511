// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

#include <map>

/// filter, partition, combine, predicates, masks and is_leaf.
namespace {

using namespace trees;

// Predicates

TEST(Predicates, of_arrays) {
  EXPECT_TRUE(is_array(Array(1.f)));
  EXPECT_TRUE(is_array(Array(1)));
  EXPECT_TRUE(is_array(nn::Stat(Array(1.f))));
  EXPECT_FALSE(is_array(Array()));
  EXPECT_TRUE(is_inexact_array(Array(1.f)));
  EXPECT_TRUE(is_inexact_array(zeros({2}, bf16)));
  EXPECT_FALSE(is_inexact_array(Array(1)));
  EXPECT_FALSE(is_inexact_array(Array(true)));
  EXPECT_FALSE(is_inexact_array(nn::Stat(Array(1.f))));
  EXPECT_TRUE(is_stat(nn::Stat(Array(1.f))));
  EXPECT_FALSE(is_stat(Array(1.f)));
}

TEST(Predicates, of_numbers_and_other_values) {
  EXPECT_FALSE(is_array(0.5));
  EXPECT_TRUE(is_array_like(0.5) && is_array_like(3) && is_array_like(true) && is_array_like(Array(1)));
  EXPECT_FALSE(is_array_like(Drop()) || is_array_like(std::string("text")) || is_array_like(Array()));
  EXPECT_TRUE(is_inexact_array_like(0.5) && is_inexact_array_like(0.5f) && is_inexact_array_like(Array(1.f)));
  EXPECT_FALSE(is_inexact_array_like(3) || is_inexact_array_like(true) || is_inexact_array_like(Array(1)));
  EXPECT_FALSE(is_inexact_array(0.5));
}

// filter

TEST(Filter, keeps_what_the_predicate_takes) {
  EXPECT_EQ(tree::paths(filter(model(), is_inexact_array)),
            (Paths{".layers[0].kernel", ".layers[0].bias", ".layers[1].kernel", ".layers[1].bias", ".noise.scale"}));
  EXPECT_EQ(tree::paths(filter(model(), is_stat)), (Paths{".mean"}));
  EXPECT_EQ(tree::leaves(filter(model(), is_array)).size(), 7u);
  EXPECT_EQ(tree::paths(filter(model(), [](const Array &x) { return x.dtype() == i32; })), (Paths{".count"}));
}

TEST(Filter, by_path_and_by_both) {
  const auto biases = [](std::string_view path) { return path.ends_with(".bias"); };
  EXPECT_EQ(tree::paths(filter(model(), biases)), (Paths{".layers[0].bias", ".layers[1].bias"}));
  const auto floats = [](const std::string &path, const Array &x) { return path != ".mean" && is_floating(x.dtype()); };
  EXPECT_EQ(tree::leaves(filter(model(), floats)).size(), 5u);
}

// The structure of a gradient: what tree::map of both needs.
TEST(Filter, by_is_inexact_array_is_what_grad_gives) {
  const auto loss = [](const Model &m) { return m.layers[0].kernel * m.noise.scale + m.mean; };
  const Model gradient = grad(loss)(model());
  EXPECT_TRUE(tree::structure(gradient) == tree::structure(filter(model(), is_inexact_array)));
  const Model next = tree::map([](const Array &p, const Array &g) { return p - 0.5 * g; },
                               filter(model(), is_inexact_array), gradient);
  EXPECT_EQ(number(next.noise.scale), 4.5f);
}

TEST(Filter, never_asks_about_holes) {
  Model m = model();
  m.layers[1].bias = none;
  int asked = 0;
  const Model kept = filter(m, [&](const Array &x) { return ++asked, !x.is_none(); });
  EXPECT_EQ(asked, 6);
  EXPECT_TRUE(kept.layers[1].bias.is_none());
}

// Masks

TEST(Masks, by_path_the_longest_wins) {
  const State mask{{"layers", true}, {".layers[0].bias", false}, {"", false}};
  EXPECT_EQ(tree::paths(filter(model(), mask)), (Paths{".layers[0].kernel", ".layers[1].kernel", ".layers[1].bias"}));
}

TEST(Masks, of_the_same_type) {
  const auto wants = [](const Array &x) { return Array(x.dtype() == f32); };
  const Model mask = tree::map(wants, model());
  EXPECT_EQ(tree::leaves(filter(model(), mask)).size(), 6u);
  EXPECT_TRUE(filter(model(), mask).count.is_none());
}

TEST(Masks, of_fields_of_type_bool) {
  struct Mask {
    bool layers, drop, noise, mean, count;
  };
  EXPECT_ERROR(TreeError, filter(model(), Mask{true, false, true, false, false}),
               "[filter] the mask has an entry for a path that the tree has not", "got drop");
  struct Fitting {
    bool layers, noise, mean, count;
  };
  EXPECT_EQ(tree::leaves(filter(model(), Fitting{true, false, false, true})).size(), 5u);
  EXPECT_EQ(tree::leaves(filter(model(), std::map<std::string, bool>{{"layers[0]", true}, {"", false}})).size(), 2u);
  EXPECT_EQ(tree::leaves(filter(model(), true)).size(), 7u);
}

TEST(Masks, catches_what_is_missing_or_too_much) {
  int line = 0;
  const auto silent = [&] {
    line = __LINE__ + 1;
    return filter(model(), State{{"layers", true}, {"noise", true}, {"mean", true}});
  };
  const std::string text = text_of_error<TreeError>(silent);
  expect_pieces(text, {"[filter] the mask says nothing of .count; expected true or false for it", "got no entry"});
  EXPECT_NE(text.find("filter_test.cpp:" + std::to_string(line)), std::string::npos) << text;
  EXPECT_ERROR(TreeError, partition(model(), State{{"", true}, {"layer", false}}),
               "[partition] the mask has an entry for a path that the tree has not", "layers[0].kernel", "got layer\n");
}

TEST(Masks, catches_entries_that_are_no_bools) {
  EXPECT_ERROR(TreeError, filter(model(), State{{"", 1.f}}), "[filter] a mask consists of bools",
               "expected true or false, got : float32[]");
  EXPECT_ERROR(TreeError, filter(model(), State{{"mean", Array::of({true, false})}, {"", true}}), "got mean: bool[2]");
}

TEST(Masks, catches_a_traced_entry) {
  const auto f = jit([](const Array &flag, const Model &m) { return filter(m, State{{"", flag}}); });
  EXPECT_ERROR(BoolConversionError, f(Array(true), model()), "argument 0");
}

TEST(Masks, does_not_flag_holes_and_covered_entries) {
  Model m = model();
  m.count = none;
  EXPECT_NO_THROW(filter(m, State{{"layers", true}, {"noise", true}, {"mean", true}}));
  EXPECT_NO_THROW(filter(m, State{{"count", true}, {"", false}}));
  EXPECT_NO_THROW(
      filter(m, State{{"layers[0].kernel", true}, {"layers[0].bias", true}, {"layers[0]", false}, {"", false}}));
}

// partition and combine

TEST(Partition, halves_have_each_others_holes) {
  const auto [params, rest] = partition(model(), is_inexact_array);
  EXPECT_EQ(tree::leaves(params).size(), 5u);
  EXPECT_EQ(tree::paths(rest), (Paths{".mean", ".count"}));
  EXPECT_EQ(rest.drop.rate, 0.5);
  EXPECT_EQ(params.drop.rate, 0.5);
}

TEST(Partition, is_filter_and_its_opposite) {
  const auto floats = [](const Array &x) { return x.dtype() == f32; };
  const auto others = [](const Array &x) { return x.dtype() != f32; };
  const auto [a, b] = partition(model(), floats);
  EXPECT_TRUE(tree::equal(a, filter(model(), floats)));
  EXPECT_TRUE(tree::equal(b, filter(model(), others)));
}

TEST(Partition, combine_puts_it_together_again) {
  const auto [params, rest] = partition(model(), is_inexact_array);
  EXPECT_TRUE(tree::equal(combine(params, rest), model()));
  EXPECT_TRUE(tree::equal(combine(rest, params), model()));
}

TEST(Partition, under_jit_and_grad) {
  const auto loss = [](const Model &params, const Model &rest) {
    const Model m = combine(params, rest);
    return m.layers[0].kernel * m.mean * m.noise.scale;
  };
  const auto step = jit([&](const Model &m) {
    const auto [params, rest] = partition(m, is_inexact_array);
    return grad(loss)(params, rest);
  });
  const Model g = step(model());
  EXPECT_EQ(number(g.layers[0].kernel), 30);
  EXPECT_TRUE(g.mean.is_none());
  EXPECT_TRUE(g.count.is_none());
}

TEST(Combine, takes_the_first_from_left_to_right) {
  const Dense a{Array(1.f), none}, b{Array(10.f), Array(20.f)}, c{none, Array(30.f)};
  const Dense all = combine(a, c, b);
  EXPECT_EQ(number(all.kernel), 1);
  EXPECT_EQ(number(all.bias), 30);
  EXPECT_TRUE(combine(Dense{}, Dense{}).kernel.is_none());
}

TEST(Combine, catches_another_structure_and_other_metadata) {
  Model other = model();
  other.layers.pop_back();
  EXPECT_ERROR(TreeError, combine(model(), other), "[combine] the trees differ in more than their arrays",
               "expected .layers: of size 2, got .layers: of size 1");
  other = model();
  other.drop.rate = 0.25;
  EXPECT_ERROR(TreeError, combine(model(), other), "expected .drop.rate: 0.5 (double), got .drop.rate: 0.25 (double)");
}

// is_leaf

TEST(IsLeaf, stops_the_descent) {
  EXPECT_EQ(tree::leaves(model(), is_leaf<Noise>).size(), 6u);
  EXPECT_EQ(tree::paths(model(), is_leaf<Noise, Drop>),
            (Paths{".layers[0].kernel", ".layers[0].bias", ".layers[1].kernel", ".layers[1].bias", ".drop", ".noise",
                   ".mean", ".count"}));
  EXPECT_TRUE(tree::leaves(model(), is_leaf<Model>).empty());
}

TEST(IsLeaf, a_node_is_one_static_leaf_of_partition) {
  const auto [arrays, rest] = partition(model(), is_array, is_leaf<Noise>);
  EXPECT_TRUE(arrays.noise.scale.is_none());
  EXPECT_EQ(tree::paths(rest), (Paths{".noise.scale"}));
  EXPECT_TRUE(tree::equal(combine(arrays, rest), model()));
}

TEST(IsLeaf, a_predicate_may_take_the_node) {
  struct Wanted {
    bool operator()(const Array &) const { return false; }
    bool operator()(const Noise &noise) const { return !noise.inference; }
  };
  EXPECT_EQ(tree::paths(filter(model(), Wanted(), is_leaf<Noise>)), (Paths{".noise.scale"}));
  EXPECT_EQ(tree::paths(filter(
                model(), [](std::string_view path) { return path == ".layers[1]"; }, is_leaf<Dense>)),
            (Paths{".layers[1].kernel", ".layers[1].bias"}));
}

TEST(IsLeaf, map_gives_nodes_as_a_whole) {
  struct Doubled {
    Array operator()(const Array &x) const { return x * 2; }
    Drop operator()(const Drop &drop) const { return {drop.rate / 2}; }
  };
  const Model m = tree::map(Doubled(), model(), is_leaf<Drop, Noise>);
  EXPECT_EQ(m.drop.rate, 0.25);
  EXPECT_EQ(number(m.noise.scale), 5);
  EXPECT_EQ(number(m.layers[1].bias), 8);
}

} // namespace
