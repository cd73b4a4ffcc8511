// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

#include <map>
#include <optional>
#include <tuple>

/// tree_at and inference_mode.
namespace {

using namespace trees;

TEST(TreeAt, replaces_and_leaves_the_original_alone) {
  const Model m = model();
  const Model edited = tree_at([](auto &m) -> auto & { return m.layers[1].bias; }, m, Array(40.f));
  EXPECT_EQ(number(edited.layers[1].bias), 40);
  EXPECT_EQ(number(m.layers[1].bias), 4);
  EXPECT_TRUE(tree::equal(m, model()));
}

TEST(TreeAt, takes_holes_numbers_nodes_and_metadata) {
  EXPECT_TRUE(tree_at([](auto &m) -> auto & { return m.layers[0].bias; }, model(), none).layers[0].bias.is_none());
  EXPECT_EQ(number(tree_at([](auto &m) -> auto & { return m.mean; }, model(), 2.5f).mean), 2.5f);
  const Model fewer = tree_at([](auto &m) -> auto & { return m.layers; }, model(), std::vector<Dense>{dense(9)});
  EXPECT_EQ(fewer.layers.size(), 1u);
  EXPECT_EQ(tree_at([](auto &m) -> auto & { return m.drop; }, model(), Drop{0.1}).drop.rate, 0.1);
  EXPECT_EQ(tree_at([](auto &m) -> auto & { return m.drop.rate; }, model(), 0.2).drop.rate, 0.2);
  EXPECT_EQ(number(tree_at([](auto &m) -> auto & { return m; }, dense(1), dense(5)).kernel), 5);
}

// What a hole is, is known by its place: none needs no is_leaf.
TEST(TreeAt, fills_a_hole) {
  const Dense hole{Array(1.f), none};
  EXPECT_EQ(number(tree_at([](auto &m) -> auto & { return m.bias; }, hole, Array(3.f)).bias), 3);
}

TEST(TreeAt, replaces_by_a_function_of_the_node) {
  const auto first = [](auto &m) -> auto & { return m.layers[0].kernel; };
  EXPECT_EQ(number(tree_at(first, model(), [](const Array &x) { return x * 10; }).layers[0].kernel), 10);
  const auto twice = replace_fn([](const Array &x) { return x * 2; });
  EXPECT_EQ(number(tree_at(first, model(), twice).layers[0].kernel), 2);
  const auto half = [](const Drop &d) { return Drop{d.rate / 2}; };
  EXPECT_EQ(tree_at([](auto &m) -> auto & { return m.drop; }, model(), half).drop.rate, 0.25);
}

TEST(TreeAt, several_nodes_by_a_tuple) {
  const auto where = [](auto &m) { return std::tie(m.layers[0].bias, m.drop.rate, m.noise); };
  const Model m = tree_at(where, model(), std::tuple{none, 0.75, Noise{Array(8.f)}});
  EXPECT_TRUE(m.layers[0].bias.is_none());
  EXPECT_EQ(m.drop.rate, 0.75);
  EXPECT_EQ(number(m.noise.scale), 8);
  const auto kernels = [](auto &m) { return std::tie(m.layers[0].kernel, m.layers[1].kernel); };
  const Model negated = tree_at(kernels, model(), [](const Array &x) { return -x; });
  EXPECT_EQ(number(negated.layers[1].kernel), -3);
}

TEST(TreeAt, swaps_nodes) {
  const Dense d = dense(1);
  const Dense swapped = tree_at([](auto &m) { return std::tie(m.kernel, m.bias); }, d, std::tuple{d.bias, d.kernel});
  EXPECT_EQ(number(swapped.kernel), 2);
  EXPECT_EQ(number(swapped.bias), 1);
}

const auto biases = [](Model &m) {
  std::vector<Array *> list;
  for (Dense &layer : m.layers)
    list.push_back(&layer.bias);
  return list;
};

TEST(TreeAt, as_many_nodes_as_there_are) {
  const Model m = tree_at(biases, model(), std::vector<Array>{Array(20.f), none});
  EXPECT_EQ(number(m.layers[0].bias), 20);
  EXPECT_TRUE(m.layers[1].bias.is_none());
  const Model doubled = tree_at(biases, model(), [](const Array &x) { return x * 2; });
  EXPECT_EQ(number(doubled.layers[1].bias), 8);
  EXPECT_ERROR(
      TreeError, tree_at(biases, model(), std::vector<Array>{Array(20.f)}),
      "[tree_at] `where` does not give as many nodes as there are replacements; expected 2 replacements, got 1",
      "tree_at_test.cpp");
}

TEST(TreeAt, in_every_kind_of_container) {
  struct All {
    std::optional<Dense> maybe = dense(1);
    std::map<std::string, Array> named{{"a", Array(3.f)}};
    std::pair<Array, int> pair{Array(4.f), 5};
  };
  EXPECT_EQ(number(tree_at([](auto &m) -> auto & { return m.maybe->bias; }, All(), 7.f).maybe->bias), 7);
  EXPECT_EQ(number(tree_at([](auto &m) -> auto & { return m.named.at("a"); }, All(), 7.f).named.at("a")), 7);
  EXPECT_EQ(tree_at([](auto &m) -> auto & { return m.pair.second; }, All(), 6).pair.second, 6);
  const State state = tree_at([](auto &s) -> auto & { return s["kernel"]; }, state_of(dense(1)), 9.f);
  EXPECT_EQ(number(state.at("kernel")), 9);
}

TEST(TreeAt, inside_of_jit) {
  const auto f = jit([](const Dense &d, const Array &x) {
    return tree_at([](auto &m) -> auto & { return m.bias; }, d, [&](const Array &b) { return b + x; });
  });
  EXPECT_EQ(number(f(dense(1), Array(10.f)).bias), 12);
}

// Equal nodes at different places are different nodes.
TEST(TreeAt, tells_equal_nodes_apart) {
  const Array shared(1.f);
  const std::vector<Array> five(5, shared);
  const auto edited = tree_at([](auto &list) -> auto & { return list[3]; }, five, Array(9.f));
  EXPECT_EQ(number(edited[3]), 9);
  EXPECT_EQ(number(edited[2]), 1);
}

TEST(TreeAt, catches_an_object_outside_of_the_tree) {
  Array outside(1.f);
  int line = 0;
  const auto wrong = [&] {
    line = __LINE__ + 1;
    return tree_at([&](auto &) -> auto & { return outside; }, model(), Array(2.f));
  };
  const std::string text = text_of_error<TreeError>(wrong);
  expect_pieces(text, {"[tree_at] `where` gives an object that is not in the tree", "docs/errors.md#treeerror"});
  EXPECT_NE(text.find("tree_at_test.cpp:" + std::to_string(line)), std::string::npos) << text;
  EXPECT_EQ(number(outside), 1);
}

class Hidden {
public:
  Array seen{1.f}, unseen{2.f};
  static constexpr auto tree_fields(auto &self) { return std::tie(self.seen); }
};

TEST(TreeAt, catches_a_field_that_tree_fields_does_not_name) {
  EXPECT_ERROR(TreeError, tree_at([](auto &m) -> auto & { return m.unseen; }, Hidden(), Array(2.f)), "not in the tree",
               "A field that tree_fields does not name is no part.");
  EXPECT_EQ(number(tree_at([](auto &m) -> auto & { return m.seen; }, Hidden(), 5.f).seen), 5);
}

TEST(TreeAt, catches_one_node_twice_and_one_in_another) {
  EXPECT_ERROR(TreeError,
               tree_at([](auto &m) { return std::tie(m.mean, m.mean); }, model(), std::tuple{Array(1.f), Array(2.f)}),
               "[tree_at] `where` gives one node twice: .mean");
  EXPECT_ERROR(TreeError,
               tree_at([](auto &m) { return std::tie(m.layers[0].bias, m.layers); }, model(),
                       std::tuple{Array(1.f), std::vector<Dense>()}),
               "`where` gives .layers[0].bias, which lies in .layers, which it gives, too");
  EXPECT_ERROR(TreeError, tree_at([](auto &m) { return std::tie(m, m.drop.rate); }, model(), std::tuple{model(), 0.1}),
               "`where` gives .drop.rate, which lies in the tree itself");
}

TEST(TreeAt, does_not_flag_neighbours) {
  struct Names {
    Array layer, layers;
  };
  EXPECT_NO_THROW(tree_at([](auto &m) { return std::tie(m.layer, m.layers); }, Names{}, std::tuple{1.f, 2.f}));
}

// inference_mode

TEST(InferenceMode, sets_every_flag_and_reverses) {
  const Model m = model();
  const Model quiet = inference_mode(m);
  EXPECT_TRUE(quiet.drop.inference && quiet.noise.inference);
  EXPECT_FALSE(m.drop.inference || m.noise.inference);
  EXPECT_TRUE(tree::equal(inference_mode(quiet, false), m));
}

class Wrapped {
public:
  explicit Wrapped(Drop drop) : drop_(drop) {}
  const Drop &drop() const { return drop_; }
  static constexpr auto tree_fields(auto &self) { return std::tie(self.drop_); }

private:
  Drop drop_;
};

TEST(InferenceMode, finds_flags_in_containers_and_classes) {
  struct Nested {
    std::vector<Drop> list{Drop{}, Drop{}};
    std::map<std::string, std::optional<Drop>> named{{"a", Drop{}}};
    Wrapped wrapped{Drop{}};
    bool other = false;
  };
  const Nested quiet = inference_mode(Nested());
  EXPECT_TRUE(quiet.list[1].inference && quiet.named.at("a")->inference && quiet.wrapped.drop().inference);
  EXPECT_FALSE(quiet.other);
}

TEST(InferenceMode, is_another_trace) {
  const auto f = jit([](const Drop &d, const Array &x) { return d.inference ? x : x * 2; });
  EXPECT_EQ(number(f(Drop{}, Array(1.f))), 2);
  EXPECT_EQ(number(f(inference_mode(Drop{}), Array(1.f))), 1);
  EXPECT_EQ(number(f(Drop{}, Array(1.f))), 2);
  EXPECT_EQ(f.trace_count(), 2);
}

} // namespace
