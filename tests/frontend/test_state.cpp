// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <optional>
#include <vector>

/// State in and out: parameters T&.
namespace {

using namespace burin;

struct Layer {
  Array kernel, bias;
};
struct Model {
  std::vector<Layer> layers;
  nn::Stat count;
  int calls = 0;
};

Model model() { return {{Layer{Array(1.f), Array(2.f)}, Layer{Array(3.f), Array(4.f)}}, Array(0.f), 0}; }

TEST(State, is_written_back) {
  const auto f = jit([](Model &m, const Array &x) {
    m.layers[0].kernel = m.layers[0].kernel + x;
    m.count = m.count + 1;
    return x * 2;
  });
  Model m = model();
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(number(f(m, Array(10.f))), 20);
    EXPECT_EQ(number(m.layers[0].kernel), 1 + 10.f * float(i));
    EXPECT_EQ(number(m.count), float(i));
    EXPECT_EQ(number(m.layers[1].bias), 4);
  }
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(State, is_found_by_what_changed_in_generic_functions) {
  const auto f = jit([](auto &m, auto &x) { m.layers[1].bias = x; });
  Model m = model();
  const Array x(9.f);
  f(m, x);
  EXPECT_EQ(number(m.layers[1].bias), 9);
}

TEST(State, by_value_and_const_parameters_are_inputs) {
  Model m = model();
  jit([](Model m) { m.count = m.count + 1; })(m);
  EXPECT_EQ(number(m.count), 0);
}

TEST(State, of_a_bare_array) {
  const auto f = jit([](Array &x) { x = x + 1; });
  Array x(1.f);
  f(x), f(x);
  EXPECT_EQ(number(x), 3);
}

TEST(State, shared_buffers_of_the_caller_stay) {
  Array x(1.f);
  const Array before = x;
  jit([](Array &x) { x = x + 1; })(x);
  EXPECT_EQ(number(before), 1);
}

TEST(State, swapped_fields) {
  const auto f = jit([](Layer &l) { std::swap(l.kernel, l.bias); });
  Layer l{Array(1.f), Array::of({2.f, 3.f})};
  f(l);
  EXPECT_EQ(number(l.bias), 1);
  EXPECT_EQ(l.kernel.to_vector<float>(), (std::vector<float>{2, 3}));
  f(l);
  EXPECT_EQ(number(l.kernel), 1);
}

TEST(State, structure_edits_are_reflected_and_retrace_once) {
  const auto f = jit([](Model &m, const Array &x) {
    m.layers[0].bias = none;
    if (m.layers.size() < 3)
      m.layers.push_back(Layer{x, x * 2});
    m.calls = 5;
  });
  Model m = model();
  f(m, Array(7.f));
  EXPECT_TRUE(m.layers[0].bias.is_none());
  ASSERT_EQ(m.layers.size(), 3u);
  EXPECT_EQ(number(m.layers[2].bias), 14);
  EXPECT_EQ(number(m.layers[0].kernel), 1);
  EXPECT_EQ(m.calls, 5);
  f(m, Array(8.f)), f(m, Array(8.f));
  EXPECT_EQ(f.trace_count(), 2);
  Model again = model();
  f(again, Array(6.f));
  EXPECT_EQ(number(again.layers[2].kernel), 6);
  EXPECT_EQ(f.trace_count(), 2);
}

TEST(State, through_nested_transformations) {
  const auto inner = jit([](Model &m, const Array &x) { m.count = m.count + x; });
  const auto outer = jit([&](Model &m, const Array &x) {
    inner(m, x);
    inner(m, x * 2);
    Array local = x;
    jit([](Array &y) { y = y + 1; })(local);
    return local;
  });
  Model m = model();
  EXPECT_EQ(number(outer(m, Array(2.f))), 3);
  EXPECT_EQ(number(m.count), 6);
}

TEST(State, under_grad) {
  const auto loss = [](Model &m, const Array &x) {
    m.count = m.count + 1;
    return m.layers[0].kernel * x;
  };
  Model m = model();
  const Model g = grad(loss)(m, Array(5.f));
  EXPECT_EQ(number(g.layers[0].kernel), 5);
  EXPECT_TRUE(g.count.is_none());
  EXPECT_EQ(number(m.count), 1);
  jit([&](Model &m, const Array &x) { grad(loss)(m, x); })(m, Array(5.f));
  EXPECT_EQ(number(m.count), 2);
}

TEST(State, under_checkpoint) {
  const auto step = checkpoint([](Model &m, const Array &x) {
    m.count = m.count + 1;
    return x * m.layers[0].kernel;
  });
  Model m = model();
  step(m, Array(2.f));
  EXPECT_EQ(number(m.count), 1);
  const Array g = grad([&](const Array &x, Model &m) { return step(m, x); })(Array(2.f), m);
  EXPECT_EQ(number(g), 1);
  EXPECT_EQ(number(m.count), 2);
}

TEST(State, stays_when_the_function_throws) {
  Model m = model();
  const auto f = jit(
      [](Model &m, bool fail) {
        m.count = m.count + 1;
        if (fail)
          throw std::runtime_error("mine");
      },
      {.static_argnums = {1}});
  EXPECT_ERROR(std::runtime_error, f(m, true), "mine");
  EXPECT_EQ(number(m.count), 0);
  f(m, false);
  EXPECT_EQ(number(m.count), 1);
}

TEST(Aliases, catches_one_object_twice) {
  const auto f = jit([](Layer &a, Layer &b) { a.kernel = a.kernel + b.kernel; });
  Layer l{Array(1.f), Array(2.f)}, other = l;
  EXPECT_ERROR(TreeError, f(l, l), "[jit] argument 0 and argument 1 are the same object", "changes argument 0");
  f(l, other);
  EXPECT_EQ(number(l.kernel), 2);
  EXPECT_ERROR(TreeError, f(l, l), "are the same object");
}

TEST(Aliases, catches_an_object_inside_another) {
  Layer l{Array(1.f), Array(2.f)};
  const auto f = jit([](Layer &l, const Array &x) { l.bias = x; }, {.arg_names = {"layer", "x"}});
  EXPECT_ERROR(TreeError, f(l, l.kernel), "argument 0 (layer) and argument 1 (x) overlap");
}

TEST(Aliases, does_not_flag_inputs) {
  const Layer l{Array(1.f), Array(2.f)};
  EXPECT_EQ(number(jit([](const Layer &a, const Layer &b) { return a.kernel + b.bias; })(l, l)), 3);
  Array x(2.f);
  EXPECT_EQ(number(jit([](Array &a, Array &b) { return a * b; })(x, x)), 4);
}

TEST(Captured, catches_state_assigned_through_an_inner_call) {
  Model captured = model();
  const auto inner = jit([](Model &m, const Array &x) { m.count = x; });
  const auto outer = jit([&](const Array &x) {
    inner(captured, x);
    return x;
  });
  EXPECT_ERROR(TraceContextError, outer(Array(1.f)), "stored in a variable that was made outside of its trace");
  EXPECT_EQ(number(captured.count), 0);
}

TEST(Captured, catches_assignment_and_escape) {
  Array captured(1.f);
  EXPECT_THROW(jit([&](const Array &x) { captured = x * 2; })(Array(1.f)), TraceContextError);
  EXPECT_EQ(number(captured), 1);
  std::vector<Array> kept;
  EXPECT_THROW(jit([&](const Array &x) {
                 kept.push_back(x * 2);
                 return x;
               })(Array(1.f)),
               LeakedTracerError);
}

TEST(Captured, compound_assignment_is_an_assignment) {
  Array x(3.f);
  x += 1, x *= 2.5, x -= Array(4.f), x /= 2;
  EXPECT_EQ(number(x), 3);
  EXPECT_ERROR(TraceContextError, jit([&](const Array &y) { x += y; })(Array(1.f)), "stored at ", "test_state.cpp:");
  EXPECT_EQ(number(x), 3);
}

TEST(Captured, does_not_flag_locals_reads_and_exceptions) {
  const Array captured(5.f);
  const auto f = jit([&](const Array &x) {
    std::vector<Array> list{x, x + captured};
    std::swap(list[0], list[1]);
    list.insert(list.begin(), x);
    std::optional<Array> maybe;
    maybe = list[1];
    auto twice = [&](const Array &y) { return y * 2; };
    Array sum = twice(*maybe);
    sum = sum + list[2];
    return sum;
  });
  EXPECT_EQ(number(f(Array(1.f))), 13);
  EXPECT_THROW(jit([&](const Array &x) -> Array {
                 const Array y = x * 2;
                 throw std::logic_error("mine");
               })(Array(1.f)),
               std::logic_error);
}

} // namespace
