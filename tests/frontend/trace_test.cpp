// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "burin/detail/trace_scope.h"
#include "tests/frontend/fake_compiler.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace burin {
namespace {

using detail::CompiledFunction;
using detail::TracedFunction;
using detail::TraceScope;
using detail::Transform;
using Floats = std::vector<float>;
using Function = std::function<Array(const Array &)>;

TracedFunction trace(const Function &f, const Array &like, bool keep_values = false) {
  TraceScope scope({.transform = keep_values ? Transform::grad : Transform::jit,
                    .function = "f",
                    .line = SourceLine::current(),
                    .keep_values = keep_values,
                    .argument_names = {}});
  std::vector<Array> outputs;
  outputs.push_back(f(scope.argument(like, "argument 0")));
  return scope.close(std::move(outputs));
}

Array call_compiled(const TracedFunction &f, const Array &x) {
  const CompiledFunction compiled(f);
  const Array *leaves[] = {&x};
  Array result[1];
  compiled(leaves, result);
  return result[0];
}

class Tracing : public ::testing::Test {
protected:
  testing::WithFakeCompiler fake;
  Array x = Array::of({1.f, 2.f, 3.f});
};

TEST_F(Tracing, RecordsAndReplays) {
  const TracedFunction f = trace([](const Array &a) { return sum(a * a + 1.0); }, x);
  EXPECT_FALSE(detail::tracing());
  EXPECT_EQ(f.num_arguments(), 1u);
  EXPECT_EQ(f.result_type(0), (ShapeDtype{{}, f32}));
  EXPECT_FALSE(f.took_in_concrete());
  EXPECT_EQ(call_compiled(f, Array::of({1.f, 2.f, 2.f})).item<float>(), 12);
}

TEST_F(Tracing, NothingRunsWhileTracing) {
  const int runs = fake.compiler.counts.runs;
  trace([](const Array &a) { return a * ones({3}) + sin(Array(1.f)); }, x);
  EXPECT_EQ(fake.compiler.counts.runs, runs);
}

TEST_F(Tracing, ConcreteArraysAreCaptured) {
  const TracedFunction f = trace([&](const Array &a) { return a * x + x; }, x);
  ASSERT_EQ(f.captures().size(), 1u);
  EXPECT_TRUE(f.took_in_concrete());
  EXPECT_FALSE(f.captures_tracers());
  EXPECT_EQ(call_compiled(f, x).to_vector<float>(), (Floats{2, 6, 12}));
}

TEST_F(Tracing, ConcreteNumbersBecomeConstants) {
  const Array two = 2.f;
  const TracedFunction f = trace([&](const Array &a) { return a * two; }, x);
  EXPECT_TRUE(f.captures().empty());
  EXPECT_TRUE(f.took_in_concrete());
  EXPECT_EQ(call_compiled(f, x).to_vector<float>(), (Floats{2, 4, 6}));
}

TEST_F(Tracing, ArgumentsPassThrough) {
  const TracedFunction f = trace([](const Array &a) { return a; }, x);
  EXPECT_EQ(f.result_argument(0), 0);
  EXPECT_TRUE(detail::ArrayAccess::same_node(call_compiled(f, x), x));
}

TEST_F(Tracing, NestedFunctionsCaptureOuterTracers) {
  const TracedFunction f = trace(
      [&](const Array &a) {
        const Array twice = a * 2.f;
        const TracedFunction inner = trace([&](const Array &b) { return b + twice; }, a);
        EXPECT_TRUE(inner.captures_tracers());
        const Array arguments[] = {a};
        return detail::call(inner, arguments, SourceLine::current())[0];
      },
      x);
  EXPECT_TRUE(f.captures().empty());
  EXPECT_EQ(call_compiled(f, x).to_vector<float>(), (Floats{3, 6, 9}));
}

TEST_F(Tracing, CapturesGoThroughIntermediateTraces) {
  const TracedFunction f = trace(
      [&](const Array &a) {
        const Array twice = a * 2.f;
        const TracedFunction middle = trace(
            [&](const Array &b) {
              const TracedFunction inner = trace([&](const Array &c) { return c + twice; }, b);
              const Array arguments[] = {b};
              return detail::call(inner, arguments, SourceLine::current())[0] * twice;
            },
            a);
        EXPECT_EQ(middle.captures().size(), 1u);
        const Array arguments[] = {a};
        return detail::call(middle, arguments, SourceLine::current())[0];
      },
      x);
  EXPECT_EQ(call_compiled(f, x).to_vector<float>(), (Floats{6, 24, 54}));
}

TEST_F(Tracing, KeptValuesMayBeBranchedOn) {
  bool positive = false;
  const TracedFunction f = trace(
      [&](const Array &a) {
        EXPECT_TRUE(detail::values_known());
        const Array s = sum(a);
        positive = s > 0 ? true : false;
        EXPECT_EQ(s.item<float>(), 6);
        EXPECT_EQ(mean(a).item<float>(), 2);
        return s * s;
      },
      x, true);
  EXPECT_TRUE(positive);
  EXPECT_EQ(call_compiled(f, x).item<float>(), 36);
}

TEST_F(Tracing, CallsInKeptValuesAreRun) {
  trace(
      [&](const Array &a) {
        const TracedFunction inner = trace([](const Array &b) { return b * 10.f; }, a);
        const Array arguments[] = {a};
        const Array result = detail::call(inner, arguments, SourceLine::current())[0];
        EXPECT_EQ(result.to_vector<float>(), (Floats{10, 20, 30}));
        return result;
      },
      x, true);
}

TEST_F(Tracing, EvalNowIsNotRecorded) {
  Array table;
  const TracedFunction f = trace(
      [&](const Array &a) {
        table = eval_now([&] { return x * 2; });
        return a + table;
      },
      x);
  EXPECT_TRUE(detail::ArrayAccess::is_concrete(table));
  EXPECT_EQ(table.to_vector<float>(), (Floats{2, 4, 6}));
}

TEST_F(Tracing, ResultsOfEvalNowAreVariablesOfTheTrace) {
  trace(
      [&](const Array &a) {
        auto values = eval_now([&] { return std::vector<Array>{x}; });
        values[0] = a;
        Array single = eval_now([&] { return x; });
        single = a;
        return values[0] + single;
      },
      x);
}

TEST_F(Tracing, EveryThreadTracesForItself) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t, this] {
      for (int i = 0; i < 20; ++i) {
        const float factor = static_cast<float>(t + 1);
        const TracedFunction f = trace([&](const Array &a) { return a * factor + a; }, x);
        EXPECT_EQ(call_compiled(f, x).to_vector<float>()[0], factor + 1);
        EXPECT_EQ((x * factor).to_vector<float>()[2], 3 * factor);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST_F(Tracing, UsersLineIsTheLibrarysCaller) {
  trace(
      [](const Array &a) {
        const SourceLine line("user.cpp", 42, 1, "f");
        detail::UserLine user(line);
        try {
          static_cast<void>(a + ones({4}));
          ADD_FAILURE();
        } catch (const ShapeError &error) {
          EXPECT_NE(std::string(error.what()).find("user.cpp:42"), std::string::npos) << error.what();
        }
        return a;
      },
      x);
}

TEST_F(Tracing, UsersExceptionAbandonsTheTrace) {
  struct Mine : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  std::vector<Array> kept;
  EXPECT_THROW(trace(
                   [&](const Array &a) -> Array {
                     kept.push_back(a * 2);
                     throw Mine("mine");
                   },
                   x),
               Mine);
  EXPECT_FALSE(detail::tracing());
  EXPECT_THROW(static_cast<void>(kept[0] + 1), UnexpectedTracerError);
}

} // namespace
} // namespace burin
