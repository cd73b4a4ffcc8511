// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <burin/burin.h>
#include <burin/reflect.h>

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace burin;

struct Layer {
  Array kernel, bias;
  double rate = 0.5;
};
struct Model {
  std::vector<Layer> layers;
  std::optional<Layer> head;
  std::map<std::string, Array> named;
  nn::Stat count;
  std::pair<Array, int> scaled;
};
class Hidden {
public:
  explicit Hidden(float v) : weight_(v) {}
  static constexpr auto tree_fields(auto &self) { return std::tie(self.weight_, self.steps_); }

private:
  Array weight_;
  int steps_ = 3;
};

Layer layer(float v) { return {Array(v), Array(v + 1)}; }
Model model() {
  return {{layer(1), layer(2)}, std::nullopt, {{"a", Array(5.f)}, {"b", Array()}}, Array(7.f), {Array(8.f), 2}};
}
std::vector<float> values(const std::vector<Array> &arrays) {
  std::vector<float> list;
  for (const Array &a : arrays)
    list.push_back(a.item<float>());
  return list;
}

TEST(Reflection, counts_and_names_fields) {
  static_assert(reflect::field_count<Model> == 5);
  static_assert(reflect::field_name<Model, 2>() == "named");
  struct Local {
    Layer layer; // has no default for brace elision to start from
    std::string name;
  };
  static_assert(reflect::field_count<Local> == 2);
  static_assert(reflect::field_name<Local, 1>() == "name");
  struct Empty {};
  static_assert(reflect::field_count<Empty> == 0);
}

TEST(Tree, leaves_in_order_of_declaration) {
  EXPECT_EQ(values(tree::leaves(model())), (std::vector<float>{1, 2, 2, 3, 5, 7, 8}));
}

TEST(Tree, paths_name_every_leaf) {
  EXPECT_EQ(tree::paths(model()),
            (std::vector<std::string>{".layers[0].kernel", ".layers[0].bias", ".layers[1].kernel", ".layers[1].bias",
                                      ".named[\"a\"]", ".count", ".scaled[0]"}));
  EXPECT_EQ(tree::paths(Hidden(1)), (std::vector<std::string>{".weight_"}));
  EXPECT_EQ(tree::paths(Array(1.f)), (std::vector<std::string>{""}));
}

TEST(Tree, variants_and_arrays_are_nodes) {
  std::variant<int, Layer> held = layer(3);
  EXPECT_EQ(values(tree::leaves(held)), (std::vector<float>{3, 4}));
  EXPECT_EQ(values(tree::leaves(std::array<Array, 2>{Array(1.f), Array(2.f)})), (std::vector<float>{1, 2}));
}

TEST(Tree, map_keeps_structure_and_holes) {
  const Model doubled = tree::map([](const Array &x) { return Array(x.item<float>() * 2); }, model());
  EXPECT_EQ(values(tree::leaves(doubled)), (std::vector<float>{2, 4, 4, 6, 10, 14, 16}));
  EXPECT_TRUE(doubled.named.at("b").is_none());
  EXPECT_EQ(doubled.scaled.second, 2);
}

TEST(Tree, map_of_several_trees) {
  const auto plus = [](const Array &a, const Array &b) { return Array(a.item<float>() + b.item<float>()); };
  const Layer sum = tree::map(plus, layer(1), layer(10));
  EXPECT_EQ(values(tree::leaves(sum)), (std::vector<float>{11, 13}));
}

TEST(Tree, map_refuses_another_structure_by_path) {
  Model other = model();
  other.layers.pop_back();
  try {
    tree::map([](const Array &a, const Array &) { return a; }, model(), other);
    FAIL();
  } catch (const TreeError &error) {
    EXPECT_NE(std::string(error.what())
                  .find("[tree::map] the trees have different structures; expected "
                        ".layers[1].kernel: float32[], got .named[\"a\"]: float32[]"),
              std::string::npos)
        << error.what();
  }
}

TEST(Tree, map_refuses_a_hole_but_skips_holes_of_the_first) {
  const auto first = [](const Array &a, const Array &) { return a; };
  EXPECT_THROW(tree::map(first, layer(1), Layer{Array(1.f), none}), TreeError);
  EXPECT_TRUE(tree::map(first, Layer{Array(1.f), none}, layer(1)).bias.is_none());
}

TEST(Tree, flatten_and_unflatten_are_inverse) {
  const auto [leaves, structure] = tree::flatten(model());
  EXPECT_EQ(structure.num_leaves(), 7u);
  EXPECT_TRUE(tree::equal(tree::unflatten(structure, leaves), model()));
  EXPECT_THROW(tree::unflatten(structure, {Array(1.f)}), TreeError);
}

TEST(Tree, structure_sees_metadata_sizes_and_holes_but_not_values) {
  Model other = model();
  EXPECT_TRUE(tree::structure(other) == tree::structure(model()));
  other.layers[0].kernel = Array(100.f);
  EXPECT_TRUE(tree::structure(other) == tree::structure(model()));
  other.layers[0].rate = 0.25;
  EXPECT_FALSE(tree::structure(other) == tree::structure(model()));
  other = model();
  other.layers[0].bias = none;
  EXPECT_FALSE(tree::structure(other) == tree::structure(model()));
  other = model();
  other.head = layer(1);
  EXPECT_FALSE(tree::structure(other) == tree::structure(model()));
}

TEST(Tree, equal_compares_dtype_shape_and_values) {
  EXPECT_TRUE(tree::equal(model(), model()));
  EXPECT_FALSE(tree::equal(layer(1), layer(2)));
  EXPECT_FALSE(tree::equal(Array(1.f), Array::of(1.)));
  EXPECT_FALSE(tree::equal(Array(1.f), Array::of({1.f})));
}

TEST(Tree, metadata_needs_no_comparison_until_it_is_a_key) {
  struct WithFunction {
    Array x;
    std::function<int(int)> f;
  };
  EXPECT_EQ(tree::leaves(WithFunction{Array(1.f), {}}).size(), 1u);
}

TEST(State, paths_with_and_without_the_dot_are_one) {
  State state = state_of(layer(1));
  EXPECT_EQ(state.size(), 2u);
  EXPECT_EQ(state.at("kernel").item<float>(), 1);
  EXPECT_EQ(state.at(".bias").item<float>(), 2);
  state["kernel"] = Array(9.f);
  EXPECT_EQ(merge(layer(1), state).kernel.item<float>(), 9);
  EXPECT_THROW(state.at("weight"), TreeError);
  EXPECT_THROW(merge(layer(1), State{{"weight", Array(1.f)}}), TreeError);
}

TEST(Static, equal_values_hash_alike) {
  EXPECT_EQ(Static<int>(3), Static<int>(3));
  EXPECT_EQ(burin_hash(Static<int>(3)), burin_hash(Static<int>(3)));
  const int plain = Static<int>(3);
  EXPECT_EQ(plain, 3);
}

} // namespace
