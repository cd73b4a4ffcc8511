// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <tuple>

/// Loops and branches with what the interpreter of control_flow/ does not know.
namespace {

using namespace burin;

TEST(Map, in_batches_gives_the_same) {
  const Array xs = reshape(arange(14).astype(f32), {7, 2});
  const auto f = [](const Array &row) { return std::pair{sum(row), row * 2}; };
  const auto [sums, doubled] = lax::map(f, xs);
  for (const int size : {1, 2, 3, 7, 9}) {
    const auto [in_batches, rows] = lax::map(f, xs, {.batch_size = size});
    EXPECT_EQ(values(in_batches), values(sums)) << size;
    EXPECT_EQ(values(rows), values(doubled)) << size;
  }
}

TEST(LoopState, keys_move_on_as_without_a_loop) {
  nn::Rngs rngs{.params = random::key(7)}, same = rngs;
  const auto draw = [](const Array &c, None, nn::Rngs &r) { return std::pair{c, random::uniform(r.params(), {2})}; };
  const Array draws = lax::scan(draw, Array(0.f), none, {.length = 3}, rngs).second;
  Floats expected;
  for (int i = 0; i < 3; ++i)
    for (const float x : values(random::uniform(same.params(), {2})))
      expected.push_back(x);
  EXPECT_EQ(values(draws), expected);
  EXPECT_EQ(rngs.params.count.item<std::uint32_t>(), 3u);
}

TEST(ForiLoop, known_bounds_make_a_scan) {
  const auto add = [](const Array &i, const Array &c) { return c + i; };
  const auto text = [](const auto &f) { return jit(f).trace(Array(1.f)).ir(); };
  const auto has = [](const std::string &text, const char *op) { return text.find(op) != std::string::npos; };
  const std::string known = text([&](const Array &x) { return lax::fori_loop(0, 3, add, x, {.unroll = 2}); });
  EXPECT_TRUE(has(known, "burin.scan") && has(known, "length = 3") && has(known, "unroll = 2")) << known;
  const std::string kept = text([&](const Array &x) { return lax::fori_loop(0, 3, add, x, {.checkpoints = 2}); });
  EXPECT_TRUE(has(kept, "burin.while") && has(kept, "checkpoints = 2")) << kept;
  const std::string unknown = text([&](const Array &x) { return lax::fori_loop(0, x.astype(i32), add, x); });
  EXPECT_TRUE(has(unknown, "burin.while") && !has(unknown, "burin.scan")) << unknown;
}

} // namespace
