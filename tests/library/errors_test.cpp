// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"

using namespace burin;

namespace {

const Array v = ones({4}), m = ones({2, 3});

TEST(LibraryErrors, catches_subscripts_that_do_not_fit) {
  EXPECT_ERROR(ShapeError, einsum("ij,jk", {m}), "[einsum] \"ij,jk\": there are not as many operands as subscripts",
               "expected 2 operands, got 1", "errors_test.cpp:");
  EXPECT_ERROR(ShapeError, einsum("ij,jk", {m, m}),
               "the axes 'j' have different extents; expected 3, got 2 in operand 1");
  EXPECT_ERROR(ShapeError, einsum("i->i", {m}), "operand 0 of shape (2, 3) has another number of axes than letters");
  EXPECT_ERROR(ShapeError, einsum("ij->ik", {m}), "the result names an axis that no operand has", "'k'");
  EXPECT_ERROR(ShapeError, einsum("ij->ii", {m}), "the result names an axis twice");
  EXPECT_ERROR(ShapeError, einsum("i1", {m}), "a subscript cannot be read", "'1'");
  EXPECT_ERROR(ShapeError, einsum("...j->j", {m}), "the axes of ... are not in the result");
  EXPECT_ERROR(ShapeError, einsum("", {}), "there are no operands");
}

TEST(LibraryErrors, does_not_flag_extents_of_one_and_ellipses_of_nothing) {
  EXPECT_EQ(einsum("ij,ij->ij", {m, ones({1, 3})}).shape(), (Shape{2, 3}));
  EXPECT_EQ(einsum("...ij->...ji", {m}).shape(), (Shape{3, 2}));
}

TEST(LibraryErrors, catches_axes_that_do_not_exist) {
  EXPECT_ERROR(ShapeError, moveaxis(m, 2, 0), "[moveaxis] axis 2 does not exist");
  EXPECT_ERROR(ShapeError, moveaxis(m, {0, 1}, 0), "as many axes come from somewhere as go somewhere");
  EXPECT_ERROR(ShapeError, moveaxis(m, {0, 0}, {0, 1}), "axis 0 is given twice");
  EXPECT_ERROR(ShapeError, roll(m, {1, 2}, {0}), "there are not as many shifts as axes; expected 1 shifts, got 2");
  EXPECT_ERROR(ShapeError, rot90(m, 1, {0}), "a turn needs a plane");
  EXPECT_ERROR(ShapeError, fliplr(v), "[fliplr] an array of shape (4,) has too few axes");
  EXPECT_ERROR(ShapeError, trace(v), "[trace] an array of shape (4,) has the wrong number of axes");
  EXPECT_ERROR(ShapeError, diagonal(m, 0, 1, -1), "axis 1 is given twice");
  EXPECT_ERROR(DTypeError, roll(m, Array(1.5F), 0), "the shift is not an integer");
}

TEST(LibraryErrors, catches_arrays_that_cannot_be_joined_or_cut) {
  EXPECT_ERROR(ShapeError, hstack({}), "[hstack] there is nothing to join");
  EXPECT_ERROR(ShapeError, block({{m}, {}}), "[block] there is nothing to join");
  EXPECT_ERROR(ShapeError, tile(m, {-1}), "a number of repetitions is negative");
  EXPECT_ERROR(ShapeError, repeat(m, {1, 2}, 1), "there are not as many counts as entries; expected 3 counts, got 2");
  EXPECT_ERROR(ShapeError, repeat(m, -1, 1), "the number of repetitions is negative");
  EXPECT_ERROR(ShapeError, repeat(m, Array::of({1, 2}), 1, 4),
               "expected integers of shape (3,), got int32 of shape (2,)");
  EXPECT_ERROR(ShapeError, split(v, 3), "cannot be split into 3 equal parts", "array_split(x, parts)");
  EXPECT_ERROR(ShapeError, array_split(v, 0), "the number of parts is not positive");
  EXPECT_ERROR(ShapeError, meshgrid({m}), "[meshgrid]", "wrong number of axes");
}

TEST(LibraryErrors, does_not_flag_empty_parts) {
  EXPECT_EQ(array_split(v, 6).back().shape(), Shape{0});
  EXPECT_EQ(split(v, {9})[1].shape(), Shape{0});
}

TEST(LibraryErrors, catches_attention_of_operands_that_do_not_fit) {
  const Array q = ones({2, 5, 4, 3}), k = ones({2, 6, 2, 3});
  using nn::dot_product_attention;
  EXPECT_ERROR(ShapeError, dot_product_attention(m, k, k), "[nn.dot_product_attention] the query has the wrong number");
  EXPECT_ERROR(ShapeError, dot_product_attention(q, ones({2, 6, 2, 4}), k), "the key does not fit the query");
  EXPECT_ERROR(ShapeError, dot_product_attention(q, k, ones({2, 7, 2, 3})),
               "the value does not fit the key; expected (2, 6, 2, 3), got (2, 7, 2, 3)");
  EXPECT_ERROR(ShapeError, dot_product_attention(q, ones({2, 6, 3, 3}), ones({2, 6, 3, 3})), "a multiple of 3 heads");
  EXPECT_ERROR(ShapeError, dot_product_attention(q, k, k, {.bias = ones({3, 5, 6})}),
               "a bias or mask does not broadcast to the logits; expected (2, 4, 5, 6), got (3, 5, 6)");
  EXPECT_ERROR(DTypeError, dot_product_attention(q, k, k.astype(f16)), "expected one floating dtype");
  EXPECT_ERROR(DTypeError, dot_product_attention(q, k, k, {.mask = ones({5, 6})}), "expected bool, got float32");
}

TEST(LibraryErrors, does_not_flag_heads_that_share_keys_and_masks_that_broadcast) {
  const Array q = ones({5, 4, 3}), k = ones({6, 1, 3});
  EXPECT_EQ(nn::dot_product_attention(q, k, k, {.mask = ones({4, 1, 6}, bool_)}).shape(), (Shape{5, 4, 3}));
}

TEST(LibraryErrors, catches_padding_from_nothing) {
  EXPECT_ERROR(ShapeError, pad(zeros({0, 2}), {{1, 0}, {0, 0}}, PadMode::edge), "has no element to pad with");
  EXPECT_ERROR(ShapeError, pad(m, {{-1, 0}, {0, 0}}, PadMode::wrap), "a width is negative");
  EXPECT_ERROR(ShapeError, pad(m, {{1, 0}, {0, 0}, {0, 0}}, PadMode::wrap), "has other axes than widths are given for");
  EXPECT_ERROR(ShapeError, pad(m, {{1, 0}}, PadMode::mean, {.stat_length = {{0, 1}}}), "a statistic of no elements");
}

TEST(LibraryErrors, catches_products_that_are_none) {
  EXPECT_ERROR(ShapeError, cross(v, v), "[cross] an operand of shape (4,) has no vectors of a plane or space");
  EXPECT_ERROR(ShapeError, vdot(v, m), "have different numbers of elements");
  EXPECT_ERROR(ShapeError, linalg::matrix_power(m, 2), "the matrices are not square");
  EXPECT_ERROR(UnsupportedError, linalg::matrix_power(ones({2, 2}), -1), "a negative power needs an inverse");
  EXPECT_ERROR(ShapeError, linalg::multi_dot({m}), "the number of operands is not one of a chain");
  EXPECT_ERROR(ShapeError, linalg::multi_dot({m, v, m}), "operand 1 of shape (4,) is not a matrix");
  EXPECT_ERROR(UnsupportedError, linalg::norm(m, 2), "this norm of a matrix needs its singular values");
  EXPECT_ERROR(UnsupportedError, linalg::norm(m, "nuc"), "this norm of a matrix needs its singular values");
  EXPECT_ERROR(ShapeError, linalg::norm(v, "fro"), "a vector has no such norm");
  EXPECT_ERROR(ShapeError, linalg::norm(v, "max"), "there is no norm of this name");
  EXPECT_ERROR(ShapeError, linalg::norm(ones({2, 2, 2}), 1), "norms are of vectors and matrices");
}

TEST(LibraryErrors, catches_conditions_and_weights_that_do_not_fit) {
  EXPECT_ERROR(DTypeError, sum(m, 0, false, {.where = m}),
               "[sum] where is not a condition; expected bool, got float32");
  EXPECT_ERROR(ShapeError, max(m, 0, false, {.where = m > 0}), "an initial value beside where");
  EXPECT_ERROR(ShapeError, sum(m, 0, false, {.initial = v}), "the initial value is not a scalar");
  EXPECT_ERROR(ShapeError, sum(m, 0, false, {.where = v > 0}), "cannot be broadcast");
  EXPECT_ERROR(ShapeError, average(m, 0, v), "the weights do not fit an array of shape (2, 3)");
  EXPECT_ERROR(ShapeError, cov(ones({2, 2, 2})), "is no table of observations");
  EXPECT_ERROR(ShapeError, cov(m, {.aweights = v}),
               "weights do not fit the observations; expected shape (3,), got (4,)");
  EXPECT_ERROR(DTypeError, cov(m, {.fweights = ones({3})}), "fweights are counts");
}

TEST(LibraryErrors, catches_halves_of_an_odd_axis) {
  EXPECT_ERROR(ShapeError, nn::glu(m), "cannot be split into 2 equal parts");
}

} // namespace
