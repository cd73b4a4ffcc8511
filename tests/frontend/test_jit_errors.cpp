// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <functional>

/// Errors of marking and of keys, each with a program beside it that is right.
namespace {

using namespace burin;

TEST(PlainParameter, catches_an_unmarked_number) {
  const auto f = jit([](const Array &x, bool train) { return train ? x : x * 2; });
  EXPECT_ERROR(ConcretizationError, f(Array(1.f), true),
               "[jit] argument 1 goes to a parameter of plain type bool, which cannot hold a traced value",
               "test_jit_errors.cpp:", ".static_argnums = {1}", "Static<bool>", "type Array", "docs/errors.md#");
  const auto named = jit([](const Array &x, int n) { return x * n; }, {.arg_names = {"x", "count"}});
  EXPECT_ERROR(ConcretizationError, named(Array(1.f), 3), "argument 1 (count)", "plain type int");
  const auto kept = checkpoint([](const Array &x, bool train) { return train ? x : x * 2; });
  EXPECT_ERROR(ConcretizationError, kept(Array(1.f), true), "[checkpoint] argument 1",
               "checkpoint(f, {.static_argnums");
}

TEST(PlainParameter, does_not_flag_marked_or_wrapped_ones) {
  EXPECT_NO_THROW(jit([](const Array &x, bool b) { return b ? x : -x; }, {.static_argnums = {1}})(Array(1.f), true));
  EXPECT_NO_THROW(jit([](const Array &x, Static<bool> b) { return b ? x : -x; })(Array(1.f), true));
  EXPECT_NO_THROW(grad([](const Array &x, bool b) { return b ? x : -x; })(Array(1.f), true));
}

TEST(PlainParameter, is_seen_through_wrappers) {
  const auto f = jit(grad([](const Array &x, int n) { return x * n; }));
  EXPECT_ERROR(ConcretizationError, f(Array(1.f), 3), "[jit] argument 1", "plain type int");
}

TEST(StaticIndex, catches_out_of_range) {
  const auto f = jit([](const Array &x, int n) { return x * n; }, {.static_argnums = {2}});
  EXPECT_ERROR(StaticArgumentError, f(Array(1.f), 3),
               "[jit] static_argnums marks argument 2 of a call with 2 arguments",
               "expected an index from -2 to 1, got 2");
  const auto g = jit([](const Array &x, int n) { return x * n; }, {.static_argnums = {-3}});
  EXPECT_ERROR(StaticArgumentError, g(Array(1.f), 3), "got -3");
}

TEST(StaticIndex, does_not_flag_negative_ones) {
  EXPECT_NO_THROW(jit([](const Array &x, int n) { return x * n; }, {.static_argnums = {-1}})(Array(1.f), 3));
}

struct Scale {
  Array factor;
  Array operator()(const Array &x, bool twice) const { return twice ? x * factor * 2 : x * factor; }
};

TEST(StaticIndex, catches_the_object_of_a_member) {
  const auto f = checkpoint(&Scale::operator(), {.static_argnums = {0, 2}});
  EXPECT_ERROR(StaticArgumentError, f(Scale{Array(1.f)}, Array(1.f), true), "[checkpoint]", "the object");
  EXPECT_NO_THROW(checkpoint(&Scale::operator(), {.static_argnums = {2}})(Scale{Array(1.f)}, Array(1.f), true));
}

struct NoHash {
  explicit NoHash(int v) : value(v) {}
  int value;
};

TEST(StaticValue, catches_unhashable_ones) {
  const auto f = jit([](const Array &x, const NoHash &n) { return x * n.value; }, {.static_argnums = {1}});
  EXPECT_ERROR(StaticArgumentError, f(Array(1.f), NoHash(2)), "argument 1 is marked static", "NoHash", "burin_hash");
  const auto g = jit([](const Array &x, const std::vector<int> &n) { return x * n[0]; }, {.static_argnums = {1}});
  EXPECT_ERROR(StaticArgumentError, g(Array(1.f), std::vector<int>{2}), "argument 1 is marked static");
  const auto h = jit([](const Array &x, const Array &y) { return x * y; }, {.static_argnums = {1}});
  EXPECT_ERROR(StaticArgumentError, h(Array(1.f), Array(2.f)), "burin::Array");
}

struct Hashed {
  explicit Hashed(int v) : value(v) {}
  int value;
  bool operator==(const Hashed &other) const { return value == other.value; }
  friend std::size_t burin_hash(const Hashed &h) { return static_cast<std::size_t>(h.value); }
};

TEST(StaticValue, does_not_flag_hashable_ones) {
  const auto f = jit([](const Array &x, const Hashed &n) { return x * n.value; }, {.static_argnums = {1}});
  EXPECT_EQ(f(Array(1.f), Hashed(2)).item<float>(), 2);
  EXPECT_EQ(f(Array(1.f), Hashed(2)).item<float>(), 2);
  EXPECT_EQ(f(Array(1.f), Hashed(3)).item<float>(), 3);
  EXPECT_EQ(f.trace_count(), 2);
}

TEST(StaticName, catches_unknown_ones_and_arrays) {
  const auto f = jit([](const Scale &s, const Array &x) { return s(x, true); }, {.static_argnames = {"faktor"}});
  EXPECT_ERROR(StaticArgumentError, f(Scale{Array(1.f)}, Array(1.f)), "no argument is called faktor");
  const auto g = jit([](const Scale &s, const Array &x) { return s(x, true); }, {.static_argnames = {"factor"}});
  EXPECT_ERROR(StaticArgumentError, g(Scale{Array(1.f)}, Array(1.f)), "the field factor is an array");
}

TEST(Key, catches_values_that_cannot_be_compared) {
  struct Model {
    Array x;
    std::function<int(int)> f;
  };
  const auto f = jit([](const Model &m) { return m.x; });
  EXPECT_ERROR(StaticArgumentError, f(Model{Array(1.f), {}}), "cannot be compared", ".f");
}

TEST(Condition, names_all_arguments_that_it_depends_on) {
  const auto wants = [](const auto &positive) {
    return text_of_error<BoolConversionError>([&] {
      jit([&](const Array &x, const Array &y, const Array &z, const Array &unused) {
        return positive(x, y, z) ? x : unused;
      })(Array(1.f), Array(2.f), Array(3.f), Array(4.f));
    });
  };
  using In = const Array &;
  expect_pieces(wants([](In x, In, In) { return static_cast<bool>(x > 0); }),
                {"It depends on the value of argument 0."});
  expect_pieces(wants([](In x, In, In z) { return static_cast<bool>(x * z > 0); }),
                {"It depends on the value of argument 0 and argument 2."});
  expect_pieces(wants([](In x, In y, In z) { return static_cast<bool>(x * y + z > 0); }),
                {"It depends on the value of argument 0, argument 1, and argument 2."});
}

TEST(Condition, shows_five_of_the_lines_that_made_it_a_tracer) {
  const auto lines_of = [](int sines) { // besides two constants and the comparison
    return text_of_error<BoolConversionError>([&] {
      jit([&](const Array &x) {
        Array c = 1.f;
        for (int i = 0; i < sines; ++i)
          c = sin(c);
        return c > 0 ? x : -x;
      })(Array(1.f));
    });
  };
  const std::string more = "(Additional originating lines are not shown.)";
  EXPECT_EQ(lines_of(2).find(more), std::string::npos) << lines_of(2);
  expect_pieces(lines_of(3), {"It became a tracer due to operations on these lines:", "sin float32[]", more.c_str()});
}

} // namespace
