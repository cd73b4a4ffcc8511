// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/control_flow/values.h"

#include <tuple>

/// What loops and branches refuse, each beside the nearest program that they take.
namespace {

using namespace burin;

#define EXPECT_PLACE(error_text, line) expect_pieces(error_text, {place("errors_test.cpp", line).c_str()})

struct Cell {
  Array h, c;
};

TEST(CarryErrors, catches_another_dtype) {
  int call = 0, made = 0;
  const std::string text = text_of_error<DTypeError>([&] {
    const auto body = [&](const Cell &cell, None) {
      made = __LINE__ + 1;
      const Array h = cell.h.astype(i32);
      return std::pair{Cell{h, cell.c}, none};
    };
    call = __LINE__ + 1;
    lax::scan(body, Cell{zeros({2}), zeros({2})}, none, {.length = 3});
  });
  expect_pieces(text,
                {"[scan] the carry: .h changes its type in the body; expected float32[2], as it comes in, got "
                 "int32[2], as it is returned",
                 "what is returned was made at ", "Convert one of them with astype.", "docs/errors.md#dtypeerror"});
  EXPECT_PLACE(text, call);
  EXPECT_PLACE(text, made);
}

TEST(CarryErrors, catches_another_shape) {
  const auto grows = [](const Array &c, None) { return std::pair{concatenate({c, c}), none}; };
  EXPECT_ERROR(
      ShapeError, lax::scan(grows, zeros({2}), none, {.length = 3}),
      "[scan] the carry changes its type in the body; expected float32[2], as it comes in, got float32[4], as it "
      "is returned",
      "errors_test.cpp:", "docs/errors.md#shapeerror");
  EXPECT_ERROR(ShapeError,
               lax::fori_loop(
                   0, 3, [](const Array &, const Array &c) { return concatenate({c, c}); }, zeros({2})),
               "[fori_loop] the carry changes its type");
  EXPECT_ERROR(ShapeError,
               lax::while_loop([](const Array &) { return Array(true); },
                               [](const Array &c) { return concatenate({c, c}); }, zeros({2})),
               "[while_loop] the carry changes its type");
}

// What comes in was made by an operation: its line is told.
TEST(CarryErrors, names_the_line_of_the_initial_value) {
  int made = 0;
  const std::string text = text_of_error<DTypeError>([&] {
    jit([&](const Array &x) {
      made = __LINE__ + 1;
      const Array init = x * 2;
      return lax::scan([](const Array &c, None) { return std::pair{c > 0, none}; }, init, none, {.length = 2}).first;
    })(Array::of(1.f));
  });
  expect_pieces(text,
                {"expected float32[], as it comes in, got bool[], as it is returned", "what comes in was made at "});
  EXPECT_PLACE(text, made);
}

TEST(CarryErrors, catches_another_structure) {
  const std::vector<Array> two{Array(1.f), Array(2.f)};
  const auto grows = [](std::vector<Array> c, None) {
    c.push_back(c[0]);
    return std::pair{c, none};
  };
  EXPECT_ERROR(
      TreeError, lax::scan(grows, two, none, {.length = 3}),
      "[scan] the carry that the body returns has another structure than the initial one; expected of size 2, got "
      "of size 3",
      "errors_test.cpp:", "docs/errors.md#treeerror");
  const auto empties = [](Cell c) {
    c.c = none;
    return c;
  };
  EXPECT_ERROR(TreeError, lax::while_loop([](const Cell &c) { return c.h < 1; }, empties, Cell{Array(0.f), Array(0.f)}),
               "expected .c: an array, got .c: none");
  const auto counts = [](const Array &, std::pair<int, Array> c) {
    ++c.first;
    return c;
  };
  EXPECT_ERROR(TreeError, lax::fori_loop(0, 3, counts, std::pair{0, Array(1.f)}),
               "expected [0]: 0 (int), got [0]: 1 (int)", "what changes is an Array");
}

TEST(CarryErrors, does_not_flag_equal_types) {
  const auto swaps = [](const Cell &c, None) { return std::pair{Cell{c.c, c.h * 2}, none}; };
  EXPECT_NO_THROW(lax::scan(swaps, Cell{zeros({2}), ones({2})}, none, {.length = 3}));
  EXPECT_NO_THROW(
      lax::fori_loop(0, 3, [](const Array &, std::pair<int, Array> c) { return c; }, std::pair{0, Array(1.f)}));
}

const auto keep = [](const Array &c, const auto &) { return std::pair{c, none}; };

TEST(LengthErrors, catches_different_leading_axes) {
  EXPECT_ERROR(ShapeError, lax::scan(keep, Array(0.f), Cell{zeros({3, 2}), zeros({4})}),
               "[scan] the leading axes to scan over have different sizes; expected one length, got 3 and 4",
               "3 is the size of the leading axis of xs: .h of type float32[3,2]",
               "4 is the size of the leading axis of xs: .c of type float32[4]", "errors_test.cpp:");
  EXPECT_ERROR(ShapeError, lax::map([](const Cell &c) { return c.h; }, Cell{zeros({3}), zeros({4})}),
               "[map] the leading axes", "got 3 and 4");
  EXPECT_ERROR(ShapeError, lax::scan(keep, Array(0.f), zeros({3}), {.length = 5}), "got 3 and 5",
               "5 is the option length");
}

TEST(LengthErrors, catches_nothing_to_scan_over) {
  EXPECT_ERROR(ShapeError, lax::scan(keep, Array(0.f), none),
               "[scan] there is nothing to scan over; expected an array in xs, or the option length, got neither",
               "lax::scan(body, init, none, {.length = n})");
  EXPECT_ERROR(ShapeError, lax::scan(keep, Array(0.f), Array()), "there is nothing to scan over");
  EXPECT_ERROR(ShapeError, lax::scan(keep, Array(0.f), 1.f),
               "[scan] xs is a scalar, which has no rows; expected an array with a leading axis, got float32[]");
  EXPECT_ERROR(ShapeError, lax::scan(keep, Array(0.f), none, {.length = -1}),
               "[scan] the option length is negative; expected 0 or more, got -1");
}

TEST(LengthErrors, does_not_flag_a_length_that_fits) {
  EXPECT_NO_THROW(lax::scan(keep, Array(0.f), Cell{zeros({3, 2}), zeros({3})}, {.length = 3}));
  EXPECT_NO_THROW(lax::scan(keep, Array(0.f), none, {.length = 0}));
}

TEST(OptionErrors, catches_numbers_out_of_range) {
  EXPECT_ERROR(UnsupportedError, lax::scan(keep, Array(0.f), zeros({3}), {.unroll = 0}),
               "[scan] the option unroll is out of range; expected 1 or more, got 0");
  const auto add = [](const Array &i, const Array &c) { return c + i; };
  EXPECT_ERROR(UnsupportedError, lax::fori_loop(0, Array(3), add, 0, {.unroll = 2}),
               "[fori_loop] the option unroll needs bounds that are known while tracing");
  EXPECT_ERROR(UnsupportedError, lax::fori_loop(0, 3, add, 0, {.checkpoints = -1}),
               "[fori_loop] the option checkpoints is negative");
  EXPECT_ERROR(UnsupportedError, lax::map([](const Array &x) { return x; }, zeros({3}), {.batch_size = 0}),
               "[map] the option batch_size is out of range; expected 1 or more, got 0");
}

TEST(OptionErrors, does_not_flag_numbers_in_range) {
  EXPECT_NO_THROW(lax::scan(keep, Array(0.f), zeros({3}), {.unroll = 100}));
  EXPECT_NO_THROW(lax::fori_loop(0, 3, [](const Array &i, const Array &c) { return c + i; }, 0, {.unroll = 2}));
}

TEST(ConditionErrors, catches_what_is_no_boolean_scalar) {
  const auto step = [](const Array &c) { return c + 1; };
  EXPECT_ERROR(DTypeError, lax::while_loop([](const Array &c) { return c + 0; }, step, 1.f),
               "[while_loop] the condition is not a boolean scalar; expected bool[], got float32[]", "it was made at ",
               "errors_test.cpp:", "c.i < 10");
  EXPECT_ERROR(DTypeError, lax::while_loop([](const Array &c) { return c < 10; }, step, zeros({2})),
               "expected bool[], got bool[2]", "any(...) or all(...)");
}

TEST(ConditionErrors, does_not_flag_a_boolean_scalar) {
  const auto step = [](const Array &c) { return c + 1; };
  EXPECT_NO_THROW(lax::while_loop([](const Array &c) { return any(c < 2); }, step, zeros({2})));
  EXPECT_NO_THROW(lax::while_loop([](const Array &) { return false; }, step, zeros({2})));
}

TEST(BoundErrors, catches_what_is_no_integer) {
  const auto add = [](const Array &i, const Array &c) { return c + i; };
  EXPECT_ERROR(DTypeError, lax::fori_loop(0, 2.5, add, 0.f),
               "[fori_loop] the upper bound is not an integer scalar; expected an integer scalar, got float32[]");
  EXPECT_ERROR(DTypeError, lax::fori_loop(arange(2), 3, add, 0.f), "the lower bound is not an integer scalar",
               "int32[2]");
}

const auto same = [](const Array &x) { return x; };

TEST(BranchErrors, catches_results_of_different_types) {
  const Array x = zeros({2});
  EXPECT_ERROR(
      ShapeError,
      lax::cond(
          true, same, [](const Array &x) { return sum(x); }, x),
      "[cond] the branches give the result different types; expected float32[], as the false branch gives it, got "
      "float32[2], as the true branch gives it",
      "that of the false branch was made at", "errors_test.cpp:");
  EXPECT_ERROR(
      DTypeError, lax::switch_(0, std::tuple{same, same, [](const Array &x) { return x.astype(i32); }}, x),
      "[switch_] the branches give the result different types; expected float32[2], as the branch 0 gives it, got "
      "int32[2], as the branch 2 gives it");
  const auto cell = [](const Array &x) { return Cell{x, x}; };
  const auto wide = [](const Array &x) { return Cell{x, x.astype(f64)}; };
  EXPECT_ERROR(DTypeError, lax::cond(true, cell, wide, x), "the branches give the result: .c different types");
}

TEST(BranchErrors, catches_results_of_different_structure) {
  const auto full = [](const Array &x) { return Cell{x, x}; };
  const auto half = [](const Array &x) { return Cell{x, Array()}; };
  EXPECT_ERROR(
      TreeError, lax::cond(true, half, full, Array(1.f)),
      "[cond] the branches give results of different structure; expected .c: an array, as the false branch gives "
      "it, got .c: none, as the true branch gives it");
}

TEST(BranchErrors, does_not_flag_equal_results) {
  const auto full = [](const Array &x) { return Cell{x, x * 2}; };
  EXPECT_NO_THROW(lax::cond(true, full, [](const Array &x) { return Cell{x + 1, x}; }, Array(1.f)));
}

TEST(BranchErrors, catches_a_predicate_or_index_that_does_not_decide) {
  EXPECT_ERROR(ShapeError, lax::cond(ones({3}), same, same, Array(1.f)),
               "[cond] the predicate is not a scalar; expected one value that decides for all, got float32[3]",
               "where(condition, a, b)", "errors_test.cpp:");
  EXPECT_ERROR(ShapeError, lax::switch_(arange(3), std::tuple{same, same}, Array(1.f)),
               "[switch_] the index is not a scalar", "int32[3]");
  EXPECT_ERROR(DTypeError, lax::switch_(1.5, std::tuple{same, same}, Array(1.f)),
               "[switch_] the index is not an integer; expected an integer scalar, got float32[]");
  EXPECT_ERROR(DTypeError, lax::switch_(true, std::tuple{same, same}, Array(1.f)), "got bool[]");
  EXPECT_ERROR(ShapeError, lax::switch_(0, std::vector<Array (*)(const Array &)>(), Array(1.f)),
               "[switch_] there are no branches");
}

TEST(BranchErrors, does_not_flag_scalars) {
  EXPECT_NO_THROW(lax::cond(Array::of(2.5), same, same, Array(1.f)));
  EXPECT_NO_THROW(lax::switch_(Array::of(std::int8_t{1}), std::tuple{same, same}, Array(1.f)));
}

TEST(AssociativeErrors, catches_an_operator_that_changes_types) {
  const auto f = [](const Array &a, const Array &b) { return (a + b).astype(f64); };
  EXPECT_ERROR(DTypeError, lax::associative_scan(f, ones({4})),
               "[associative_scan] the operator gives another type than it takes; expected float32[2], got float64[2]");
  const auto g = [](const Array &a, const Array &b) { return sum(a + b); };
  EXPECT_ERROR(ShapeError, lax::associative_scan(g, ones({4})), "expected float32[2], got float32[]");
  EXPECT_ERROR(ShapeError,
               lax::associative_scan([](const Cell &a, const Cell &) { return a; }, Cell{ones({4}), ones({3})}),
               "[associative_scan] the arrays to scan over have different extents along axis 0; expected 4, got 3 in "
               "float32[3] at .c");
  EXPECT_ERROR(ShapeError, lax::associative_scan(f, ones({4}), {.axis = 1}), "associative_scan");
}

// The line of the call, whether options are given in braces, by name or not at all.
TEST(Lines, name_the_call) {
  int line = 0;
  const auto refused = [](const auto &f) { return text_of_error<ShapeError>(f); };
  const auto grows = [](const Array &c, None, const auto &...) { return std::pair{concatenate({c, c}), none}; };
  Array state = 1.f;
  std::string text = refused([&] {
    line = __LINE__ + 1;
    lax::scan(grows, zeros({2}), none, {.length = 2}, state);
  });
  EXPECT_PLACE(text, line);
  text = refused([&] {
    line = __LINE__ + 1;
    const lax::ScanOptions options{.length = 2};
    lax::scan(grows, zeros({2}), none, options);
  });
  EXPECT_PLACE(text, line);
  lax::ScanOptions late;
  late.length = 2;
  EXPECT_EQ(refused([&] { lax::scan(grows, zeros({2}), none, late); }).find("control_flow.h"), std::string::npos);
}

} // namespace
