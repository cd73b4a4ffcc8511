// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_scope.h"
#include "tests/frontend/error_text.h"
#include "tests/frontend/fake_compiler.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace burin {
namespace {

using detail::TracedFunction;
using detail::TraceScope;
using detail::Transform;
using Function = std::function<Array(const Array &)>;

void trace(const Function &f, const Array &like, Transform transform = Transform::jit,
           std::vector<std::string> names = {}, const char *path = "argument 0") {
  TraceScope scope({.transform = transform,
                    .function = "train_step",
                    .line = SourceLine("caller.cpp", 7, 1, "main"),
                    .keep_values = false,
                    .argument_names = std::move(names)});
  std::vector<Array> outputs;
  outputs.push_back(f(scope.argument(like, path)));
  scope.close(std::move(outputs));
}

#define EXPECT_CONTAINS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

class Errors : public ::testing::Test {
protected:
  testing::WithFakeCompiler fake;
  Array x = Array::of({1.f, 2.f, 3.f});
};

std::string here(int line) { return std::string("errors_test.cpp:") + std::to_string(line); }

TEST_F(Errors, Broadcasting) {
  const int line = __LINE__ + 1;
  const auto text = text_of_error<ShapeError>([&] { static_cast<void>(x + zeros({4})); });
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "[add] operands of shapes (3,) and (4,) cannot be broadcast; expected equal "
            "extents or 1, got 3 and 4 on axis 0");
  EXPECT_CONTAINS(text, "at " + std::string(__FILE__) + ":" + std::to_string(line));
  EXPECT_CONTAINS(text, here(line));
  EXPECT_CONTAINS(text, "expand_dims");
  EXPECT_CONTAINS(text, "See docs/errors.md#shapeerror");
}

TEST_F(Errors, NamesTheArgument) {
  const auto text = text_of_error<ShapeError>([&] {
    trace([](const Array &a) { return a + zeros({4}); }, x, Transform::jit, {}, "argument 0: .layers[1].kernel");
  });
  EXPECT_CONTAINS(text, "operand 0 is argument 0: .layers[1].kernel");
}

TEST_F(Errors, AFailedOperationLeavesNoProgram) {
  EXPECT_THROW(x + zeros({4}), ShapeError);
  EXPECT_THROW(x + zeros({4}), ShapeError);
  EXPECT_FALSE(detail::tracing());
  EXPECT_EQ((x + x).to_vector<float>()[0], 2);
}

TEST_F(Errors, BooleanConversion) {
  int line = 0;
  const auto text = text_of_error<BoolConversionError>([&] {
    trace(
        [&](const Array &a) {
          line = __LINE__ + 1;
          if (sum(a) > 0)
            return a;
          return -a;
        },
        x, Transform::jit, {"x"});
  });
  EXPECT_CONTAINS(text, "[bool] a C++ condition needs the value of a traced array of type bool[]");
  EXPECT_CONTAINS(text, "`train_step` (traced for jit at caller.cpp:7)");
  EXPECT_CONTAINS(text, "It depends on the value of the argument x.");
  EXPECT_CONTAINS(text, here(line));
  EXPECT_CONTAINS(text, "jit(f, {.static_argnums = {0}})");
  EXPECT_CONTAINS(text, "Static<T>");
  EXPECT_CONTAINS(text, "where(condition, a, b)");
  EXPECT_CONTAINS(text, "#boolconversionerror");
}

TEST_F(Errors, ConversionNamesThePathAndTheTransformation) {
  const auto text = text_of_error<IntegerConversionError>([&] {
    trace(
        [](const Array &a) {
          static_cast<void>(static_cast<int>(a[0]));
          return a;
        },
        x, Transform::checkpoint, {}, "argument 2: .w");
  });
  EXPECT_CONTAINS(text, "depends on the value of argument 2: .w.");
  EXPECT_CONTAINS(text, "checkpoint(f, {.static_argnums = {2}})");
}

TEST_F(Errors, ConversionOfAConstantShowsItsOrigin) {
  int line = 0;
  const auto text = text_of_error<BoolConversionError>([&] {
    trace(
        [&](const Array &a) {
          line = __LINE__ + 1;
          const Array c = sin(Array(1.f));
          if (c > 0)
            return a;
          return -a;
        },
        x);
  });
  EXPECT_CONTAINS(text, "It became a tracer due to operations on these lines:");
  EXPECT_CONTAINS(text, here(line));
  EXPECT_CONTAINS(text, "eval_now");
}

TEST_F(Errors, DependenceGoesThroughNestedTraces) {
  const auto text = text_of_error<BoolConversionError>([&] {
    trace(
        [&](const Array &a) {
          const Array s = sum(a);
          trace(
              [&](const Array &b) {
                if (s > b[0])
                  return a;
                return b;
              },
              x, Transform::jit, {"inner"});
          return s;
        },
        x, Transform::jit, {"outer"});
  });
  EXPECT_CONTAINS(text, "It depends on the value of the argument inner and the argument outer.");
}

TEST_F(Errors, ReadingElements) {
  const auto text = text_of_error<ArrayConversionError>([&] {
    trace(
        [](const Array &a) {
          a.to_vector<float>();
          return a;
        },
        x);
  });
  EXPECT_CONTAINS(text, "float32[3]");
  EXPECT_CONTAINS(text, "#arrayconversionerror");
  EXPECT_THROW(trace([](const Array &a) { return Array(a[0].item<float>()); }, x), ConcretizationError);
}

TEST_F(Errors, DeadTracer) {
  std::vector<Array> kept;
  int made = 0;
  text_of_error<LeakedTracerError>([&] {
    trace(
        [&](const Array &a) {
          made = __LINE__ + 1;
          kept.push_back(a * 2);
          return a;
        },
        x);
  });
  const int used = __LINE__ + 1;
  const auto text = text_of_error<UnexpectedTracerError>([&] { static_cast<void>(kept[0] + 1); });
  EXPECT_CONTAINS(text, here(made));
  EXPECT_CONTAINS(text, here(used));
  EXPECT_CONTAINS(text, "eval_now");
  EXPECT_CONTAINS(text, "#unexpectedtracererror");
  EXPECT_THROW(kept[0].to_vector<float>(), UnexpectedTracerError);
}

TEST_F(Errors, catches_Leak) {
  std::vector<Array> kept;
  int line = 0;
  const auto text = text_of_error<LeakedTracerError>([&] {
    trace(
        [&](const Array &a) {
          line = __LINE__ + 1;
          kept.push_back(sin(a));
          return a;
        },
        x);
  });
  EXPECT_CONTAINS(text, "[jit] a tracer of `train_step` (traced for jit at caller.cpp:7) outlived the trace");
  EXPECT_CONTAINS(text, "float32[3], made at");
  EXPECT_CONTAINS(text, here(line));
  EXPECT_CONTAINS(text, "sin float32[3]");
  EXPECT_CONTAINS(text, "return std::pair{loss, aux}");
  EXPECT_EQ(text.find("eval_now"), std::string::npos);
}

TEST_F(Errors, catches_LeakedConstantAndArgument) {
  std::vector<Array> kept;
  const auto text = text_of_error<LeakedTracerError>([&] {
    trace(
        [&](const Array &a) {
          kept.push_back(sin(ones({2})));
          kept.push_back(a);
          return a;
        },
        x, Transform::jit, {"x"});
  });
  EXPECT_CONTAINS(text, "2 tracers");
  EXPECT_CONTAINS(text, "it depends on no argument");
  EXPECT_CONTAINS(text, "it is the argument x");
  EXPECT_CONTAINS(text, "eval_now");
}

TEST_F(Errors, catches_StoreIntoACapturedArray) {
  Array loss = 0.f;
  int line = 0;
  const auto text = text_of_error<TraceContextError>([&] {
    const auto stores = [&](const Array &a) {
      line = __LINE__ + 1;
      return loss = sum(a);
    };
    trace(stores, x);
  });
  EXPECT_CONTAINS(text, "[assign]");
  EXPECT_CONTAINS(text, here(line));
  EXPECT_CONTAINS(text, "caller.cpp:7");
  EXPECT_CONTAINS(text, "return std::pair{loss, aux}");
  EXPECT_CONTAINS(text, "T& argument");
  EXPECT_EQ(loss.item<float>(), 0);
}

TEST_F(Errors, does_not_flag_LocalVariables) {
  trace(
      [&](const Array &a) {
        Array local;
        local = a * 2;
        std::vector<Array> list(2);
        list[1] = local;
        list.insert(list.begin(), a);
        list.erase(list.begin());
        std::map<int, Array> table;
        table[3] = a;
        std::optional<Array> maybe = a;
        maybe = local;
        std::swap(list[0], local);
        Array inner_born;
        trace(
            [&](const Array &b) {
              Array c;
              c = b + a;
              return c;
            },
            x);
        inner_born = a;
        return list[1] + *maybe + table[3];
      },
      x);
}

TEST_F(Errors, does_not_flag_CapturedConcreteArrays) {
  Array scratch = x;
  trace(
      [&](const Array &a) {
        scratch = Array::of({1.f, 1.f, 1.f});
        return a + scratch;
      },
      x);
}

TEST_F(Errors, catches_BooleanMask) {
  const auto choose = jit([](const Array &a) { return a[a > 1]; });
  const auto text = text_of_error<NonConcreteIndexError>([&] { static_cast<void>(choose(x)); });
  EXPECT_CONTAINS(text, "where(mask, x, other)");
}

TEST_F(Errors, CountsNameTheirFunction) {
  EXPECT_CONTAINS(text_of_error<ShapeError>([&] { static_cast<void>(split(x, 2)); }), "[split] axis 0 of shape (3,)");
  EXPECT_CONTAINS(text_of_error<ShapeError>([&] { static_cast<void>(one_hot(Array::of({1, 2}), -1)); }),
                  "[one_hot] a shape has a negative extent; expected extents of 0 or more, got (2, -1)");
}

TEST_F(Errors, UnknownValueInEvalNow) {
  EXPECT_THROW(trace([](const Array &a) { return eval_now([&] { return a * 2; }); }, x), ConcretizationError);
}

TEST_F(Errors, NoneAsOperand) {
  const auto text = text_of_error<Error>([&] { static_cast<void>(x + Array()); });
  EXPECT_CONTAINS(text, "[add] the array is none");
}

} // namespace
} // namespace burin
