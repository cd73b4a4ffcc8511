// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Masks are those of flax.linen, flax.nnx and Equinox under the same keys.
#include "tests/frontend/error_text.h"

#include <cmath>
#include <string>
#include <vector>

using namespace burin;

namespace {

/// Rows of '1' and '0': which elements of ones were kept. Fails unless each is 0 or `kept`.
std::vector<std::string> pattern(const Array &dropped, float kept) {
  const std::vector<float> values = dropped.to_vector<float>();
  std::vector<std::string> rows(static_cast<std::size_t>(dropped.shape()[0]));
  const std::size_t width = values.size() / rows.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_TRUE(values[i] == 0 || values[i] == kept) << values[i];
    rows[i / width] += values[i] == 0 ? '0' : '1';
  }
  return rows;
}

using Rows = std::vector<std::string>;

TEST(Dropout, has_the_masks_of_linen) {
  const Array key = Array::of({1428664606u, 3351135085u}); // of flax.linen at the top level of key(0)
  EXPECT_EQ(pattern(nn::Dropout{.rate = 0.1}(ones({4, 8}), key), 1.1111112F),
            (Rows{"11111111", "11111101", "11011111", "11111111"}));
  EXPECT_EQ(pattern(nn::Dropout{}(ones({4, 8}), key), 2), (Rows{"01100000", "01001001", "00010111", "01100010"}));
  for (const int axis : {0, -2})
    EXPECT_EQ(pattern(nn::Dropout{.broadcast_dims = {axis}}(ones({4, 8}), key), 2), Rows(4, "01100000"));
}

TEST(Dropout, has_the_masks_of_equinox) {
  const auto dropped = [](double rate) { return nn::Dropout{.rate = rate}(ones({4, 8}), random::key(0)); };
  EXPECT_EQ(pattern(dropped(0.1), 1.1111112F), (Rows{"00111111", "11011110", "11111011", "11111111"}));
  EXPECT_EQ(pattern(dropped(0.5), 2), (Rows{"00110110", "01010000", "00011000", "00001110"}));
  EXPECT_EQ(pattern(dropped(0.9), 10), (Rows{"00000000", "00010000", "00011000", "00000010"}));
}

TEST(Dropout, draws_from_the_stream_as_nnx_does) {
  nn::Rngs rngs{.dropout = random::fold_in(random::key(3), 0)}; // nnx.Dropout forks the stream that it is given
  const nn::Dropout drop;
  EXPECT_EQ(pattern(drop(ones({4, 6}), rngs), 2), (Rows{"000010", "011101", "110000", "011001"}));
  EXPECT_EQ(pattern(drop(ones({4, 6}), false, rngs), 2), (Rows{"111101", "110000", "111001", "111010"}));
  const auto jitted = jit([](const nn::Dropout &d, const Array &x, nn::Rngs &r) { return d(x, r); });
  EXPECT_EQ(pattern(jitted(drop, ones({4, 6}), rngs), 2), (Rows{"101110", "001101", "100010", "101101"}));
}

TEST(Dropout, is_the_identity_where_nothing_is_dropped) {
  const Array x = Array::of({1.F, -2.F, 3.F});
  nn::Rngs rngs{.dropout = random::key(0)};
  const nn::Dropout none{.rate = 0}, frozen{.inference = true}, drop;
  for (const Array &y : {none(x), none(x, rngs), none(x, false, rngs), frozen(x), frozen(x, rngs), drop(x, true, rngs)})
    EXPECT_EQ(y.to_vector<float>(), x.to_vector<float>());
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 0u) << "a key was drawn";
  EXPECT_EQ(drop(arange(3), true, rngs).dtype(), i32);
  EXPECT_NE(frozen(ones({64}), false, rngs).to_vector<float>(), ones({64}).to_vector<float>())
      << "the call decides before the field";
}

TEST(Dropout, of_rate_one_gives_zeros_and_no_nan) {
  nn::Rngs rngs{.dropout = random::key(0)};
  const nn::Dropout all{.rate = 1};
  EXPECT_EQ(all(ones({3}), rngs).to_vector<float>(), std::vector<float>(3, 0.F));
  const auto loss = [&](const Array &x) { return sum(all(x)); };
  EXPECT_EQ(grad(loss)(ones({3})).to_vector<float>(), std::vector<float>(3, 0.F));
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 0u);
}

TEST(Dropout, has_the_mask_as_gradient) {
  const auto loss = [](const Array &x) { return sum(nn::Dropout{}(x, random::key(0))); };
  EXPECT_EQ(pattern(grad(loss)(3 * ones({4, 8})), 2), (Rows{"00110110", "01010000", "00011000", "00001110"}));
}

TEST(Dropout, keeps_the_dtype) {
  for (const DType dtype : {f16, bf16, f64})
    EXPECT_EQ(nn::Dropout{}(ones({8}, dtype), random::key(0)).dtype(), dtype);
}

TEST(Dropout, rate_and_flag_are_static) {
  const nn::Dropout drop{.rate = 0.3};
  EXPECT_TRUE(tree::leaves(drop).empty());
  const auto call = jit([](const nn::Dropout &d, const Array &x) { return d(x, random::key(0)); });
  call(drop, ones({8}));
  call(nn::Dropout{.rate = 0.3}, ones({8}));
  EXPECT_EQ(call.trace_count(), 1);
  call(nn::Dropout{.rate = 0.4}, ones({8}));
  EXPECT_EQ(call.trace_count(), 2);
}

TEST(Dropout, gives_every_row_of_vmap_a_mask_of_its_own) {
  const Array keys = random::split(random::key(0), 3), x = ones({3, 16});
  const auto row = [](const Array &v, const Array &key) { return nn::Dropout{}(v, key); };
  const Array rows = vmap(row)(x, keys);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(rows[i].to_vector<float>(), row(x[i], keys[i]).to_vector<float>());
}

TEST(Dropout, catches_a_rate_that_is_no_probability) {
  for (const double rate : {-0.1, 1.1, std::nan("")})
    EXPECT_ERROR(Error, (nn::Dropout{.rate = rate}(ones({2}), random::key(0))),
                 "[nn.Dropout] the rate is no probability; expected one in [0, 1], got", "dropout_test.cpp:");
}

TEST(Dropout, catches_a_missing_key) {
  const nn::Dropout drop;
  nn::Rngs rngs{.params = random::key(0)};
  EXPECT_ERROR(TreeError, drop(ones({2})), "[nn.Dropout] a layer that is not deterministic needs a key",
               "dropout_test.cpp:", "drop(x, rngs)");
  EXPECT_ERROR(TreeError, drop(ones({2}), rngs), "[nn.Rngs] a stream without a key was used", "dropout_test.cpp:");
}

TEST(Dropout, catches_integers_and_wrong_axes) {
  EXPECT_ERROR(DTypeError, nn::Dropout{}(arange(4), random::key(0)), "expected a floating dtype, got int32[4]\n  at ",
               "x.astype(f32)");
  EXPECT_ERROR(ShapeError, (nn::Dropout{.broadcast_dims = {2}}(ones({4, 8}), random::key(0))),
               "[nn.Dropout] an axis is out of range; expected one of 2 axes of float32[4,8], got 2");
}

} // namespace
