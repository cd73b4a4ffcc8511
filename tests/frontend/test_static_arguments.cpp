// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Static arguments of checkpoint: how they are counted, and what they are keyed by. test_jit_errors.cpp has those of
// jit.
#include "error_text.h"

#include <string>
#include <vector>

namespace {

using namespace burin;

TEST(StaticArguments, count_the_arguments_of_the_call) {
  const auto f = [](const Array &x, int n, const std::string &name) { return x * n * (name == "ten" ? 10 : 1); };
  for (const std::vector<int> &marks : {std::vector<int>{1, 2}, {1, -1}, {-2, 2}, {-2, -1}, {1, 1, 2}})
    EXPECT_EQ(checkpoint(f, {.static_argnums = marks})(Array(2.f), 3, "ten").item<float>(), 60);
  EXPECT_ERROR(StaticArgumentError, checkpoint(f, {.static_argnums = {3}})(Array(2.f), 3, "ten"),
               "[checkpoint] static_argnums marks argument 3 of a call with 3 arguments",
               "expected an index from -3 to 2");
  EXPECT_ERROR(StaticArgumentError, checkpoint(f, {.static_argnums = {-4}})(Array(2.f), 3, "ten"), "got -4");
  EXPECT_ERROR(ConcretizationError, checkpoint(f)(Array(2.f), 3, "ten"),
               "argument 1 goes to a parameter of plain type int");
  struct Scale {
    Array by;
    Array apply(const Array &x, int n) const { return x * by * n; }
  };
  const auto member = checkpoint(&Scale::apply, {.static_argnums = {2}});
  EXPECT_EQ(member(Scale{2.f}, Array(3.f), 5).item<float>(), 30);
  EXPECT_ERROR(StaticArgumentError, checkpoint(&Scale::apply, {.static_argnums = {0, 2}})(Scale{2.f}, Array(3.f), 5),
               "argument 0, which is the object");
}

struct Setting {
  float factor = 1;
  bool operator==(const Setting &) const = default;
};

TEST(StaticArguments, are_keyed_by_type_and_value) {
  int runs = 0;
  const auto f = checkpoint([&](const Array &x, auto n) { return ++runs, x * n; }, {.static_argnums = {1}});
  f(Array(2.f), 1), f(Array(2.f), true), f(Array(2.f), 1.0), f(Array(2.f), 1);
  EXPECT_EQ(runs, 3);
  const auto g =
      checkpoint([&](const Array &x, const Setting &s) { return ++runs, x * s.factor; }, {.static_argnums = {1}});
  runs = 0;
  Setting setting{2};
  EXPECT_EQ(g(Array(3.f), setting).item<float>(), 6);
  setting.factor = 5; // the key holds a copy
  EXPECT_EQ(g(Array(3.f), setting).item<float>(), 15);
  EXPECT_EQ(g(Array(3.f), Setting{2}).item<float>(), 6);
  EXPECT_EQ(runs, 2);
}

/// What is marked by -1 depends on the call.
struct Power {
  Array operator()(const Array &x, int n) const { return n == 0 ? ones(x.shape()) : x * (*this)(x, n - 1); }
  Array operator()(const Array &x, const Array &factor, int n) const { return factor * (*this)(x, n); }
};

TEST(StaticArguments, negative_ones_are_resolved_in_each_call) {
  const auto f = checkpoint(Power(), {.static_argnums = {-1}});
  EXPECT_EQ(f(Array(2.f), 3).item<float>(), 8);
  EXPECT_EQ(f(Array(2.f), Array(5.f), 3).item<float>(), 40);
  EXPECT_EQ(grad([&](const Array &x) { return f(x, x, 3); })(Array(2.f)).item<float>(), 32);
}

TEST(StaticArguments, by_number_and_by_name_are_marked_together) {
  const auto f = [](const Array &x, bool negative, int n) { return (negative ? -x : x) * n; };
  const CheckpointOptions both{.static_argnums = {1}, .static_argnames = {"n"}, .arg_names = {"x", "negative", "n"}};
  EXPECT_EQ(checkpoint(f, both)(Array(2.f), true, 3).item<float>(), -6);
  EXPECT_EQ(jit(f, {.static_argnums = {1}, .static_argnames = {"n"}, .arg_names = {"x", "negative", "n"}})(Array(2.f),
                                                                                                           true, 3)
                .item<float>(),
            -6);
}

TEST(StaticArguments, of_a_jitted_member_may_be_negative) {
  struct Scale {
    Array by;
    Array apply(const Array &x, bool twice) const { return twice ? x * by * 2 : x * by; }
  };
  EXPECT_EQ(jit(&Scale::apply, {.static_argnums = {-1}})(Scale{3.f}, Array(2.f), true).item<float>(), 12);
  EXPECT_ERROR(StaticArgumentError, jit(&Scale::apply, {.static_argnums = {0, 2}})(Scale{3.f}, Array(2.f), true),
               "[jit]", "argument 0, which is the object");
}

TEST(StaticArguments, more_than_there_are_are_refused) {
  const auto f = jit([](int n = 4) { return Array(n); }, {.static_argnums = {0}});
  EXPECT_ERROR(StaticArgumentError, f(), "[jit] static_argnums marks argument 0 of a call with 0 arguments");
  EXPECT_EQ(f(5).item<int>(), 5);
}

struct Mine {};
struct Moody {
  explicit Moody(bool hash_throws) : hash_throws(hash_throws) {}
  bool hash_throws;
  bool operator==(const Moody &) const { throw Mine(); }
  friend std::size_t burin_hash(const Moody &m) { return m.hash_throws ? throw Mine() : 0; }
};

TEST(StaticArguments, exceptions_of_hash_and_comparison_pass_through) {
  const auto f = jit([](const Array &x, const Moody &) { return x; }, {.static_argnums = {1}});
  EXPECT_THROW(f(Array(1.f), Moody(true)), Mine);
  EXPECT_THROW((f(Array(1.f), Moody(false)), f(Array(1.f), Moody(false))), Mine);
}

} // namespace
