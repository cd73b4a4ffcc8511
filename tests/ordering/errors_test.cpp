// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What sorting, accumulating and counting refuse, and in which words.
#include "tests/frontend/error_text.h"

#include <string>
#include <vector>

using namespace burin;

namespace {

class OrderingErrors : public ::testing::Test {
protected:
  Array x = Array::of({{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}});
  int line = 0;
  std::string at() const { return "errors_test.cpp:" + std::to_string(line); }
};

TEST_F(OrderingErrors, axes) {
  line = __LINE__ + 1;
  EXPECT_ERROR(ShapeError, sort(x, 2), "[sort] axis 2 does not exist", "an axis from -2 to 1", at().c_str());
  EXPECT_ERROR(ShapeError, cumsum(x, -3), "[cumsum] axis -3 does not exist");
  EXPECT_ERROR(ShapeError, lax::cummax(x, 2), "[cummax] axis 2 does not exist");
  EXPECT_ERROR(ShapeError, diff(x, -1), "[diff] differences are taken a number of times; expected 0 or more, got -1",
               "cumsum(x, axis)");
}

TEST_F(OrderingErrors, ranks) {
  EXPECT_ERROR(ShapeError, lax::top_k(x, 4), "[top_k] k is 4; expected 0 to 3");
  EXPECT_ERROR(ShapeError, partition(x, 3), "[partition] element 3 does not exist; expected -3 to 2, got 3");
  EXPECT_ERROR(ShapeError, median(x[slice(0, 0)]), "[median] no elements have no quantile");
  EXPECT_ERROR(ShapeError, quantile(x, x), "[quantile] ranks stand in one line", "got (2, 3)", "ravel(q)");
}

TEST_F(OrderingErrors, shapes) {
  EXPECT_ERROR(ShapeError, searchsorted(x, 1), "[searchsorted] elements are looked for in one sorted line",
               "expected a 1-D array, got (2, 3)");
  EXPECT_ERROR(ShapeError, lax::sort({x, x[0]}), "[sort] arrays have shapes (2, 3) and (3,); expected equal shapes");
  EXPECT_ERROR(ShapeError, lax::sort({x}, 0, 2), "[sort] num_keys are the first of the arrays; expected 1 to 1, got 2");
  EXPECT_ERROR(ShapeError, lax::sort(std::vector<Array>(9, x)), "[sort] one call sorts 8 arrays at most");
  EXPECT_ERROR(ShapeError, lexsort({}), "[lexsort] one call sorts by 7 keys at most");
  EXPECT_ERROR(ShapeError, histogram(x, x), "[histogram] bins lie between edges");
  EXPECT_ERROR(ShapeError, histogram(x, 0), "[histogram] elements are counted in bins; expected at least 1, got 0");
  EXPECT_ERROR(ShapeError, histogram(x, 2, {.weights = x[0]}), "[histogram] every element has a weight",
               "weights of shape (2, 3), got (3,)");
}

TEST_F(OrderingErrors, dtypes) {
  EXPECT_ERROR(DTypeError, bincount(x[0]), "[bincount] what is counted are integers of a 1-D array", "float32(3,)");
  EXPECT_ERROR(DTypeError, lax::reduce_and(x),
               "[reduce_and] operand has dtype float32; expected an integer dtype or bool");
  EXPECT_ERROR(DTypeError, lax::cumlogsumexp(Array::of({1, 2})), "[cumlogsumexp] operand has dtype int32");
}

TEST_F(OrderingErrors, catches_shapes_that_depend_on_unknown_values) {
  line = __LINE__ + 1;
  auto distinct = [](const Array &x) { return unique(x); };
  EXPECT_ERROR(ConcretizationError, jit(distinct)(x), "[unique] the shape of the result depends on the values",
               ".size = n", at().c_str());
  EXPECT_ERROR(ConcretizationError, jit([](const Array &x) { return flatnonzero(x); })(x), "[flatnonzero]",
               ".size = n");
  EXPECT_ERROR(ConcretizationError, jit([](const Array &x) { return bincount(x); })(Array::of({1, 2})), "[bincount]",
               ".length = n");
}

TEST_F(OrderingErrors, does_not_flag_sizes_that_are_given) {
  EXPECT_EQ(jit([](const Array &x) { return unique(x, {.size = 3}); })(x).size(), 3);
  EXPECT_EQ(jit([](const Array &x) { return flatnonzero(x, {.size = 2}); })(x).size(), 2);
  EXPECT_EQ(jit([](const Array &x) { return bincount(x, {.length = 4}); })(Array::of({1, 2})).size(), 4);
}

} // namespace
