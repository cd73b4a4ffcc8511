// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "floats.h"

#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace burin;

struct Layer {
  Array kernel, bias;
  double rate = 0.5;
};
enum class Mode { train, test };

Array plus_one(const Array &x) { return x + 1; }

TEST(Jit, computes) {
  const auto f = jit([](const Array &x) { return x * 2 + 1; });
  EXPECT_EQ(f(Array::of({1.f, 2.f})).to_vector<float>(), (std::vector<float>{3, 5}));
  EXPECT_EQ(number(jit(plus_one)(Array(1.f))), 2);
}

TEST(Jit, traces_once_per_type_however_the_argument_is_passed) {
  int runs = 0;
  const auto f = jit([&](const Array &x) { return ++runs, x + 1; });
  Array x = Array::of({1.f, 2.f});
  const Array constant = x;
  f(x), f(constant), f(Array::of({5.f, 6.f})), f(std::move(x));
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(f.trace_count(), 1);
  f(Array::of({1.f}));
  f(Array::of({1, 2}));
  EXPECT_EQ(f.trace_count(), 3);
  f(constant);
  EXPECT_EQ(f.trace_count(), 3);
}

TEST(Jit, by_value_parameters_moved_from_are_no_state) {
  const auto f = jit([](Array x) {
    Array y = std::move(x);
    return y + 1;
  });
  f(Array(1.f));
  const Array x(2.f);
  EXPECT_EQ(number(f(x)), 3);
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(Jit, numbers_are_traced_where_the_parameter_holds_an_array) {
  const auto f = jit([](const Array &x, const Array &n) { return x * n; });
  const auto g = jit([](auto x, auto n) { return x * n; });
  EXPECT_EQ(number(f(Array::of(3.f), 2)), 6);
  EXPECT_EQ(number(f(Array::of(3.f), 5)), 15);
  EXPECT_EQ(f.trace_count(), 1);
  EXPECT_EQ(number(g(Array::of(3.f), 2.0)), 6);
  EXPECT_EQ(number(g(Array::of(3.f), 5.0)), 15);
  EXPECT_EQ(g.trace_count(), 1);
}

TEST(Jit, weakness_is_not_part_of_the_key) {
  const auto f = jit([](const Array &x) { return x * 2; });
  f(1.0), f(Array::of(1.f));
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(Jit, marked_arguments_are_known_while_tracing) {
  const auto f = jit([](const Array &x, bool twice) { return twice ? x * 2 : x; }, {.static_argnums = {1}});
  EXPECT_EQ(number(f(Array(3.f), true)), 6);
  EXPECT_EQ(number(f(Array(3.f), false)), 3);
  EXPECT_EQ(number(f(Array(4.f), true)), 8);
  EXPECT_EQ(f.trace_count(), 2);
}

TEST(Jit, static_values_are_keyed_by_exact_type) {
  const auto f = jit([](const Array &x, auto n) { return x + float(n); }, {.static_argnums = {-1}});
  f(Array(3.f), 1), f(Array(3.f), true), f(Array(3.f), 1.0), f(Array(3.f), 1);
  EXPECT_EQ(f.trace_count(), 3);
}

TEST(Jit, static_by_type_and_by_name) {
  const auto by_type = jit([](const Array &x, Static<bool> twice) { return twice ? x * 2 : x; });
  EXPECT_EQ(number(by_type(Array(3.f), true)), 6);
  const auto by_name = jit([](const Array &x, bool twice) { return twice ? x * 2 : x; },
                           {.static_argnames = {"twice"}, .arg_names = {"x", "twice"}});
  EXPECT_EQ(number(by_name(Array(3.f), true)), 6);
  const auto by_field = jit([](const Layer &l) { return l.kernel * l.rate; }, {.static_argnames = {"rate"}});
  EXPECT_EQ(number(by_field(Layer{Array(3.f), none, 2.0})), 6);
}

struct Config {
  int width = 1;
  std::string name;
  bool operator==(const Config &) const = default;
};

TEST(Jit, metadata_is_part_of_the_key) {
  const auto f = jit([](const Layer &l, const Array &x, Mode mode, const char *) {
    return mode == Mode::train ? l.kernel * x * l.rate : x;
  });
  Layer layer{Array(2.f), none, 0.5};
  const Array x(3.f);
  EXPECT_EQ(number(f(layer, x, Mode::train, "a")), 3);
  layer.rate = 1;
  EXPECT_EQ(number(f(layer, x, Mode::train, "a")), 6);
  EXPECT_EQ(number(f(layer, x, Mode::test, "a")), 3);
  const std::string text = "b";
  f(layer, x, Mode::test, text.c_str());
  EXPECT_EQ(f.trace_count(), 4);
  f(layer, x, Mode::test, "b");
  EXPECT_EQ(f.trace_count(), 4);
}

TEST(Jit, aggregates_can_be_marked_by_what_they_hold) {
  const auto f = jit([](const Array &x, const Config &c) { return x * c.width; }, {.static_argnums = {1}});
  EXPECT_EQ(number(f(Array(2.f), Config{3, "a"})), 6);
  EXPECT_EQ(number(f(Array(2.f), Config{4, "a"})), 8);
  f(Array(2.f), Config{3, "a"});
  EXPECT_EQ(f.trace_count(), 2);
}

TEST(Jit, results_of_every_shape) {
  const Array x(3.f);
  const auto [a, b] = jit([](const Array &x) { return std::pair{x + 1, 7}; })(x);
  EXPECT_EQ(number(a), 4);
  EXPECT_EQ(b, 7);
  const auto made = jit([](const Array &x) { return Layer{x * 2, none, 0.25}; });
  for (int i = 0; i < 2; ++i) {
    const Layer l = made(x);
    EXPECT_EQ(number(l.kernel), 6);
    EXPECT_TRUE(l.bias.is_none());
    EXPECT_EQ(l.rate, 0.25);
  }
  const auto many =
      jit([](const Array &x) { return std::map<std::string, std::vector<Array>>{{"p", {x, x + 1}}, {"q", {}}}; })(x);
  EXPECT_EQ(number(many.at("p")[1]), 4);
  EXPECT_EQ(jit([](const Array &) { return std::string("known"); })(x), "known");
  jit([](const Array &) {})(x);
}

TEST(Jit, arguments_returned_are_forwarded) {
  const auto f = jit([](const Array &x, const Array &y) { return std::pair{y, x}; });
  const auto [y, x] = f(Array(1.f), Array(2.f));
  EXPECT_EQ(number(y), 2);
  EXPECT_EQ(number(x), 1);
}

TEST(Jit, members_and_function_objects) {
  struct Scale {
    Array factor;
    Array operator()(const Array &x, bool twice) const { return twice ? x * factor * 2 : x * factor; }
  };
  const Scale scale{Array(3.f)};
  EXPECT_EQ(number(jit(&Scale::operator(), {.static_argnums = {2}})(scale, Array(2.f), true)), 12);
  EXPECT_EQ(number(jit(scale, {.static_argnums = {1}})(Array(2.f), false)), 6);
}

TEST(Jit, nests_and_takes_in_values_from_outside) {
  const Array offset(10.f);
  const auto inner = jit([&](const Array &x) { return x + offset; });
  const auto outer = jit([&](const Array &x) {
    const Array y = x * 2;
    return jit([&](const Array &z) { return z * y; })(inner(x));
  });
  EXPECT_EQ(number(outer(Array(3.f))), (3 + 10) * 6);
  EXPECT_EQ(number(outer(Array(4.f))), (4 + 10) * 8);
  EXPECT_EQ(outer.trace_count(), 1);
}

TEST(Jit, captureless_lambdas_share_their_traces) {
  static int runs = 0;
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(number(jit([](const Array &x) { return ++runs, x + 1; })(Array(1.f))), 2);
  EXPECT_EQ(runs, 1);
}

TEST(Jit, transformations_of_captureless_lambdas_share_their_traces) {
  static int runs = 0;
  const auto count = [](const auto &make) {
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(number(make()(Array(2.f))), 12);
    return make().trace_count();
  };
  constexpr auto cube = [](const Array &x) { return ++runs, x * x * x; };
  EXPECT_EQ(count([&] { return jit(grad(cube)); }), 1);
  EXPECT_EQ(count([&] { return jit(grad(checkpoint(cube))); }), 1);
  EXPECT_EQ(count([&] { return jit(grad(jit(cube))); }), 1);
  EXPECT_EQ(runs, 3);
}

TEST(Jit, nested_functions_are_traced_once_per_trace_and_counted_once) {
  int runs = 0;
  const auto twice = jit([&](const Array &x) { return ++runs, x * 2; });
  const auto outer = jit([&](const Array &x) { return twice(twice(twice(x))); });
  EXPECT_EQ(number(outer(Array(1.f))), 8);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(number(sum(outer(ones({2})))), 16);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(number(twice(Array(1.f))), 2);
  EXPECT_EQ(number(grad(twice)(Array(1.f))), 2);
  EXPECT_EQ(twice.trace_count(), 2);
}

TEST(Jit, nested_functions_that_take_in_tracers_are_traced_each_time) {
  const auto f = jit([](const Array &x) {
    Array y = x;
    for (int i = 1; i < 4; ++i)
      y = jit([i, &x](const Array &z) { return z * x + i; })(y);
    return y;
  });
  EXPECT_EQ(number(f(Array(2.f))), ((2 * 2 + 1) * 2 + 2) * 2 + 3);
}

Array global;
TEST(Jit, captureless_lambdas_that_take_in_arrays_do_not_share) {
  for (const float v : {1.f, 2.f}) {
    global = Array::of({v, v});
    EXPECT_EQ(number(jit([](const Array &x) { return sum(x + global); })(Array(1.f))), 2 + 2 * v);
  }
  global = none;
}

TEST(Jit, function_pointers_share_by_value) {
  Array (*const minus_one)(const Array &) = [](const Array &x) { return x - 1; };
  EXPECT_EQ(number(jit(&plus_one)(Array(1.f))), 2);
  EXPECT_EQ(number(jit(minus_one)(Array(1.f))), 0);
}

TEST(Jit, exceptions_pass_through_and_nothing_is_kept) {
  struct Mine {};
  bool fail = true;
  int runs = 0;
  const auto f = jit([&](const Array &x) {
    ++runs;
    const Array y = x + 1;
    if (fail)
      throw Mine();
    return y;
  });
  EXPECT_THROW(f(Array(1.f)), Mine);
  EXPECT_EQ(f.trace_count(), 0);
  fail = false;
  EXPECT_EQ(number(f(Array(1.f))), 2);
  EXPECT_EQ(f.trace_count(), 1);
  EXPECT_EQ(runs, 2);
}

TEST(Jit, is_reentrant_through_eval_now) {
  int depth = 0;
  std::function<Array(const Array &)> again;
  const auto f = jit([&](const Array &x) {
    if (++depth == 1)
      eval_now([&] { return again(Array(1.f)); });
    return x + 1;
  });
  again = [&](const Array &x) { return f(x); };
  EXPECT_EQ(number(f(Array(1.f))), 2);
}

TEST(Jit, many_threads_trace_once) {
  std::atomic<int> runs{0};
  const auto f = jit([&](const Array &x) { return ++runs, x * 3; });
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i)
        wrong += number(f(Array(float(t)))) != 3.f * float(t);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(runs, 1);
}

TEST(Jit, threads_trace_different_functions_at_once) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const auto f = jit([t](const Array &x) { return sum(x * t); });
      wrong += number(f(Array::of({1.f, 2.f}))) != 3.f * float(t);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Jit, forgets_the_least_recently_used_trace) {
  // What is captured keeps the traces apart from those of earlier runs.
  const auto f = jit([own = 0](const Array &x, Static<int>) { return static_cast<void>(own), x; });
  const Array x(1.f);
  constexpr int many = 520; // more than detail::TraceCache::capacity
  for (int i = 0; i < many; ++i)
    f(x, i), f(x, 0);
  EXPECT_EQ(f.trace_count(), many);
  f(x, 0), f(x, many - 1);
  EXPECT_EQ(f.trace_count(), many);
  f(x, 1);
  EXPECT_EQ(f.trace_count(), many + 1);
}

TEST(Jit, expect_traces_says_what_differed) {
  const auto f = jit([n = 1](const Array &x, Static<int> k) { return x * k.value() * n; });
  f.expect_traces(1);
  f(Array::of({1.f, 2.f, 3.f}), 2);
  f(Array::of({4.f, 5.f, 6.f}), 2);
  try {
    f(Array::of({1.f}), 2);
    FAIL();
  } catch (const CheckError &error) {
    EXPECT_NE(std::string(error.what()).find("argument 0 was float32[3], now float32[1]"), std::string::npos)
        << error.what();
  }
  try {
    f(Array::of({1.f, 2.f, 3.f}), 5);
    FAIL();
  } catch (const CheckError &error) {
    EXPECT_NE(std::string(error.what()).find("argument 1 was 2 (int), now 5 (int)"), std::string::npos) << error.what();
  }
  EXPECT_EQ(f.trace_count(), 1);
}

} // namespace
