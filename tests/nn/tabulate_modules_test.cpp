// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which rows nn::tabulate has: modules of the user's, which announce nothing, inside and outside of transformations.
#include "frontend/transforms/member_functions.h"
#include "tests/nn/tables.h"

#include <map>
#include <optional>

using namespace burin;
using namespace burin::testing;

namespace {

const ShapeDtype input{{2, 4}, f32};
constexpr std::uint64_t elements = 8, of_linear = 2 * 2 * 4 * 4 + 8; // in x; flops of Linear(4, 4)

nn::Linear linear() {
  nn::Rngs rngs{.params = random::key(0)};
  return nn::Linear(4, 4, rngs);
}

constexpr std::uint64_t of_relu = 2 * elements; // a comparison and a choice

/// x * 0.5 reads nothing of the model, and so does the sum.
struct Block {
  nn::Linear inner = linear();
  Array operator()(const Array &x) const {
    const Array half = x * 0.5;
    return nn::relu(inner(half)) + x;
  }
};
constexpr std::uint64_t of_block = elements + of_linear + of_relu + elements;

struct Model {
  std::vector<Block> blocks{Block(), Block(), Block()};
  nn::Linear head = linear();
  Array operator()(Array x) const {
    for (const Block &each : blocks)
      x = each(x);
    return head(x);
  }
};

struct Affine {
  Array scale = ones({4}), shift = zeros({4});
  Array operator()(const Array &x) const { return x * scale + shift; }
};

} // namespace

TEST(TabulateModules, structsInSequenceHaveRowsInTheOrderOfCalls) {
  const nn::Table table = nn::tabulate(Model(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "blocks[0]", "blocks[0].inner", "blocks[1]", "blocks[1].inner", "blocks[2]",
                                 "blocks[2].inner", "head"}));
  EXPECT_EQ(modules(table), (Names{"Model", "Block", "Linear", "Block", "Linear", "Block", "Linear", "Linear"}));
  EXPECT_EQ(flops(table), (Counts{3 * of_block + of_linear, of_block, of_linear, of_block, of_linear, of_block,
                                  of_linear, of_linear}));
  EXPECT_EQ(values(table.rows[1].inputs), Names{"float32[2,4]"});
  EXPECT_EQ(values(table.rows[1].outputs), Names{"float32[2,4]"});
}

TEST(TabulateModules, structsWithArraysOfTheirOwnHaveRows) {
  struct Pair {
    Affine first, second;
    Array operator()(const Array &x) const { return second(first(x)); }
  };
  const nn::Table table = nn::tabulate(Pair(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "first", "second"}));
  EXPECT_EQ(flops(table), (Counts{4 * elements, 2 * elements, 2 * elements}));
  EXPECT_EQ(values(table.rows[1].collections[0].arrays), (Names{"scale float32[4]", "shift float32[4]"}));
  // Forward 16; the cotangents of x, scale (8 products, summed over rows) and shift.
  EXPECT_EQ(table.rows[1].vjp_flops, 16u + 8u + 8u + 4u + 4u);
}

namespace {
/// Reads nothing of the model at first, and nothing at last.
struct Center {
  Array scale = ones({4});
  Array operator()(const Array &x) const {
    const Array centered = x - mean(x, -1, true);
    const Array scaled = centered * scale;
    return tanh(scaled);
  }
};
constexpr std::uint64_t of_center = 2 * 3 + 2 + elements + elements; // sums, their quotients, differences, products
/// Records nothing itself.
struct Composed {
  Center first, second;
  Array operator()(const Array &x) const { return second(first(x)); }
};
} // namespace

TEST(TabulateModules, operationsWithoutArraysBelongToTheCallThatTheyStandIn) {
  struct Outer {
    Center before;
    std::vector<Composed> composed{Composed(), Composed()};
    nn::Linear between = linear();
    Center after;
    Array operator()(Array x) const {
      x = before(x) + 1;
      for (const Composed &each : composed)
        x = each(x);
      return after(between(x));
    }
  };
  const nn::Table table = nn::tabulate(Outer(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "before", "composed[0]", "composed[0].first", "composed[0].second", "composed[1]",
                                 "composed[1].first", "composed[1].second", "between", "after"}));
  EXPECT_EQ(flops(table), (Counts{6 * of_center + elements + of_linear, of_center, 2 * of_center, of_center, of_center,
                                  2 * of_center, of_center, of_center, of_linear, of_center}));
  for (const nn::TableRow &row : table.rows)
    EXPECT_EQ(values(row.inputs), Names{"float32[2,4]"}) << row.path;
}

TEST(TabulateModules, aGroupOfArraysIsNoModule) {
  struct Group {
    Array scale = ones({4});
  };
  struct Grouped {
    Group group;
    Array operator()(const Array &x) const { return x * group.scale; }
  };
  const nn::Table table = nn::tabulate(Grouped(), input, both_flops);
  EXPECT_EQ(paths(table), Names{""});
  EXPECT_EQ(values(table.rows[0].collections[0].arrays), Names{"group.scale float32[4]"});
}

TEST(TabulateModules, aSharedModuleIsCountedOnce) {
  struct Shared {
    Block block;
    Affine between;
    Array operator()(const Array &x) const { return block(between(block(x))); }
  };
  const nn::Table table = nn::tabulate(Shared(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "block", "block.inner", "between"}));
  EXPECT_EQ(flops(table), (Counts{2 * of_block + 2 * elements, of_block, of_linear, 2 * elements}));
  EXPECT_EQ(table.totals[0].size.count, 20u + 8u);

  nn::TabulateOptions options = both_flops;
  options.show_repeated = true;
  const nn::Table all = nn::tabulate(Shared(), input, options);
  EXPECT_EQ(paths(all), (Names{"", "block", "block.inner", "between", "block", "block.inner"}));
  EXPECT_EQ(flops(all), (Counts{2 * of_block + 2 * elements, of_block, of_linear, 2 * elements, of_block, of_linear}));
  EXPECT_EQ(all.rows[4].collections[0].size.count, 0u);
  EXPECT_EQ(all.totals[0].size.count, 20u + 8u);
}

TEST(TabulateModules, depthFoldsArraysIntoTheNearestModuleShown) {
  for (const std::size_t depth : {0u, 1u, 2u}) {
    nn::TabulateOptions options = both_flops;
    options.depth = depth;
    const nn::Table table = nn::tabulate(Model(), input, options);
    EXPECT_EQ(table.rows.size(), (std::vector<std::size_t>{1, 5, 8})[depth]);
    EXPECT_EQ(table.totals[0].size.count, 80u);
    EXPECT_EQ(table.rows[0].flops, 3 * of_block + of_linear);
    EXPECT_EQ(table.rows[0].collections[0].size.count, depth == 0 ? 80u : 0u);
  }
}

TEST(TabulateModules, aRowHasAtLeastTheFlopsOfThoseBelow) {
  const nn::Table table = nn::tabulate(Model(), input, both_flops);
  for (const nn::TableRow &row : table.rows) {
    std::uint64_t below = 0;
    for (const nn::TableRow &other : table.rows) {
      const std::string root = row.path.empty() ? "" : row.path + ".";
      const bool child = other.path != row.path && other.path.starts_with(root) &&
                         other.path.find('.', root.size()) == std::string::npos;
      below += child ? *other.flops : 0;
    }
    EXPECT_GE(*row.flops, below) << row.path;
    if (row.path.empty()) {
      EXPECT_EQ(*row.flops, below);
    }
  }
}

namespace {
struct Halve {
  Array operator()(const Array &x) const { return x * 0.5; }
};
} // namespace

TEST(TabulateModules, aModuleWithoutArraysHasARowWhereItIsCalledByName) {
  struct Unnamed {
    Halve halve;
    Array operator()(const Array &x) const { return halve(x); }
  };
  struct Named {
    Halve halve;
    Array operator()(const Array &x) const { return nn::call(halve, x); }
  };
  EXPECT_EQ(paths(nn::tabulate(Unnamed(), input)), Names{""});
  const nn::Table table = nn::tabulate(Named(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "halve"}));
  EXPECT_EQ(flops(table), (Counts{elements, elements}));
  EXPECT_EQ(Named()(ones({2, 4})).to_vector<float>(), std::vector<float>(8, 0.5f));
}

TEST(TabulateModules, callsInDirectSuccessionAreOneUnlessTheyAreNamed) {
  struct Twice {
    Affine affine;
    bool named = false;
    Array operator()(const Array &x) const { return named ? nn::call(affine, nn::call(affine, x)) : affine(affine(x)); }
  };
  nn::TabulateOptions options = both_flops;
  options.show_repeated = true;
  EXPECT_EQ(flops(nn::tabulate(Twice(), input, options)), (Counts{4 * elements, 4 * elements}));
  EXPECT_EQ(flops(nn::tabulate(Twice{.affine = {}, .named = true}, input, options)),
            (Counts{4 * elements, 2 * elements, 2 * elements}));
}

TEST(TabulateModules, aCopyOfAModuleIsTheModuleWhoseArraysItHolds) {
  struct Copies {
    nn::Linear first = linear(), second = linear();
    Array operator()(const Array &x) const {
      const nn::Linear copy = second;
      return copy(x);
    }
  };
  EXPECT_EQ(paths(nn::tabulate(Copies(), input)), (Names{"", "second"}));
}

TEST(TabulateModules, aModuleThatIsNotTheModelsHasItsTypeAsName) {
  struct Makes {
    Array operator()(const Array &x) const { return linear()(x); }
  };
  const nn::Table table = nn::tabulate(Makes(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "(Linear)"}));
  EXPECT_EQ(table.rows[1].flops, of_linear);
  EXPECT_EQ(table.totals[0].size.count, 0u);
}

TEST(TabulateModules, containersAreLookedThrough) {
  struct Containers {
    std::map<std::string, Affine> named{{"a", Affine()}};
    std::optional<Affine> maybe{Affine()};
    std::pair<Affine, nn::Linear> pair{Affine(), linear()};
    Array operator()(const Array &x) const { return pair.second(pair.first((*maybe)(named.at("a")(x)))); }
  };
  EXPECT_EQ(paths(nn::tabulate(Containers(), input)), (Names{"", "named[\"a\"]", "maybe", "pair[0]", "pair[1]"}));
}

TEST(TabulateModules, layersThatAreHeldByAnyTypeAreSeen) {
  struct Holds {
    nn::Sequential layers{linear(), nn::relu, Block(), nn::Dropout{}};
    nn::Layer last = linear();
    Array operator()(const Array &x) const { return last(layers(x)); }
  };
  const nn::Table table = nn::tabulate(inference_mode(Holds()), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "layers", "layers.layers[0]", "layers.layers[2]", "layers.layers[2].inner",
                                 "layers.layers[3]", "last"}));
  EXPECT_EQ(modules(table), (Names{"Holds", "Sequential", "Linear", "Block", "Linear", "Dropout", "Linear"}));
  const std::uint64_t in_sequence = of_linear + of_relu + of_block;
  EXPECT_EQ(flops(table), (Counts{in_sequence + of_linear, in_sequence, of_linear, of_block, of_linear, 0, of_linear}));
}

TEST(TabulateModules, aLayerAloneHasOneRow) {
  nn::TabulateOptions options = both_flops;
  options.show_repeated = true;
  EXPECT_EQ(paths(nn::tabulate(linear(), input, options)), Names{""});
  EXPECT_EQ(paths(nn::tabulate(nn::Sequential(linear()), input, options)), (Names{"", "layers[0]"}));
}

TEST(TabulateModules, aCellHasARowBelowTheSequences) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Rnn model(nn::GRUCell({.in_features = 4, .hidden_features = 3}, rngs));
  const nn::Table table = nn::tabulate(model, ShapeDtype{{2, 5, 4}, f32}, both_flops);
  EXPECT_EQ(paths(table)[0], "");
  EXPECT_EQ(paths(table)[1], "cell");
  EXPECT_EQ(*table.rows[0].flops, 5 * *table.rows[1].flops);
  EXPECT_EQ(values(table.rows[1].inputs), (Names{"[0] float32[2,3]", "[1] float32[2,4]"}));
}

// Transformations inside of the model.

TEST(TabulateModules, jittedPartsAreSeen) {
  struct Jits {
    Block block;
    Array operator()(const Array &x) const {
      return jit([](const Block &inner, const Array &y) { return inner(y); })(block, x);
    }
  };
  const nn::Table table = nn::tabulate(Jits(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "block", "block.inner"}));
  EXPECT_EQ(flops(table), (Counts{of_block, of_block, of_linear}));
}

TEST(TabulateModules, checkpointsAreSeenAndTheirDerivativesRunTheForwardAgain) {
  struct Plain {
    Block block;
    Array operator()(const Array &x) const { return block(x); }
  };
  struct Checkpointed {
    nn::Checkpoint<Block> block = nn::checkpoint(Block());
    Array operator()(const Array &x) const { return block(x); }
  };
  const nn::Table plain = nn::tabulate(Plain(), input, both_flops);
  const nn::Table table = nn::tabulate(Checkpointed(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "block", "block.inner"}));
  EXPECT_EQ(flops(table), (Counts{of_block, of_block, of_linear}));
  EXPECT_GT(*table.rows[0].vjp_flops, *plain.rows[0].vjp_flops);
  EXPECT_EQ(table.rows[2].vjp_flops, plain.rows[2].vjp_flops);
}

TEST(TabulateModules, aCallInALoopHasTheFlopsOfOneTurnAndTheModelThoseOfAll) {
  struct Loops {
    Block block;
    Array operator()(const Array &x) const {
      return lax::scan([this](const Array &y, None) { return std::pair{block(y), None()}; }, x, None(), {.length = 5})
          .first;
    }
  };
  const nn::Table table = nn::tabulate(Loops(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "block", "block.inner"}));
  EXPECT_EQ(flops(table), (Counts{5 * of_block, of_block, of_linear}));
}

TEST(TabulateModules, derivativesInTheModelAreExpanded) {
  struct Slopes {
    nn::Linear inner = linear();
    Array operator()(const Array &x) const {
      return grad([this](const Array &y) { return sum(inner(y)); })(x);
    }
  };
  const nn::Table table = nn::tabulate(Slopes(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "inner"}));
  EXPECT_EQ(table.rows[1].flops, of_linear);
  EXPECT_GE(*table.rows[0].flops, 2 * of_linear - elements); // the product, and that of the cotangent
}

TEST(TabulateModules, branchesCountAsTheirGreatest) {
  struct Branches {
    nn::Linear left = linear(), right = linear();
    Array operator()(const Array &x) const {
      return lax::cond(
          sum(x) > 0, [this](const Array &y) { return left(y); }, [this](const Array &y) { return right(right(y)); },
          x);
    }
  };
  const nn::Table table = nn::tabulate(Branches(), input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "right", "left"}));     // branch 0 is what false takes
  EXPECT_EQ(table.rows[0].flops, 7 + 1 + 1 + 2 * of_linear); // the sum, the comparison, the choice, the second branch
}

TEST(MemberFunctions, areRecognizedAsCompilersSpellThem) {
  using detail::is_member_of;
  EXPECT_TRUE(is_member_of("burin::Array app::Block::operator()(const burin::Array &) const", "app::Block"));
  EXPECT_TRUE(is_member_of("Array (anonymous namespace)::Block::operator()(const Array &) const",
                           "(anonymous namespace)::Block"));
  EXPECT_TRUE(is_member_of("burin::Array {anonymous}::Block::encode(const burin::Array&) const", "{anonymous}::Block"));
  EXPECT_TRUE(is_member_of("Array Block<N>::operator()(const Array&) const [with int N = 3]", "Block<3>"));
  EXPECT_TRUE(is_member_of("auto Block::operator()(const Array &)::(anonymous class)::operator()(int) const", "Block"));
  EXPECT_TRUE(is_member_of("Array Suite_name_Test::TestBody()::Block::operator()(const Array &) const", "Block"));
  EXPECT_TRUE(is_member_of("auto Block::run(int) const::<lambda(const burin::Array&)>", "Block"));
  EXPECT_FALSE(is_member_of("Array apply(const Block::Inner &)::(lambda)::operator()(int) const", "Block"));
  EXPECT_FALSE(is_member_of("Array MyBlock::operator()(const Array &) const", "Block"));
  EXPECT_FALSE(is_member_of("Array apply(const Block::Inner &, const Array &)", "Block"));
  EXPECT_FALSE(is_member_of("Array Blocks::operator()(const Array &) const", "Block"));
  EXPECT_FALSE(is_member_of("int main()", "Block"));
}
