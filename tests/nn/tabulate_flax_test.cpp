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
