// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Entries at arrays of indices, windows at starts, and what is refused. Numbers are jax 0.10's.
#include "error_text.h"
#include "floats.h"

#include <burin/lax.h>

namespace burin {
namespace {

class Entries : public ::testing::Test {
protected:
  Array v = Array::of({10.f, 20.f, 30.f, 40.f});
  Array m = reshape(arange(12).astype(f32), {3, 4});
};

TEST_F(Entries, take_has_modes) {
  const Array rows = Array::of({-1, 5, -9, 1});
  EXPECT_EQ(values(take(v, rows)), (Floats{40, 0, 0, 20}));
  EXPECT_EQ(values(take(v, rows, 0, IndexMode::clip)), (Floats{40, 40, 10, 20}));
  EXPECT_EQ(take(m, Array::of({{0, 1}, {2, 3}}), 1).shape(), (Shape{3, 2, 2}));
  EXPECT_EQ(take(m, 2, 1).to_vector<float>(), (Floats{2, 6, 10}));
  EXPECT_EQ(take(zeros({0, 2}), zeros({0}, i32)).shape(), (Shape{0, 2}));
}

TEST_F(Entries, clipped_reads_add_to_the_nearest_entry) {
  const auto loss = [](const Array &x) { return sum(take(x, Array::of({-1, 5, -9, 1}), 0, IndexMode::clip)); };
  EXPECT_EQ(values(grad(loss)(v)), (Floats{1, 1, 0, 2}));
}

TEST_F(Entries, along_an_axis) {
  const Array columns = Array::of({{3, 0}, {-1, -1}, {1, 2}});
  EXPECT_EQ(values(take_along_axis(m, columns, 1)), (Floats{3, 0, 7, 7, 9, 10}));
  EXPECT_EQ(values(take_along_axis(m, Array::of({{2, 0, 1, 1}}), 0)), (Floats{8, 1, 6, 7}));
  EXPECT_EQ(values(take_along_axis(m, Array::of({{3}}), 1)), (Floats{3, 7, 11}));
  const auto loss = [&](const Array &x) { return sum(take_along_axis(x, columns, 1) * 2); };
  EXPECT_EQ(values(jit(grad(loss))(m)), (Floats{2, 0, 0, 2, 0, 0, 0, 4, 0, 2, 2, 0}));
  EXPECT_EQ(values(put_along_axis(m, columns, -1, 1)), (Floats{-1, 1, 2, -1, 4, 5, 6, -1, 8, -1, -1, 11}));
}

TEST_F(Entries, an_index_may_be_traced) {
  const auto entry = [](const Array &x, const Array &i) { return x[{i, slice(1, 3)}]; };
  EXPECT_EQ(values(jit(entry)(m, Array(-1))), (Floats{9, 10}));
  const auto update = [](const Array &x, const Array &i) { return x.at({i, 0}).set(-5); };
  EXPECT_EQ(values(jit(update)(m, Array(1)))[4], -5);
}

TEST_F(Entries, masks_are_known_values) {
  EXPECT_EQ(values(v[v > 15]), (Floats{20, 30, 40}));
  const auto loss = [](const Array &x) { return sum(x[x > 15] * x[x > 15]); };
  EXPECT_EQ(values(grad(loss)(v)), (Floats{0, 40, 60, 80}));
  EXPECT_EQ(values(v.at(v > 15).add(Array::of({1.f, 2.f, 3.f}))), (Floats{10, 21, 32, 43}));
}

TEST_F(Entries, a_mask_of_unknown_values_takes_a_number) {
  const auto update = [](const Array &x) { return x.at(x > 15).mul(2); };
  EXPECT_EQ(values(jit(update)(v)), (Floats{10, 40, 60, 80}));
}

TEST_F(Entries, catches_masks_of_unknown_values) {
  EXPECT_ERROR(NonConcreteIndexError, jit([](const Array &x) { return x[x > 15]; })(v),
               "a boolean array whose values are not known gives a shape that depends on them",
               "where(mask, x, other)");
}

TEST_F(Entries, updates_with_options) {
  const Array rows = Array::of({1, 1, 7});
  EXPECT_EQ(values(v.at(rows).add(1)), (Floats{10, 22, 30, 40}));
  EXPECT_EQ(values(v.at(rows).add(1, {.mode = IndexMode::clip})), (Floats{10, 22, 30, 41}));
  EXPECT_EQ(values(v.at(rows).apply([](const Array &x) { return x * x; })), (Floats{10, 400, 30, 40}));
  EXPECT_EQ(v.at(rows).set(1).dtype(), f32);
}

TEST_F(Entries, products_have_derivatives_where_no_updates_meet) {
  const auto product = [](const Array &x, const Array &y) {
    return sum(x.at(Array::of({2, 0})).mul(y, {.unique_indices = true}));
  };
  const auto [dx, dy] = grad<0, 1>(product)(v, Array::of({3.f, 5.f}));
  EXPECT_EQ(values(dx), (Floats{5, 1, 3, 1}));
  EXPECT_EQ(values(dy), (Floats{30, 10}));
}

TEST_F(Entries, catches_derivatives_of_products_that_may_meet) {
  const auto product = [](const Array &x) { return sum(Array::of({1.f, 2.f}).at(Array::of({0, 0})).mul(x)); };
  EXPECT_ERROR(Error, static_cast<void>(grad(product)(Array::of({3.f, 5.f}))), "promise unique_indices");
}

TEST_F(Entries, ties_of_extrema_share_the_gradient) {
  const auto largest = [](const Array &x, const Array &y) { return sum(x.at(Array::of({0, 0, 1})).max(y)); };
  const auto [dx, dy] = grad<0, 1>(largest)(Array::of({2.f, 2.f}), Array::of({2.f, 1.f, 3.f}));
  EXPECT_EQ(values(dx), (Floats{0.5, 0}));
  EXPECT_EQ(values(dy), (Floats{0.5, 0, 1}));
}

TEST_F(Entries, windows_at_starts) {
  EXPECT_EQ(values(lax::dynamic_slice(m, {1, 9}, {2, 2})), (Floats{6, 7, 10, 11}));
  EXPECT_EQ(values(lax::dynamic_slice(m, {-1, Array::of(-3)}, {1, 2})), (Floats{9, 10}));
  EXPECT_EQ(values(lax::dynamic_slice_in_dim(m, 2, 2, 1)), (Floats{2, 3, 6, 7, 10, 11}));
  EXPECT_EQ(lax::dynamic_index_in_dim(m, 1).shape(), (Shape{1, 4}));
  EXPECT_EQ(values(lax::dynamic_index_in_dim(m, 1, 1, false)), (Floats{1, 5, 9}));
  EXPECT_EQ(values(lax::index_in_dim(m, -1, 0, false)), (Floats{8, 9, 10, 11}));
  EXPECT_EQ(values(lax::dynamic_update_slice(v, Array::of({1.f, 2.f}), {3})), (Floats{10, 20, 1, 2}));
  EXPECT_EQ(values(lax::dynamic_update_slice_in_dim(v, Array::of({1}), -2)), (Floats{10, 20, 1, 40}));
  EXPECT_EQ(values(lax::dynamic_update_index_in_dim(m, zeros({3}), 3, 1)),
            (Floats{0, 1, 2, 0, 4, 5, 6, 0, 8, 9, 10, 0}));
  const auto loss = [](const Array &x, const Array &i) { return sum(lax::dynamic_slice(x, {i}, {2}) * 3); };
  EXPECT_EQ(values(jit(grad(loss))(v, Array(9))), (Floats{0, 0, 3, 3}));
}

TEST_F(Entries, windows_at_index_vectors) {
  const Array starts = Array::of({{0, 1}, {2, 2}, {1, 3}});
  const lax::GatherDimensions read{.offset_dims = {1, 2}, .start_index_map = {0, 1}};
  EXPECT_EQ(values(lax::gather(m, starts, read, {1, 2})), (Floats{1, 2, 10, 11, 0, 0}));
  EXPECT_EQ(values(lax::gather(m, starts, read, {1, 2}, IndexMode::clip)), (Floats{1, 2, 10, 11, 6, 7}));
  const lax::ScatterDimensions write{.update_window_dims = {1, 2}, .scatter_dims_to_operand_dims = {0, 1}};
  const Array updates = ones({3, 1, 2}), base = zeros({3, 4});
  EXPECT_EQ(values(lax::scatter_add(base, starts, updates, write)), (Floats{0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1}));
  EXPECT_EQ(values(lax::scatter(base, starts, updates, write, {.mode = IndexMode::clip})),
            (Floats{0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1}));
  EXPECT_EQ(values(lax::scatter_mul(m, starts, updates * 2, write)), (Floats{0, 2, 4, 3, 4, 5, 6, 7, 8, 9, 20, 22}));
  EXPECT_EQ(values(lax::scatter_min(m, starts, updates, write)), (Floats{0, 1, 1, 3, 4, 5, 6, 7, 8, 9, 1, 1}));
  EXPECT_EQ(values(lax::scatter_max(m, starts, updates * 5, write)), (Floats{0, 5, 5, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

TEST_F(Entries, errors_say_what_was_expected) {
  EXPECT_ERROR(ShapeError, static_cast<void>(m[zeros({4}, bool_)]),
               "[index] a mask of shape (4,) does not fit shape (3, 4) from axis 0 on");
  EXPECT_ERROR(ShapeError, static_cast<void>((m[{Array::of({0}), 0, 0}])),
               "[index] an array of shape (3, 4) has too many indices; expected at most 2, got 3");
  EXPECT_ERROR(ShapeError, static_cast<void>((m[{Array::of({0, 1}), Array::of({0, 1, 2})}])),
               "[index] operands of shapes (2,) and (3,) cannot be broadcast");
  EXPECT_ERROR(ShapeError, static_cast<void>(zeros({0, 2})[Array::of({0})]),
               "[index] axis 0 of shape (0, 2) has no entries; expected no indices, got 1");
  EXPECT_ERROR(ShapeError, static_cast<void>(m.at(Array::of({0, 1})).set(v[slice(3)])),
               "[at.set] operands of shapes (3,) and (2, 4) cannot be broadcast");
  EXPECT_ERROR(ShapeError, static_cast<void>(take_along_axis(m, Array::of({0}), 0)),
               "[take_along_axis] indices of shape (1,) for an array of shape (3, 4)");
  EXPECT_ERROR(ShapeError, static_cast<void>(put_along_axis(m[slice(1)], Array::of({{0}, {1}}), 1, 1)),
               "[put_along_axis] indices of shape (2, 1) do not fit an array of shape (1, 4)");
  EXPECT_ERROR(ShapeError, static_cast<void>(lax::dynamic_slice(m, {0}, {1, 1})),
               "[dynamic_slice] 1 starts for an array of shape (3, 4); expected one scalar for each axis");
  EXPECT_ERROR(ShapeError, static_cast<void>(lax::gather(m, 0, {}, {1, 1})),
               "[gather] the indices are a scalar; expected index vectors along the last axis");
  EXPECT_ERROR(DTypeError, static_cast<void>(m[v]),
               "[index] indices must be integers; expected an integer dtype, got float32");
}

} // namespace
} // namespace burin
