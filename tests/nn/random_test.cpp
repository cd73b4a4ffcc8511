// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"

using namespace burin;
using golden::expect_equal;
using golden::expect_near;

namespace {

const golden::Json &stored() {
  static const golden::Json file = golden::load("random.json");
  return file;
}

TEST(Random, keys_are_the_words_of_jax) {
  for (const char *seed : {"0", "1", "42", "2147483647", "-1", "-7"})
    expect_equal<std::uint32_t>(random::key(std::atoll(seed)), stored()[std::string("key/") + seed], seed);
  EXPECT_EQ(random::key((std::int64_t{1} << 33) + 5).to_vector<std::uint32_t>(), (std::vector<std::uint32_t>{2, 5}));
  EXPECT_EQ(random::key(Array(42)).to_vector<std::uint32_t>(), (std::vector<std::uint32_t>{0, 42}));
}

class Draws : public testing::TestWithParam<int> {
protected:
  Array key = random::key(GetParam());
  const golden::Json &at(const std::string &name) const { return stored().at(std::to_string(GetParam()) + "/" + name); }
};

TEST_P(Draws, split_and_fold_in_are_bit_identical) {
  for (int n : {2, 3, 5})
    expect_equal<std::uint32_t>(random::split(key, n), at("split/" + std::to_string(n)), "split");
  for (std::uint32_t n : {0U, 1U, 17U, 4294967295U})
    expect_equal<std::uint32_t>(random::fold_in(key, n), at("fold_in/" + std::to_string(n)), "fold_in");
}

TEST_P(Draws, bits_are_bit_identical) {
  for (const Shape &shape : {Shape{}, Shape{7}, Shape{3, 5}}) {
    const std::string rank = std::to_string(shape.ndim()) + "d";
    expect_equal<std::uint32_t>(random::bits(key, shape), at("bits/uint32/" + rank), "u32");
    expect_equal<std::uint8_t>(random::bits(key, shape, u8), at("bits/uint8/" + rank), "u8");
  }
}

TEST_P(Draws, uniform_bernoulli_and_randint_are_bit_identical) {
  expect_equal<float>(random::uniform(key, {3, 5}), at("uniform"), "uniform");
  expect_equal<float>(random::uniform(key, {9}, f32, -3, 7), at("uniform/-3,7"), "uniform -3..7");
  for (const char *p : {"0.1", "0.5", "0.9"}) {
    const Array drawn = random::bernoulli(key, std::atof(p), {4, 8});
    expect_equal<float>(drawn.astype(f32), at(std::string("bernoulli/") + p), p);
  }
  expect_equal<std::int32_t>(random::randint(key, {20}, -5, 17), at("randint/-5,17"), "randint");
  expect_equal<std::int32_t>(random::randint(key, {20}, 0, 1000000), at("randint/0,1000000"), "randint");
}

TEST_P(Draws, normal_and_initializers_agree_to_1e_5) {
  expect_near(random::normal(key, {3, 5}), at("normal")["values"], 1e-5, 1e-2, "normal");
  const auto large = random::normal(key, {4096}).to_vector<float>();
  std::vector<float> every;
  for (std::size_t i = 0; i < large.size(); i += 97)
    every.push_back(large[i]);
  expect_near(Array::from_buffer(every, {static_cast<std::int64_t>(every.size())}), at("normal/large")["values"], 1e-5,
              1e-2, "normal");
  namespace init = nn::initializers;
  expect_near(random::glorot_uniform(key, {6, 4}), at("glorot_uniform")["values"], 1e-6, 1e-3, "glorot_uniform");
  expect_near(init::glorot_uniform()(key, {6, 4}, f32), at("glorot_uniform")["values"], 1e-6, 1e-3, "glorot_uniform");
  expect_near(init::lecun_normal()(key, {6, 4}, f32), at("lecun_normal")["values"], 1e-5, 1e-2, "lecun_normal");
  expect_near(init::he_normal()(key, {6, 4}, f32), at("he_normal")["values"], 1e-5, 1e-2, "he_normal");
}

INSTANTIATE_TEST_SUITE_P(Seeds, Draws, testing::Values(0, 42));

TEST(Random, uniform_f64_is_bit_identical) {
  expect_equal<double>(random::uniform(random::key(42), {5}, f64), stored().at("42/uniform/f64"), "f64");
}

TEST(Random, draws_are_the_same_inside_jit) {
  const Array key = random::key(42);
  const auto f = jit([](const Array &k) { return random::normal(k, {3, 5}); });
  EXPECT_EQ(f(key).to_vector<float>(), random::normal(key, {3, 5}).to_vector<float>());
}

TEST(Random, keys_in_jit_are_traced) {
  const auto f = jit([](const Array &seed) { return random::uniform(random::key(seed), {4}); });
  EXPECT_EQ(f(Array(3)).to_vector<float>(), random::uniform(random::key(3), {4}).to_vector<float>());
  EXPECT_EQ(f(Array(4)).to_vector<float>(), random::uniform(random::key(4), {4}).to_vector<float>());
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(Random, catches_a_batch_of_keys) {
  EXPECT_THROW(random::uniform(random::split(random::key(0)), {2}), DTypeError);
  EXPECT_THROW(random::uniform(Array(3)), DTypeError);
}
TEST(Random, does_not_flag_one_of_several_keys) {
  EXPECT_NO_THROW(random::uniform(random::split(random::key(0))[1], {2}));
}

TEST(Random, refuses_dtypes_that_it_cannot_draw) {
  EXPECT_THROW(random::normal(random::key(0), {2}, f64), UnsupportedError);
  EXPECT_THROW(random::uniform(random::key(0), {2}, i32), UnsupportedError);
}

} // namespace
