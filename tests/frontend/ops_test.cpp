// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "burin/detail/trace_scope.h"
#include "tests/frontend/fake_compiler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace burin {
namespace {

using Floats = std::vector<float>;
using Integers = std::vector<int>;

class Ops : public ::testing::Test {
protected:
  testing::WithFakeCompiler fake;
  Array x = Array::of({1.f, 2.f, 3.f});
  Array m = Array::of({{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}});
};

TEST_F(Ops, ArithmeticBroadcastsAndPromotes) {
  EXPECT_EQ((x + x).to_vector<float>(), (Floats{2, 4, 6}));
  EXPECT_EQ((x * 2.0).dtype(), f32);
  EXPECT_EQ((2 - x).to_vector<float>(), (Floats{1, 0, -1}));
  EXPECT_EQ((m + x).to_vector<float>(), (Floats{2, 4, 6, 5, 7, 9}));
  EXPECT_EQ((m * Array::of({{10.f}, {100.f}})).to_vector<float>(), (Floats{10, 20, 30, 400, 500, 600}));
  EXPECT_EQ((Array::of({1, 2}) / 2).to_vector<float>(), (Floats{0.5, 1}));
  EXPECT_EQ((Array::of({1, 2}) + 0.5).dtype(), f32);
  EXPECT_EQ((Array::of({1.0}) * 0.1).item<double>(), 0.1);
  EXPECT_EQ((x.astype(bf16) + 1).dtype(), bf16);
  EXPECT_EQ((Array::of({7, -7}) % 3).to_vector<int>(), (Integers{1, 2}));
  EXPECT_EQ(floor_divide(Array::of({7, -7}), 2).to_vector<int>(), (Integers{3, -4}));
  EXPECT_EQ((-x).to_vector<float>(), (Floats{-1, -2, -3}));
}

TEST_F(Ops, WeaknessStaysWithNumbersOnly) {
  EXPECT_TRUE(detail::ArrayAccess::weak(Array(1) + Array(2)));
  EXPECT_FALSE(detail::ArrayAccess::weak(x + 1));
  EXPECT_TRUE(detail::ArrayAccess::weak(sin(Array(1))));
  EXPECT_FALSE(detail::ArrayAccess::weak(Array(1).astype(i32)));
  EXPECT_FALSE(detail::ArrayAccess::weak(Array(1) < 2));
}

TEST_F(Ops, Powers) {
  EXPECT_EQ(pow(x, 2).to_vector<float>(), (Floats{1, 4, 9}));
  EXPECT_EQ(pow(x, 2.0).to_vector<float>(), (Floats{1, 4, 9}));
  EXPECT_EQ(pow(Array::of({2, 3}), 3).to_vector<int>(), (Integers{8, 27}));
  EXPECT_EQ(square(x).to_vector<float>(), (Floats{1, 4, 9}));
  EXPECT_THROW(pow(Array::of({2, 3}), -1), DTypeError);
  EXPECT_THROW(pow(Array::of({2, 3}), Array::of({1, 2})), DTypeError);
}

TEST_F(Ops, ComparisonsAndLogic) {
  EXPECT_EQ((x > 1.5).to_vector<bool>(), (std::vector<bool>{false, true, true}));
  EXPECT_EQ((Array::of({6, 5}) & 3).to_vector<int>(), (Integers{2, 1}));
  EXPECT_EQ((Array::of({1, 2}) << 3).to_vector<int>(), (Integers{8, 16}));
  EXPECT_TRUE(static_cast<bool>(all(logical_or(x > 2, x < 2.5))));
  EXPECT_EQ((~(x > 1.5)).to_vector<bool>(), (std::vector<bool>{true, false, false}));
  EXPECT_THROW(x & x, DTypeError);
  EXPECT_EQ(where(x > 1.5, x, 0).to_vector<float>(), (Floats{0, 2, 3}));
  EXPECT_EQ(clip(x, 1.5, 2.5).to_vector<float>(), (Floats{1.5, 2, 2.5}));
  EXPECT_EQ(isnan(Array::of({1.f, NAN})).to_vector<bool>(), (std::vector<bool>{false, true}));
}

TEST_F(Ops, UnaryFunctions) {
  EXPECT_FLOAT_EQ(sin(Array(1)).item<float>(), std::sin(1.f));
  EXPECT_EQ(exp(Array::of({0})).dtype(), f32);
  EXPECT_EQ(abs(Array::of({-2, 2})).to_vector<int>(), (Integers{2, 2}));
  EXPECT_EQ(floor(Array::of({1.5f})).item<float>(), 1.f);
  EXPECT_EQ(floor(Array::of({3})).item<int>(), 3);
  EXPECT_THROW(-Array::of({true}), DTypeError);
}

TEST_F(Ops, Reductions) {
  EXPECT_EQ(sum(m).item<float>(), 21);
  EXPECT_EQ(sum(m, 0).to_vector<float>(), (Floats{5, 7, 9}));
  EXPECT_EQ(sum(m, -1, true).shape(), (Shape{2, 1}));
  EXPECT_EQ(sum(m, {0, 1}).item<float>(), 21);
  EXPECT_EQ(mean(m, 1).to_vector<float>(), (Floats{2, 5}));
  EXPECT_EQ(max(m, 0).to_vector<float>(), (Floats{4, 5, 6}));
  EXPECT_FLOAT_EQ(var(x).item<float>(), 2.f / 3);
  EXPECT_EQ(sum(Array::of({true, true})).item<int>(), 2);
  EXPECT_EQ(argmax(m, 1).to_vector<int>(), (Integers{2, 2}));
  EXPECT_EQ(argmin(m).item<int>(), 0);
  EXPECT_TRUE(static_cast<bool>(any(x > 2)));
  EXPECT_THROW(sum(m, 2), ShapeError);
  EXPECT_THROW(sum(m, {0, 0}), ShapeError);
  EXPECT_THROW(max(zeros({0})), ShapeError);
}

TEST_F(Ops, Shapes) {
  EXPECT_EQ(reshape(m, {3, -1}).shape(), (Shape{3, 2}));
  EXPECT_EQ(transpose(m).to_vector<float>(), (Floats{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(transpose(zeros({2, 3, 4}), {1, 0, 2}).shape(), (Shape{3, 2, 4}));
  EXPECT_EQ(broadcast_to(x, {2, 3}).to_vector<float>(), (Floats{1, 2, 3, 1, 2, 3}));
  EXPECT_EQ(expand_dims(x, 0).shape(), (Shape{1, 3}));
  EXPECT_EQ(expand_dims(x, {0, -1}).shape(), (Shape{1, 3, 1}));
  EXPECT_EQ(squeeze(zeros({1, 3, 1})).shape(), (Shape{3}));
  EXPECT_EQ(flip(x).to_vector<float>(), (Floats{3, 2, 1}));
  EXPECT_EQ(concatenate({x, x * 2}).to_vector<float>(), (Floats{1, 2, 3, 2, 4, 6}));
  EXPECT_EQ(concatenate({m, m}, -1).shape(), (Shape{2, 6}));
  EXPECT_EQ(stack({x, x}, 1).shape(), (Shape{3, 2}));
  EXPECT_EQ(pad(x, {{1, 2}}, 9).to_vector<float>(), (Floats{9, 1, 2, 3, 9, 9}));
  EXPECT_EQ(split(arange(6), 3)[1].to_vector<int>(), (Integers{2, 3}));
  EXPECT_THROW(reshape(m, {4}), ShapeError);
  EXPECT_THROW(broadcast_to(x, {4}), ShapeError);
  EXPECT_THROW(transpose(m, {0, 0}), ShapeError);
  EXPECT_THROW(concatenate({m, x}), ShapeError);
  EXPECT_THROW(concatenate({}), ShapeError);
}

TEST_F(Ops, Indexing) {
  EXPECT_EQ(m[1].to_vector<float>(), (Floats{4, 5, 6}));
  EXPECT_EQ((m[{1, -1}].item<float>()), 6);
  EXPECT_EQ((m[{slice(none, none), 1}].to_vector<float>()), (Floats{2, 5}));
  EXPECT_EQ((m[{ellipsis, newaxis}].shape()), (Shape{2, 3, 1}));
  EXPECT_EQ((m[{ellipsis, slice(1, 3)}].to_vector<float>()), (Floats{2, 3, 5, 6}));
  EXPECT_EQ(arange(6)[slice(none, none, 2)].to_vector<int>(), (Integers{0, 2, 4}));
  EXPECT_EQ(arange(6)[slice(none, none, -2)].to_vector<int>(), (Integers{5, 3, 1}));
  EXPECT_EQ(arange(6)[slice(4, 1, -1)].to_vector<int>(), (Integers{4, 3, 2}));
  EXPECT_EQ(arange(6)[slice(-2, none)].to_vector<int>(), (Integers{4, 5}));
  EXPECT_EQ(arange(6)[slice(4, 2)].size(), 0);
  EXPECT_EQ(arange(6)[Array::of({5, -6})].to_vector<int>(), (Integers{5, 0}));
  EXPECT_EQ(m[Array::of({1, 1, 0})].shape(), (Shape{3, 3}));
  EXPECT_EQ(take(m, Array::of({2, 0}), 1).to_vector<float>(), (Floats{3, 1, 6, 4}));
  EXPECT_THROW(m[2], ShapeError);
  EXPECT_THROW((m[{0, 0, 0}]), ShapeError);
  EXPECT_EQ(x[x > 1].to_vector<float>(), (Floats{2, 3}));
  EXPECT_THROW(m[x > 1], ShapeError);
  EXPECT_EQ(one_hot(Array::of({2, 0}), 3).to_vector<float>(), (Floats{0, 0, 1, 1, 0, 0}));
}

TEST_F(Ops, UpdatesOfAPart) {
  EXPECT_EQ(x.at(1).set(9).to_vector<float>(), (Floats{1, 9, 3}));
  EXPECT_EQ(x.at(slice(none, none, 2)).add(10).to_vector<float>(), (Floats{11, 2, 13}));
  EXPECT_EQ(x.at(slice(none, none, -1)).set(Array::of({7, 8, 9})).to_vector<float>(), (Floats{9, 8, 7}));
  EXPECT_EQ((m.at({ellipsis, 0}).mul(2).to_vector<float>()), (Floats{2, 2, 3, 8, 5, 6}));
  EXPECT_EQ((m.at({0, slice(1, 3)}).max(2.5).to_vector<float>()), (Floats{1, 2.5, 3, 4, 5, 6}));
  EXPECT_EQ(x.at(1).min(0).to_vector<float>(), (Floats{1, 0, 3}));
  EXPECT_EQ(x.at(slice(1, 1)).set(0).to_vector<float>(), (Floats{1, 2, 3}));
  EXPECT_EQ(x.at(-1).get().item<float>(), 3);
  EXPECT_EQ(x.at(1).set(9).dtype(), f32);
  EXPECT_THROW(x.at(slice(0, 2)).set(x), ShapeError);
  EXPECT_THROW(x.at(Array::of({1.f})).set(0), DTypeError);
}

TEST_F(Ops, Products) {
  EXPECT_EQ(dot(x, x).item<float>(), 14);
  EXPECT_EQ(matmul(m, x).to_vector<float>(), (Floats{14, 32}));
  EXPECT_EQ(matmul(m, transpose(m)).to_vector<float>(), (Floats{14, 32, 32, 77}));
  EXPECT_EQ(matmul(zeros({5, 2, 3}), zeros({3, 4})).shape(), (Shape{5, 2, 4}));
  EXPECT_EQ(matmul(zeros({2, 3}), zeros({5, 6, 3, 4})).shape(), (Shape{5, 6, 2, 4}));
  EXPECT_EQ(matmul(zeros({5, 1, 2, 3}), zeros({6, 3, 4})).shape(), (Shape{5, 6, 2, 4}));
  EXPECT_EQ(matmul(x, transpose(m)).shape(), (Shape{2}));
  EXPECT_EQ(tensordot(m, transpose(m), 1).shape(), (Shape{2, 2}));
  EXPECT_EQ(tensordot(m, m, {0, 1}, {0, 1}).item<float>(), 91);
  EXPECT_EQ(outer(x, x).to_vector<float>(), (Floats{1, 2, 3, 2, 4, 6, 3, 6, 9}));
  EXPECT_THROW(matmul(m, m), ShapeError);
  EXPECT_THROW(matmul(m, 2.f), ShapeError);
}

TEST_F(Ops, BatchedProductsAreTheProductsOfTheRows) {
  const Array a = reshape(arange(2 * 2 * 3).astype(f32), {2, 2, 3}), b = reshape(arange(3 * 4).astype(f32), {3, 4});
  EXPECT_EQ(matmul(a, b)[1].to_vector<float>(), matmul(a[1], b).to_vector<float>());
  const Array c = reshape(arange(2 * 3 * 2).astype(f32), {2, 3, 2});
  EXPECT_EQ(matmul(m, c)[1].to_vector<float>(), matmul(m, c[1]).to_vector<float>());
  EXPECT_EQ(matmul(a, c)[1].to_vector<float>(), matmul(a[1], c[1]).to_vector<float>());
}

TEST_F(Ops, OneProgramPerFunctionAndType) {
  static_cast<void>(x + x);
  const int compiled = fake.compiler.counts.compiled;
  static_cast<void>(x + x);
  static_cast<void>(m[1] + x);
  EXPECT_EQ(fake.compiler.counts.compiled, compiled + 1); // the index, not the sum
  const int runs = fake.compiler.counts.runs;
  static_cast<void>(mean(m, 1));
  EXPECT_EQ(fake.compiler.counts.runs, runs + 1);
}

TEST_F(Ops, NothingRunsWhereNothingChanges) {
  const int runs = fake.compiler.counts.runs;
  EXPECT_TRUE(detail::ArrayAccess::same_node(x.astype(f32), x));
  EXPECT_TRUE(detail::ArrayAccess::same_node(reshape(x, {3}), x));
  EXPECT_EQ(fake.compiler.counts.runs, runs);
}

} // namespace
} // namespace burin
