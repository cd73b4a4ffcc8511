// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
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
  for (const char *seed : {"0", "1", "42", "2147483647", "-1", "-7", "8589934597"})
    expect_equal<std::uint32_t>(random::key(std::atoll(seed)), stored()[std::string("key/") + seed], seed);
  EXPECT_EQ(random::key(Array(42)).to_vector<std::uint32_t>(), (std::vector<std::uint32_t>{0, 42}));
  EXPECT_EQ(random::key_data(random::key(3)).to_vector<std::uint32_t>(), (std::vector<std::uint32_t>{0, 3}));
}

class Draws : public testing::TestWithParam<int> {
protected:
  Array key = random::key(GetParam());
  const golden::Json &at(const std::string &name) const { return stored().at(std::to_string(GetParam()) + "/" + name); }
  template <class T> void same(const Array &drawn, const std::string &name) const {
    EXPECT_EQ(std::string(name_of(drawn.dtype())), at(name).at("dtype").get<std::string>()) << name;
    expect_equal<T>(drawn, at(name), name);
  }
  /// Every element in f32, which holds those of the halves.
  void same_floats(const Array &drawn, const std::string &name) const {
    EXPECT_EQ(std::string(name_of(drawn.dtype())), at(name).at("dtype").get<std::string>()) << name;
    expect_equal<float>(drawn.astype(f32), at(name), name);
  }
  void near(const Array &drawn, const std::string &name, double rtol = 1e-5) const {
    ASSERT_EQ(drawn.shape(), golden::shape_of(at(name))) << name;
    expect_near(drawn.astype(f32), at(name)["values"], rtol, 1e-2, name);
  }
};

TEST_P(Draws, split_and_fold_in_are_bit_identical) {
  for (int n : {2, 3, 5})
    same<std::uint32_t>(random::split(key, n), "split/" + std::to_string(n));
  same<std::uint32_t>(random::split(key, {2, 3}), "split/2x3");
  for (std::uint32_t n : {0U, 1U, 17U, 4294967295U})
    same<std::uint32_t>(random::fold_in(key, n), "fold_in/" + std::to_string(n));
}

TEST_P(Draws, bits_are_bit_identical) {
  for (const Shape &shape : {Shape{}, Shape{7}, Shape{3, 5}}) {
    const std::string rank = std::to_string(shape.ndim()) + "d";
    same<std::uint32_t>(random::bits(key, shape), "bits/uint32/" + rank);
    same<std::uint16_t>(random::bits(key, shape, u16), "bits/uint16/" + rank);
    same<std::uint8_t>(random::bits(key, shape, u8), "bits/uint8/" + rank);
  }
}

TEST_P(Draws, uniform_numbers_are_bit_identical) {
  same<float>(random::uniform(key, {3, 5}), "uniform");
  same<float>(random::uniform(key, {9}, f32, -3, 7), "uniform/-3,7");
  for (DType dtype : {f16, bf16}) {
    const std::string name = "uniform/" + std::string(name_of(dtype));
    same_floats(random::uniform(key, {3, 5}, dtype), name);
    same_floats(random::uniform(key, {9}, dtype, -3, 7), name + "/-3,7");
  }
}

TEST_P(Draws, truth_values_are_bit_identical) {
  for (const char *p : {"0.1", "0.5", "0.9"})
    expect_equal<float>(random::bernoulli(key, std::atof(p), {4, 8}).astype(f32), at(std::string("bernoulli/") + p), p);
  for (const char *p : {"0.001", "0.5"})
    same<bool>(random::bernoulli(key, std::atof(p), {4, 8}, random::BernoulliMode::high),
               std::string("bernoulli/high/") + p);
  const Array p = linspace(Array(0.F), Array(1.F), 8);
  expect_equal<float>(random::bernoulli(key, p, {4, 8}).astype(f32), at("bernoulli/arrays"), "arrays");
  same<std::int32_t>(random::rademacher(key, {9}), "rademacher");
}

template <class T> Array numbers(const Array &key, bool all) {
  const DType dtype = dtype_of<T>;
  return all ? random::randint(key, {20}, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), dtype)
             : random::randint(key, {20}, 3, 100, dtype);
}

TEST_P(Draws, integers_are_bit_identical) {
  same<std::int32_t>(random::randint(key, {20}, -5, 17), "randint/-5,17");
  same<std::int32_t>(random::randint(key, {20}, 0, 1000000), "randint/0,1000000");
  for (bool all : {false, true}) {
    const std::string suffix = all ? "/all" : "";
    same<std::int8_t>(numbers<std::int8_t>(key, all), "randint/int8" + suffix);
    same<std::uint8_t>(numbers<std::uint8_t>(key, all), "randint/uint8" + suffix);
    same<std::int16_t>(numbers<std::int16_t>(key, all), "randint/int16" + suffix);
    same<std::uint16_t>(numbers<std::uint16_t>(key, all), "randint/uint16" + suffix);
    same<std::int32_t>(numbers<std::int32_t>(key, all), "randint/int32" + suffix);
    same<std::uint32_t>(numbers<std::uint32_t>(key, all), "randint/uint32" + suffix);
  }
  same<std::int8_t>(random::randint(key, {20}, -1000, 1000, i8), "randint/int8/beyond");
  same<std::int32_t>(random::randint(key, {5}, 7, 7), "randint/empty");
  same<std::int32_t>(random::randint(key, {2, 3}, Array::of({0, 10, 20}), Array::of({{5}, {30}})), "randint/arrays");
}

TEST_P(Draws, classes_are_those_of_jax) {
  const Array logits = log(arange(1.F, 6.F)), table = reshape(sin(arange(12.F)), {3, 4});
  same<std::int32_t>(random::categorical(key, logits, {.shape = Shape{12}}), "categorical");
  same<std::int32_t>(random::categorical(key, table), "categorical/rows");
  same<std::int32_t>(random::categorical(key, table, {.axis = 0, .shape = Shape{5, 4}}), "categorical/columns");
  same<std::int32_t>(random::geometric(key, 0.3, {9}), "geometric");
}

TEST_P(Draws, orders_and_choices_are_those_of_jax) {
  const Array table = reshape(arange(12), {4, 3}), p = Array::of({0.1F, 0.4F, 0.2F, 0.F, 0.3F});
  same<std::int32_t>(random::permutation(key, 10), "permutation/10");
  same<std::int32_t>(random::permutation(key, table), "permutation/rows");
  same<std::int32_t>(random::permutation(key, table, 1), "permutation/columns");
  same<std::int32_t>(random::permutation(key, table, 1, true), "permutation/independent");
  same<std::int32_t>(random::permutation(key, 5000)[slice(none, none, 97)], "permutation/large");
  same<std::int32_t>(random::choice(key, 9, {5}, {.replace = false}), "choice/5of9");
  same<std::int32_t>(random::choice(key, 9, {2, 5}), "choice/replace");
  same<std::int32_t>(random::choice(key, table, {2}, {.replace = false, .axis = 1}), "choice/rows");
  same<std::int32_t>(random::choice(key, 5, {9}, {.p = p}), "choice/p");
  same<std::int32_t>(random::choice(key, 5, {3}, {.replace = false, .p = p}), "choice/p/distinct");
  const Array logits = reshape(sin(arange(12.F)), {3, 4});
  same<std::int32_t>(random::categorical(key, logits, {.shape = Shape{2, 3}, .replace = false}),
                     "categorical/distinct");
}

TEST_P(Draws, continuous_distributions_agree_to_1e_5) {
  near(random::gumbel(key, {7}), "gumbel");
  near(random::exponential(key, {7}), "exponential");
  near(random::laplace(key, {7}), "laplace");
  near(random::logistic(key, {7}), "logistic");
  near(random::cauchy(key, {7}), "cauchy");
  near(random::maxwell(key, {7}), "maxwell");
  near(random::truncated_normal(key, -2, 2, {7}), "truncated_normal");
  near(random::truncated_normal(key, Array::of({-1.F, 0.5F, 3.F}), 4, {2, 3}), "truncated_normal/arrays");
  near(random::lognormal(key, 0.5, {7}), "lognormal");
  near(random::pareto(key, Array::of({1.F, 2.5F}), {3, 2}), "pareto");
  near(random::rayleigh(key, 2, {7}), "rayleigh");
  near(random::weibull_min(key, 2, 1.5, {7}), "weibull_min");
  near(random::triangular(key, -1, 0.5, 2, {7}), "triangular");
  near(random::wald(key, 1.5, {7}), "wald");
}

TEST_P(Draws, normal_and_initializers_agree_to_1e_5) {
  near(random::normal(key, {3, 5}), "normal");
  near(random::normal(key, {3, 5}, f16), "normal/float16", 1e-3);
  near(random::normal(key, {3, 5}, bf16), "normal/bfloat16", 8e-3);
  near(random::normal(key, {4096})[slice(none, none, 97)], "normal/large");
  namespace init = nn::initializers;
  near(random::glorot_uniform(key, {6, 4}), "glorot_uniform", 1e-6);
  near(init::glorot_uniform()(key, {6, 4}, f32), "glorot_uniform", 1e-6);
  near(init::lecun_normal()(key, {6, 4}, f32), "lecun_normal");
  near(init::he_normal()(key, {6, 4}, f32), "he_normal");
}

TEST_P(Draws, vectors_agree_to_1e_5) {
  const Array mean = Array::of({1.F, -2.F, 0.5F}), root = reshape(sin(arange(18.F)), {2, 3, 3});
  const Array cov = matmul(root, matrix_transpose(root)) + eye(3);
  near(random::multivariate_normal(key, mean, cov), "multivariate_normal");
  near(random::multivariate_normal(key, mean, cov, {.shape = Shape{4, 2}}), "multivariate_normal/shape");
}

/// The same draw from each of three keys.
class DrawsOfEachKey : public Draws {
protected:
  template <class Draw> Array each(Draw draw) const { return vmap(draw)(random::split(key, 3)); }
};

TEST_P(DrawsOfEachKey, are_bit_identical) {
  same<std::uint32_t>(each([](const Array &k) { return random::split(k); }), "vmap/split");
  same<std::uint32_t>(each([](const Array &k) { return random::bits(k, {5}); }), "vmap/bits");
  same<float>(each([](const Array &k) { return random::uniform(k, {5}); }), "vmap/uniform");
  same<std::int32_t>(each([](const Array &k) { return random::randint(k, {5}, -5, 17); }), "vmap/randint");
  same<std::int32_t>(each([](const Array &k) { return random::permutation(k, 10); }), "vmap/permutation");
  same<bool>(each([](const Array &k) { return random::bernoulli(k, 0.3, {9}); }), "vmap/bernoulli");
  same<std::int32_t>(each([](const Array &k) { return random::choice(k, 9, {5}, {.replace = false}); }), "vmap/choice");
  same<std::int32_t>(
      each([](const Array &k) { return random::categorical(k, log(arange(1.F, 6.F)), {.shape = Shape{7}}); }),
      "vmap/categorical");
}

TEST_P(DrawsOfEachKey, agree_to_1e_5) {
  near(each([](const Array &k) { return random::normal(k, {5}); }), "vmap/normal");
  near(each([](const Array &k) { return random::gumbel(k, {5}); }), "vmap/gumbel");
  near(each([](const Array &k) { return random::truncated_normal(k, -2, 2, {5}); }), "vmap/truncated_normal");
  near(each([](const Array &k) { return random::cauchy(k, {5}); }), "vmap/cauchy");
  near(each([](const Array &k) {
         return random::multivariate_normal(k, ones({2}), Array::of({{2.F, 1.F}, {1.F, 3.F}}));
       }),
       "vmap/multivariate_normal");
}

INSTANTIATE_TEST_SUITE_P(Seeds, DrawsOfEachKey, testing::Values(0, 42));
INSTANTIATE_TEST_SUITE_P(Seeds, Draws, testing::Values(0, 42));

TEST(Random, draws_of_64_bits_are_bit_identical) {
  const Array key = random::key(42);
  expect_equal<double>(random::uniform(key, {5}, f64), stored().at("42/uniform/f64"), "uniform");
  expect_equal<std::uint64_t>(random::bits(key, {5}, u64), stored().at("42/bits/uint64"), "bits");
  constexpr std::int64_t one = 1;
  expect_equal<std::int64_t>(random::randint(key, {5}, -(one << 40), one << 45, i64), stored().at("42/randint/int64"),
                             "randint i64");
  expect_equal<std::int64_t>(random::randint(key, {5}, INT64_MIN, INT64_MAX, i64), stored().at("42/randint/int64/all"),
                             "randint i64, all");
  expect_equal<std::uint64_t>(random::randint(key, {5}, 5, one << 50, u64), stored().at("42/randint/uint64"),
                              "randint u64");
}

void expect_f64(const Array &got, const std::string &name) {
  const auto want = stored().at("42/" + name).at("values").get<std::vector<double>>();
  const auto have = got.to_vector<double>();
  ASSERT_EQ(have.size(), want.size()) << name;
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(have[i], want[i], 1e-13 * std::max(1.0, std::abs(want[i]))) << name << " [" << i << "]";
}

TEST(Random, draws_of_f64_have_its_precision) {
  const Array key = random::key(42);
  expect_f64(random::normal(key, {5}, f64), "normal/f64");
  expect_f64(random::normal(key, {4096}, f64)[slice(none, none, 97)], "normal/f64/large");
  expect_f64(random::truncated_normal(key, -2, 2, {7}, f64), "truncated_normal/f64");
  expect_f64(random::cauchy(key, {7}, f64), "cauchy/f64");
  expect_f64(random::gumbel(key, {5}, f64), "gumbel/f64");
  expect_f64(random::multivariate_normal(key, ones({2}, f64), Array::of({{2.0, 1.0}, {1.0, 3.0}})),
             "multivariate_normal/f64");
}

TEST(Random, draws_are_the_same_inside_jit) {
  const Array key = random::key(42);
  const auto f = jit([](const Array &k) {
    return std::vector<Array>{
        random::normal(k, {3, 5}), random::uniform(k, {3, 5}, f32, -3, 7),  random::randint(k, {7}, -5, 17),
        random::gumbel(k, {7}),    random::truncated_normal(k, -2, 2, {7}), random::cauchy(k, {7})};
  });
  const std::vector<Array> compiled = f(key);
  const std::vector<Array> eager{
      random::normal(key, {3, 5}), random::uniform(key, {3, 5}, f32, -3, 7),  random::randint(key, {7}, -5, 17),
      random::gumbel(key, {7}),    random::truncated_normal(key, -2, 2, {7}), random::cauchy(key, {7})};
  for (std::size_t i = 0; i < eager.size(); ++i)
    EXPECT_TRUE(array_equal(compiled[i], eager[i]).item<bool>()) << i;
}

TEST(Random, keys_in_jit_are_traced) {
  const auto f = jit([](const Array &seed) { return random::uniform(random::key(seed), {4}); });
  EXPECT_EQ(f(Array(3)).to_vector<float>(), random::uniform(random::key(3), {4}).to_vector<float>());
  EXPECT_EQ(f(Array(4)).to_vector<float>(), random::uniform(random::key(4), {4}).to_vector<float>());
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(Random, catches_a_batch_of_keys) {
  EXPECT_ERROR(DTypeError, random::uniform(random::split(random::key(0)), {2}),
               "[random.uniform01] wrong key; expected uint32[2], got uint32[2,2]");
  EXPECT_THROW(random::uniform(Array(3)), DTypeError);
}
TEST(Random, does_not_flag_one_of_several_keys) {
  EXPECT_NO_THROW(random::uniform(random::split(random::key(0))[1], {2}));
}

TEST(Random, catches_parameters_that_do_not_broadcast) {
  const Array key = random::key(0);
  EXPECT_ERROR(ShapeError, random::uniform(key, {2}, f32, zeros({3}), 1),
               "a parameter does not broadcast to the shape; expected one that fits (2,), got (3,)");
  EXPECT_ERROR(ShapeError, random::categorical(key, ones({3, 4}), {.shape = Shape{2}}), "[random.categorical]");
  EXPECT_ERROR(ShapeError, random::categorical(key, ones({3, 4}), {.axis = 2}), "axis 2 does not exist");
  EXPECT_ERROR(DTypeError, random::randint(key, {2}, 0.5F * ones({2}), 3), "a bound is not an integer");
  EXPECT_ERROR(ShapeError, random::split(key, -1), "negative count");
}
TEST(Random, catches_covariances_that_do_not_fit) {
  const Array key = random::key(0);
  EXPECT_ERROR(
      ShapeError, random::multivariate_normal(key, zeros({3}), eye(2)),
      "[random.multivariate_normal] the mean and the covariances do not fit; expected shapes that end with (n) "
      "and (n, n), got (3,) and (2, 2)");
  EXPECT_ERROR(ShapeError, random::multivariate_normal(key, Array(1.F), eye(2)), "got () and (2, 2)");
  EXPECT_ERROR(ShapeError, random::multivariate_normal(key, zeros({4, 2}), eye(2), {.shape = Shape{3}}),
               "a parameter does not broadcast to the shape; expected one that fits (3,), got (4,)");
}
TEST(Random, does_not_flag_means_and_covariances_of_different_batches) {
  EXPECT_EQ(random::multivariate_normal(random::key(0), zeros({3, 1, 2}), broadcast_to(eye(2), {4, 2, 2})).shape(),
            (Shape{3, 4, 2}));
}
TEST(Random, catches_samples_that_are_too_large) {
  const Array key = random::key(0);
  EXPECT_ERROR(ShapeError, random::choice(key, 3, {4}, {.replace = false}),
               "the sample is larger than what it is chosen from; expected 3, got 4");
  EXPECT_ERROR(ShapeError, random::choice(key, 0, {1}), "there is nothing to choose from");
  EXPECT_ERROR(ShapeError, random::choice(key, 3, {4}, {.p = ones({2})}),
               "there are not as many probabilities as entries; expected 3, got 2");
  EXPECT_ERROR(ShapeError, random::permutation(key, Array(3)), "axis 0 does not exist");
  EXPECT_ERROR(ShapeError, random::categorical(key, ones({3}), {.shape = Shape{4}, .replace = false}),
               "there are fewer classes than draws without replacement; expected at most 3, got 4");
}
TEST(Random, does_not_flag_empty_samples) { EXPECT_EQ(random::choice(random::key(0), 0, {0}).shape(), Shape{0}); }

TEST(Random, does_not_flag_parameters_that_broadcast) {
  EXPECT_NO_THROW(random::uniform(random::key(0), {2, 3}, f32, zeros({3}), ones({2, 1})));
}

TEST(Random, refuses_dtypes_that_it_cannot_draw) {
  EXPECT_ERROR(UnsupportedError, random::uniform(random::key(0), {2}, i32), "[random.uniform] dtype not supported");
  EXPECT_THROW(random::bits(random::key(0), {2}, i32), UnsupportedError);
  EXPECT_THROW(random::randint(random::key(0), {2}, 0, 2, f32), UnsupportedError);
}

} // namespace
