// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The report on traces. Compiled with line tables: calls are named by their lines.
#include "error_text.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace burin;

int line = 0;
std::string here(int number) { return "test_retrace.cpp:" + std::to_string(number); }

void expect_none(const std::string &text, std::initializer_list<const char *> pieces) {
  for (const char *piece : pieces)
    EXPECT_EQ(text.find(piece), std::string::npos) << "not wanted: " << piece << "\nin: " << text;
}

struct Pair {
  Array kernel, bias;
  double rate = 0.5;
};

TEST(Explain, names_the_call_what_changed_and_what_it_cost) {
  const auto f = jit([](const Array &x, bool twice) { return twice ? x * 2 : x; },
                     {.static_argnums = {1}, .arg_names = {"x", "twice"}});
  EXPECT_EQ(f.explain().find("0 traces"), f.explain().size() - 9);
  line = __LINE__ + 1;
  f(ones({2}), true);
  const int second = __LINE__ + 1;
  f(ones({3}), true);
  f(ones({2}), true);
  const int third = __LINE__ + 1;
  f(ones({3}), false);
  const std::string text = f.explain();
  expect_pieces(text, {"jit of lambda at ", ": 3 traces, ", " 1. called at ",
                       (here(line) + "\n     the first call").c_str(), "the first call\n     traced in ",
                       " ms, compiled in ", here(second).c_str(), "argument 0 (x) was float32[2], now float32[3]\n",
                       here(third).c_str(), "argument 1 (twice) was true (bool), now false (bool)\n"});
  EXPECT_LT(text.find(here(second)), text.find(here(third)));
}

TEST(Explain, compares_with_the_nearest_earlier_call) {
  const auto f = jit([](const Pair &p, const Array &x) { return p.kernel * x; });
  const auto call = [&](std::int64_t kernel, std::int64_t bias, double rate) {
    f(Pair{ones({kernel}), ones({bias}), rate}, ones({kernel}));
  };
  call(2, 3, 0.5);
  call(4, 5, 0.25);
  call(2, 3, 0.25); // nearer to the first
  expect_pieces(f.explain(),
                {"argument 0: .kernel was float32[2], now float32[4]\n     argument 0: .bias was float32[3], "
                 "now float32[5]\n     argument 0: .rate was 0.5 (double), now 0.25 (double)\n     argument 1 "
                 "was float32[2], now float32[4]\n",
                 "     argument 0: .rate was 0.5 (double), now 0.25 (double)\n     traced in"});
}

TEST(Explain, tells_structure_from_values) {
  const auto f = jit([](const auto &list) { return list.begin()->shape().ndim() ? *list.begin() + 1 : *list.begin(); });
  const Array x = ones({2});
  f(std::vector<Array>{x, x});
  f(std::vector<Array>{x, x, x});
  f(std::vector<Array>{x, none});
  f(std::vector<Array>{x});
  f(std::array<Array, 1>{x});
  expect_pieces(f.explain(),
                {"argument 0 was of size 2, now of size 3\n     argument 0: [2] is new: float32[2]",
                 "argument 0: [1] was float32[2], now none",
                 "argument 0 was of size 2, now of size 1\n     argument 0: [1] is gone: it was none",
                 "argument 0 was a std::vector<burin::Array> of size 1, now a std::array<burin::Array, 1>"});
}

struct Opaque {
  explicit Opaque(int v) : value(v) {}
  int value;
  bool operator==(const Opaque &other) const { return value == other.value; }
  friend std::size_t burin_hash(const Opaque &o) { return static_cast<std::size_t>(o.value); }
};

TEST(Explain, says_that_a_value_without_text_is_another_one) {
  const auto f = jit([](const Array &x, const Opaque &o) { return x * o.value; }, {.static_argnums = {1}});
  f(ones({2}), Opaque(1)), f(ones({2}), Opaque(2));
  expect_pieces(f.explain(), {"argument 1 was a value of type ", "Opaque), now another\n"});
}

TEST(Explain, says_when_an_equal_program_was_there_and_when_the_trace_was_a_part) {
  const auto f = jit([k = 7.25f](const Array &x) { return x * k; });
  const auto same = jit([k = 7.25f](const Array &x) { return x * k; });
  const auto outer = jit([&](const Array &x) { return same(x) + 1; });
  f(ones({5}));
  outer(ones({5}));
  same(ones({5}));
  expect_pieces(f.explain(), {" ms, compiled in "});
  expect_pieces(same.explain(), {": 1 trace, ", ", as a part of another function\n"});
  const auto again = jit([k = 7.25f](const Array &x) { return x * k; });
  again(ones({5}));
  expect_pieces(again.explain(), {" ms, an equal program was found in "});
}

TEST(Explain, shows_eight_changes_and_counts_the_rest) {
  const auto f = jit([](const std::vector<Array> &list) { return list[0]; });
  f(std::vector<Array>(20, ones({2}))), f(std::vector<Array>(20, ones({3})));
  expect_pieces(f.explain(), {"[7] was float32[2]", "and 12 more changes"});
  expect_none(f.explain(), {"[8] was"});
}

TEST(Explain, forgets_the_oldest_traces_and_says_so) {
  const auto f = jit([](const Array &x, Static<int>) { return x; });
  const Array x(1.f);
  for (int i = 0; i < 520; ++i)
    f(x, i);
  f(x, 0); // its trace had to make room
  expect_pieces(f.explain(), {": 521 traces, ", "; the last 512:\n  10. called at", "\n  521. called at",
                              "argument 1 was 519 (int), now 0 (int)"});
}

TEST(ExpectTraces, catches_a_retrace_with_both_lines) {
  line = __LINE__ + 1;
  const auto f = jit([n = 2](const Pair &p) { return p.kernel * n; });
  f.expect_traces(1);
  f(Pair{ones({2}), none});
  const int second = __LINE__ + 1;
  EXPECT_ERROR(CheckError, f(Pair{ones({3}), none}), "expected at most 1 trace, got 2",
               "argument 0: .kernel was float32[2], now float32[3]", "called at ", (here(second) + "\n").c_str(),
               here(line).c_str());
  f(Pair{ones({2}), none});
  EXPECT_EQ(f.trace_count(), 1);
  f.expect_traces(2);
  f(Pair{ones({3}), none});
  EXPECT_ERROR(CheckError, f.expect_traces(1), "was traced too often", "expected at most 1 trace, got 2",
               ".kernel was float32[2], now float32[3]");
}

TEST(ExpectTraces, does_not_flag_equal_keys) {
  const auto f = jit([n = 2](const Pair &p) { return p.kernel * n; });
  f.expect_traces(1);
  for (int i = 0; i < 3; ++i)
    f(Pair{ones({2}), none});
  f.expect_traces(1);
}

std::string logged(const auto &body) {
  testing::internal::CaptureStderr();
  body();
  return testing::internal::GetCapturedStderr();
}

TEST(LogCompiles, writes_a_line_per_compilation) {
  const auto f = jit([k = 8.5f](const Array &x, const Array &y) { return x * k + y; });
  const auto twin = jit([k = 8.5f](const Array &x, const Array &y) { return x * k + y; });
  const Array x = ones({2, 3}), y(1);
  const auto call = [&](const auto &g) {
    const debug::Scoped log(debug::log_compiles);
    line = __LINE__ + 1;
    g(x, y);
  };
  const std::string text = logged([&] { call(f); });
  expect_pieces(text, {"burin: jit of lambda at ", ", called at ", (here(line) + ": (float32").c_str(),
                       ": (float32[2,3], int32[]): traced in ", " ms, compiled in ", " ms\n"});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  EXPECT_EQ(logged([&] { call(f); }), "");
  expect_pieces(logged([&] { call(twin); }), {", an equal program was found in "});
  EXPECT_FALSE(debug::log_compiles);
  EXPECT_EQ(logged([&] { f(ones({3}), y); }), "");
}

TEST(LogCompiles, names_operations_that_run_at_once) {
  const Array x = zeros({3, 1, 2, 1, 5});
  debug::log_compiles = true;
  line = __LINE__ + 1;
  const std::string text = logged([&] { nn::softmax(x); });
  debug::log_compiles = false;
  expect_pieces(text, {"burin: nn.softmax at ", here(line).c_str(), ": (float32[3,1,2,1,5]): traced in "});
}

TEST(LogCompiles, shows_eight_types_and_counts_the_rest) {
  const auto f = jit([](const std::vector<Array> &list) { return list[0] + list[9]; });
  const std::vector<Array> list(10, ones({6}));
  const debug::Scoped log(debug::log_compiles);
  expect_pieces(logged([&] { f(list); }), {"float32[6], and 2 more): "});
}

thread_local bool inner = false;

/// Both threads are inside their traces before either calls the other's function.
TEST(Flights, threads_that_call_each_others_functions_while_tracing_do_not_wait_for_ever) {
  std::atomic<int> inside{0};
  std::function<Array(const Array &)> call_f, call_g;
  const auto meet_and_call = [&](const auto &other) {
    if (std::exchange(inner, true))
      return;
    for (++inside; inside < 2;)
      std::this_thread::yield();
    eval_now([&] { return other(Array(1.f)); });
    inner = false;
  };
  const auto f = jit([&](const Array &x) { return meet_and_call(call_g), x + 1; });
  const auto g = jit([&](const Array &x) { return meet_and_call(call_f), x + 2; });
  call_f = [&](const Array &x) { return f(x); };
  call_g = [&](const Array &x) { return g(x); };
  auto first = std::async(std::launch::async, [&] { return f(Array(1.f)).item<float>(); });
  auto second = std::async(std::launch::async, [&] { return g(Array(1.f)).item<float>(); });
  if (first.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
    std::fputs("two traces wait for each other\n", stderr);
    std::_Exit(1); // the threads cannot be joined
  }
  EXPECT_EQ(first.get(), 2);
  EXPECT_EQ(second.get(), 3);
  EXPECT_EQ(f.trace_count() + g.trace_count(), 3);
}

TEST(Flights, threads_that_miss_one_key_trace_once) {
  std::atomic<int> runs{0};
  const auto f = jit([&](const Array &x) {
    ++runs;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return x + 1;
  });
  std::vector<std::future<float>> results;
  for (int i = 0; i < 4; ++i)
    results.push_back(std::async(std::launch::async, [&] { return f(Array(1.f)).item<float>(); }));
  for (auto &result : results)
    EXPECT_EQ(result.get(), 2);
  EXPECT_EQ(runs, 1);
}

} // namespace
