// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows of flax.linen.tabulate (0.12.8, tests/golden/seed002_tabulate.json) for the same modules.
#include "tests/nn/golden.h"
#include "tests/nn/tables.h"

using namespace burin;
using namespace burin::testing;

namespace {

const ShapeDtype image{{2, 8, 8, 3}, f32};

nn::Rngs rngs() { return {.params = random::key(0)}; }

nn::Conv conv() {
  nn::Rngs streams = rngs();
  return nn::Conv({.in = 3, .out = 6, .kernel = {3, 3}}, streams);
}

nn::ConvTranspose conv_transpose(std::int64_t in) {
  nn::Rngs streams = rngs();
  return nn::ConvTranspose({.in = in, .out = 4, .kernel = {3, 3}, .strides = 2}, streams);
}

nn::Linear linear(std::int64_t in, std::int64_t out) {
  nn::Rngs streams = rngs();
  return nn::Linear(in, out, streams);
}

/// Flax's relu is max(x, 0), one flop; nn::relu is a comparison and a choice. The rule of max halves the gradient where
/// operands are equal, which takes 5 flops; Flax's relu has a rule of its own, of 2.
struct Net {
  nn::WeightNorm<nn::Conv> down{conv()};
  nn::WeightNorm<nn::ConvTranspose> up{conv_transpose(6)};
  nn::Linear out = linear(1024, 5);
  Array operator()(const Array &x) const {
    const Array y = up(maximum(down(x), 0));
    return out(reshape(y, {y.shape()[0], -1}));
  }
};

std::uint64_t elements_below(const nn::Table &table, const std::string &path) {
  std::uint64_t count = 0;
  for (const nn::TableRow &row : table.rows)
    if (path.empty() || row.path == path || row.path.starts_with(path + "."))
      count += row.collections.at(0).size.count;
  return count;
}

/// Flops are equal. Flax's vjp_flops have one more for each parameter, and `more` for other reasons, by row.
void expect_rows(const nn::Table &table, const std::string &name, const std::vector<std::int64_t> &more) {
  const golden::Json want = golden::load("seed002_tabulate.json")["data"][name + "/rows"];
  ASSERT_EQ(table.rows.size(), want.size()) << name;
  for (std::size_t i = 0; i < want.size(); ++i) {
    const nn::TableRow &row = table.rows[i];
    EXPECT_EQ(*row.flops, want[i]["flops"]) << name << " " << row.path;
    EXPECT_EQ(static_cast<std::int64_t>(*row.vjp_flops + elements_below(table, row.path)) + more[i],
              want[i]["vjp_flops"])
        << name << " " << row.path;
    EXPECT_EQ(row.collections.at(0).size.count, want[i]["params"]) << name << " " << row.path;
  }
}

} // namespace

TEST(TabulateAsFlax, layers) {
  expect_rows(nn::tabulate(conv(), image, both_flops), "conv", {0});
  expect_rows(nn::tabulate(conv_transpose(3), image, both_flops), "convt", {0});
  expect_rows(nn::tabulate(linear(3, 5), image, both_flops), "dense", {0});
}

TEST(TabulateAsFlax, weightNormAtTheRoot) {
  const nn::Table table = nn::tabulate(nn::WeightNorm(conv()), image, both_flops);
  expect_rows(table, "weightnorm_conv", {0, 0});
  EXPECT_EQ(paths(table), (Names{"", "layer"}));
  EXPECT_EQ(modules(table), (Names{"WeightNorm", "Conv"}));
  EXPECT_EQ(values(table.rows[0].collections[0].arrays), Names{"scale[\"kernel\"] float32[6]"});
  EXPECT_NE(table.str().find("Total Parameters: 174 (696 B)"), std::string::npos);
  expect_rows(nn::tabulate(nn::WeightNorm(conv_transpose(3)), image, both_flops), "weightnorm_convt", {0, 0});
}

TEST(TabulateAsFlax, aNetOfWrappedLayers) {
  const nn::Table table = nn::tabulate(Net(), image, both_flops);
  expect_rows(table, "net", {-3 * 2 * 8 * 8 * 6, 0, 0, 0, 0, 0});
  EXPECT_EQ(paths(table), (Names{"", "down", "down.layer", "up", "up.layer", "out"}));
  EXPECT_NE(table.str().find("Total Parameters: 5,523 (22.1 KB)"), std::string::npos);
}

TEST(TabulateAsFlax, wrappersOfWrappersAndWithoutBias) {
  nn::Rngs streams = rngs();
  const nn::WeightNorm<nn::WeightNorm<nn::Conv>> nested{nn::WeightNorm(conv())};
  EXPECT_EQ(paths(nn::tabulate(nested, image, both_flops)), (Names{"", "layer", "layer.layer"}));
  const nn::WeightNorm bare{nn::Conv({.in = 3, .out = 6, .kernel = {3, 3}, .use_bias = false}, streams)};
  EXPECT_EQ(paths(nn::tabulate(bare, image, both_flops)), (Names{"", "layer"}));
}

TEST(TabulateAsFlax, spectralNormHasItsStateInAColumn) {
  nn::Rngs streams = rngs();
  const nn::SpectralNorm model(conv(), streams);
  const nn::Table table = nn::tabulate(model, image, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "layer"}));
  EXPECT_EQ(table.totals.at(1).name, "stats");
  EXPECT_EQ(values(table.rows[0].collections[1].arrays),
            (Names{"u[\"kernel\"] float32[1,6]", "sigma[\"kernel\"] float32[]"}));
  EXPECT_EQ(table.totals[1].size.count, 7u);
  EXPECT_GT(*table.rows[0].flops, *table.rows[1].flops);
  EXPECT_TRUE(table.rows[0].vjp_flops.has_value());
}
