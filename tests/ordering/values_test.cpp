// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sorting, accumulating and counting give what JAX gives.
#include "tests/ordering/golden_file.h"

#include <limits>

using namespace burin;
using golden::expect_output;

namespace {

class OrderingValues : public ::testing::Test {
protected:
  Array x = golden::input("x"), ties = golden::input("ties"), special = golden::input("special"),
        many = golden::input("long"), zeros = golden::input("zeros"), signal = golden::input("signal"),
        edges = golden::input("edges"), counted = golden::input("counted");
};

TEST_F(OrderingValues, sorts) {
  expect_output("sort", sort(x));
  expect_output("sort0", sort(x, 0));
  expect_output("sort_flat", sort(x, std::nullopt));
  expect_output("sort_special", sort(special));
  expect_output("sort_descending", sort(special, -1, true));
  expect_output("sort_long", sort(many));
  expect_output("argsort", argsort(ties));
  expect_output("argsort_descending", argsort(ties, -1, true));
  expect_output("argsort_long", argsort(many));
  expect_output("argsort_special", argsort(special));
  expect_output("lexsort", lexsort({x, ties}));
  expect_output("sort0", partition(x, 1, 0));
}

TEST_F(OrderingValues, sortKeepsZerosOfBothSigns) {
  const std::vector<float> sorted = sort(Array::of({0.f, -0.f, -1.f, 0.f})).to_vector<float>();
  EXPECT_FALSE(std::signbit(sorted[1]));
  EXPECT_TRUE(std::signbit(sorted[2]));
  EXPECT_FALSE(std::signbit(sorted[3]));
}

TEST_F(OrderingValues, arraysFollowTheirKeys) {
  const std::vector<Array> sorted = lax::sort({Array::of({2, 1, 2, 1}), Array::of({4.f, 3.f, 2.f, 1.f})}, 0, 2);
  EXPECT_EQ(sorted[0].to_vector<int>(), (std::vector<int>{1, 1, 2, 2}));
  EXPECT_EQ(sorted[1].to_vector<float>(), (std::vector<float>{1, 3, 2, 4}));
}

TEST_F(OrderingValues, findsTheGreatest) {
  auto [values, indices] = lax::top_k(ties, 3);
  expect_output("top_k_values", values);
  expect_output("top_k_indices", indices);
}

TEST_F(OrderingValues, searches) {
  expect_output("searchsorted_left", searchsorted(edges, ties));
  expect_output("searchsorted_right", searchsorted(edges, ties, Side::right));
  expect_output("searchsorted_special", searchsorted(sort(special), special));
  expect_output("digitize", digitize(x, edges));
  expect_output("digitize_right", digitize(x, edges, true));
  expect_output("digitize_down", digitize(x, edges[slice(none, none, -1)]));
  EXPECT_EQ(searchsorted(zeros_like(edges)[slice(0, 0)], 3).item<int>(), 0);
}

TEST_F(OrderingValues, quantiles) {
  expect_output("median", median(x), 1e-6);
  expect_output("median0", median(x, 0), 1e-6);
  expect_output("median_nan", median(special), 1e-6);
  expect_output("quantile", quantile(x, Array::of({0.1f, 0.5f, 0.77f}), 1), 1e-6);
  expect_output("quantile_keepdims", quantile(x, 0.3, 0, {.keepdims = true}), 1e-6);
  expect_output("percentile", percentile(x, 30, 1), 1e-6);
  expect_output("quantile_lower", quantile(x, 0.4, 1, {Interpolation::lower}), 1e-6);
  expect_output("quantile_higher", quantile(x, 0.4, 1, {Interpolation::higher}), 1e-6);
  expect_output("quantile_nearest", quantile(x, 0.4, 1, {Interpolation::nearest}), 1e-6);
  expect_output("quantile_midpoint", quantile(x, 0.4, 1, {Interpolation::midpoint}), 1e-6);
}

TEST_F(OrderingValues, accumulates) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  expect_output("cumsum", cumsum(x, 1), 1e-6);
  expect_output("cumsum_flat", cumsum(x), 1e-6);
  expect_output("cumprod", cumprod(signal, 0), 1e-6);
  expect_output("cummax", lax::cummax(x, 1));
  expect_output("cummin_reverse", lax::cummin(x, 0, true));
  expect_output("cumlogsumexp", lax::cumlogsumexp(x, 1), 1e-6);
  expect_output("nancumsum", nancumsum(Array::of({1.f, nan, 2.f, nan, 3.f})));
  expect_output("diff", diff(x));
  expect_output("diff2", diff(x, 2, 0));
  expect_output("diff_borders", diff(x, 1, -1, {.prepend = 1.0, .append = x}));
  expect_output("ediff1d", ediff1d(x));
  expect_output("trapezoid", trapezoid(x, 0.5), 1e-6);
  expect_output("trapezoid_over", trapezoid(x, square(arange(4.f)), 0), 1e-6);
  expect_output("prod", prod(signal, 1), 1e-6);
}

TEST_F(OrderingValues, dtypesOfSums) {
  EXPECT_EQ(cumsum(Array::of({true, true})).dtype(), i32);
  EXPECT_EQ(cumsum(Array::of<std::int8_t>({100, 100})).to_vector<std::int8_t>()[1], std::int8_t(-56));
  EXPECT_EQ(cumsum(Array::of<std::int8_t>({100, 100}), 0, i32).to_vector<int>()[1], 200);
  // 2049 is no f16: a sum that is rounded at each step would stay at 2048.
  EXPECT_EQ(cumsum(full({3000}, 1, f16)).astype(f32).to_vector<float>().back(), 3000);
}

TEST_F(OrderingValues, reducesBits) {
  const Array bits = Array::of({12, 10, 8});
  EXPECT_EQ(lax::reduce_and(bits).item<int>(), 8);
  EXPECT_EQ(lax::reduce_or(bits).item<int>(), 14);
  EXPECT_EQ(lax::reduce_xor(bits).item<int>(), 14);
  EXPECT_EQ(lax::reduce_prod(bits, 0).item<int>(), 960);
  EXPECT_TRUE(any(bits > 11).item<bool>());
  EXPECT_FALSE(all(bits > 11).item<bool>());
}

TEST_F(OrderingValues, counts) {
  expect_output("bincount", bincount(counted));
  expect_output("bincount_length", bincount(counted, {.length = 5}));
  expect_output("bincount_weights", bincount(counted, {.weights = arange(6.f)}));
  expect_output("histogram", histogram(x, 4).first);
  expect_output("histogram_edges", histogram(x, 4).second, 1e-6);
  expect_output("histogram_given", histogram(x, edges).first);
  expect_output("histogram_density", histogram(x, 5, {.density = true}).first, 1e-6);
}

TEST_F(OrderingValues, placesOfElements) {
  const std::vector<Array> places = nonzero(zeros);
  expect_output("nonzero0", places[0]);
  expect_output("nonzero1", places[1]);
  expect_output("flatnonzero", flatnonzero(zeros));
  expect_output("flatnonzero_size", flatnonzero(zeros, {.size = 13, .fill_value = -1}));
  expect_output("argwhere", argwhere(zeros));
}

TEST_F(OrderingValues, distinctElements) {
  const Unique whole = unique_all(ties);
  expect_output("unique", whole.values);
  expect_output("unique_index", whole.index);
  expect_output("unique_inverse", whole.inverse);
  expect_output("unique_counts", whole.counts);
  expect_output("unique_special", unique(special));
  const Unique sized = unique_all(ties, {.size = 6});
  expect_output("unique_sized", sized.values);
  expect_output("unique_sized_counts", sized.counts);
}

/// In a trace the same operations are one program with its neighbours.
TEST_F(OrderingValues, areTheSameUnderJit) {
  auto all_of = jit([](const Array &x, const Array &ties) {
    auto [values, indices] = lax::top_k(ties, 3);
    return std::vector<Array>{sort(x, 0), argsort(ties), values, indices, unique(ties, {.size = 6}), cumsum(x, 1)};
  });
  const std::vector<Array> results = all_of(x, ties);
  const char *const names[] = {"sort0", "argsort", "top_k_values", "top_k_indices", "unique_sized", "cumsum"};
  for (std::size_t i = 0; i < results.size(); ++i)
    expect_output(names[i], results[i], i == 5 ? 1e-6 : 0);
}

TEST_F(OrderingValues, ofNothing) {
  const Array none_at_all = burin::zeros({0});
  EXPECT_EQ(sort(none_at_all).size(), 0);
  EXPECT_EQ(cumsum(none_at_all).size(), 0);
  EXPECT_EQ(diff(none_at_all).size(), 0);
  EXPECT_EQ(flatnonzero(none_at_all).size(), 0);
  EXPECT_EQ(unique(none_at_all).size(), 0);
  EXPECT_EQ(bincount(none_at_all.astype(i32)).size(), 0);
  EXPECT_EQ(prod(none_at_all).item<float>(), 1);
  EXPECT_EQ(ediff1d(Array::of({1.f})).size(), 0);
}

} // namespace
