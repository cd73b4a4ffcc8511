// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// jit(f).trace(...).lower().compile(): nothing runs before the call, and the call is checked.
#include "error_text.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace burin;

struct Dense {
  Array kernel, bias;
  double scale = 1;
};

TEST(Ahead, types_stand_for_arrays) {
  int runs = 0;
  const auto f = jit([&](const Array &x, auto y) { return ++runs, x * 2 + y; });
  const auto c = f.trace(ShapeDtype{{3}}, ShapeDtype{{}, i32}).compile();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(c(Array::of({1.f, 2.f, 3.f}), Array::of(1)).to_vector<float>(), (std::vector<float>{3, 5, 7}));
  EXPECT_EQ(c(Array::of({1.f, 2.f, 3.f}), 10).to_vector<float>(), (std::vector<float>{12, 14, 16}));
  EXPECT_EQ(runs, 1);
}

TEST(Ahead, the_jitted_function_finds_what_was_compiled) {
  int runs = 0;
  const auto f = jit([&](const Array &x) { return ++runs, x + 1; });
  f.expect_traces(1);
  const auto c = f.trace(ShapeDtype{{2}}).compile();
  f(ones({2}));
  f.trace(ShapeDtype{{2}}).compile();
  EXPECT_EQ(f.trace_count(), 1);
  EXPECT_EQ(runs, 2); // a trace asked for is made
  EXPECT_ERROR(CheckError, f.trace(ShapeDtype{{3}}), "argument 0 was float32[2], now float32[3]");
  expect_pieces(f.explain(), {": 1 trace, ", ", ahead of time"});
}

TEST(Ahead, trees_of_abstract_arrays) {
  const Dense model{ones({2, 3}), none, 2};
  const Dense shape = abstract(model);
  EXPECT_EQ(shape.kernel.shape(), (Shape{2, 3}));
  EXPECT_TRUE(shape.bias.is_none());
  const auto f = jit([](const Dense &d, const Array &x) { return matmul(x, d.kernel) * d.scale; });
  const auto c = f.trace(shape, ShapeDtype{{4, 2}}).compile();
  EXPECT_EQ(c(model, ones({4, 2})).to_vector<float>(), std::vector<float>(12, 4));
  const Dense by_hand{abstract({{2, 3}}), none, 2};
  EXPECT_EQ(f.trace(by_hand, ones({4, 2})).ir(), f.trace(model, ones({4, 2})).ir());
}

TEST(Ahead, state_is_written_back) {
  const auto step = jit([](Array &count, Dense &d, const Array &x) {
    count += 1;
    d.kernel = d.kernel * x;
    return sum(d.kernel);
  });
  Dense d{ones({2}), none};
  Array count(0), x = Array::of(3.f);
  Dense shape = abstract(d);
  const auto c = step.trace(ShapeDtype{{}, i32}, shape, ShapeDtype{}).compile();
  EXPECT_EQ(c(count, d, x).item<float>(), 6);
  EXPECT_EQ(c(count, d, x).item<float>(), 18);
  EXPECT_EQ(count.item<int>(), 2);
  EXPECT_EQ(d.kernel.to_vector<float>(), (std::vector<float>{9, 9}));
}

TEST(Ahead, results_of_every_kind) {
  const auto f = jit([](const Array &x) { return std::pair{Dense{x * 2, none, 0.5}, std::string("known")}; });
  const auto traced = f.trace(ShapeDtype{{2}});
  EXPECT_EQ(traced.out_info().first.kernel.shape(), (Shape{2}));
  EXPECT_EQ(traced.out_info().second, "known");
  const auto [d, text] = traced.compile()(ones({2}));
  EXPECT_EQ(d.kernel.to_vector<float>(), (std::vector<float>{2, 2}));
  EXPECT_EQ(d.scale, 0.5);
  EXPECT_EQ(text, "known");
  jit([](Array &x) { x = x + 1; }).trace(ShapeDtype{}).compile();
  const auto same = jit([](const Array &x) { return x; }).trace(ShapeDtype{{3}}).compile();
  EXPECT_EQ(same(ones({3})).size(), 3);
}

TEST(Ahead, static_arguments_are_passed_again) {
  const auto f = jit([](const Array &x, int n, Static<bool> negate) { return negate ? x * -n : x * n; },
                     {.static_argnums = {1}, .arg_names = {"x", "n", "negate"}});
  const auto c = f.trace(ShapeDtype{}, 3, true).compile();
  EXPECT_EQ(c(Array::of(2.f), 3, true).item<float>(), -6);
  EXPECT_ERROR(StaticArgumentError, c(Array::of(2.f), 4, true), "[compiled] the arguments are not those that lambda",
               "argument 1 (n): compiled for 3 (int), called with 4 (int)");
  EXPECT_ERROR(StaticArgumentError, c(Array::of(2.f), 3, false), "argument 2 (negate): compiled for true");
}

TEST(Ahead, catches_other_arguments) {
  const auto c = jit([](const Dense &d, const Array &x) { return d.kernel * x * d.scale; }, {.arg_names = {"d", "x"}})
                     .trace(Dense{ones({2}), none}, ShapeDtype{{2}})
                     .compile();
  const Array x = ones({2});
  EXPECT_ERROR(ShapeError, c(Dense{ones({3}), none}, x), "[compiled]",
               "argument 0 (d): .kernel: compiled for float32[2], called with float32[3]",
               "it was made by jit of lambda at", "See docs/errors.md#shapeerror");
  EXPECT_ERROR(DTypeError, c(Dense{ones({3}), none}, ones({2}, i32)), ".kernel: compiled for float32[2]",
               "argument 1 (x): compiled for float32[2], called with int32[2]");
  EXPECT_ERROR(TreeError, c(Dense{ones({2}), x}, x),
               "argument 0 (d): .bias: compiled for none, called with float32[2]");
  EXPECT_ERROR(StaticArgumentError, c(Dense{ones({2}), none, 3}, x),
               "argument 0 (d): .scale: compiled for 1 (double), called with 3 (double)");
}

TEST(Ahead, catches_other_structures_and_temporary_state) {
  const auto g = jit([](const auto &list) { return list[0] + 1; });
  const auto c = g.trace(std::vector<Array>(2, ones({2}))).compile();
  EXPECT_ERROR(TreeError, c(std::vector<Array>(3, ones({2}))),
               "argument 0: compiled for std::vector<burin::Array> of size 2, called with std::vector<burin::Array> of "
               "size 3",
               "argument 0: [2]: compiled for nothing, called with float32[2]");
  EXPECT_ERROR(TreeError, c(std::array<Array, 2>{ones({2}), ones({2})}), "called with std::array<burin::Array, 2>");
  const auto h = jit([](auto &&x) { return x = x + 1; });
  Array x = ones({2});
  const auto state = h.trace(x).compile();
  state(x);
  EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{2, 2}));
  EXPECT_ERROR(TreeError, state(ones({2})), "one that the function changes is no variable");
}

TEST(Ahead, does_not_flag_equal_arguments) {
  const auto c = jit([](const Dense &d, const Array &x) { return d.kernel * x; })
                     .trace(Dense{ones({2}), none}, ones({2}))
                     .compile();
  Dense d{zeros({2}), none};
  const Array x = ones({2});
  for (int i = 0; i < 2; ++i) {
    c(d, x), c(std::as_const(d), ones({2})), c(Dense(d), x);
    EXPECT_EQ(c(d, x).to_vector<float>(), (std::vector<float>{0, 0}));
  }
}

TEST(Ahead, is_no_part_of_other_traces) {
  const auto c = jit([](const Array &x) { return x + 1; }).trace(ShapeDtype{}).compile();
  EXPECT_ERROR(UnsupportedError, jit([&](const Array &x) { return c(x); })(Array(1.f)), "[compiled] a compiled program",
               "Call the jitted function itself");
  EXPECT_ERROR(UnsupportedError, grad([&](const Array &x) { return c(x); })(Array(1.f)), "cannot be recorded");
  const Array one = Array::of(1.f);
  EXPECT_EQ(jit([&](const Array &x) { return x * eval_now([&] { return c(one); }); })(Array(3.f)).item<float>(), 6);
}

TEST(Abstract, catches_reading_and_computing) {
  const Array a = abstract({{2}, f32});
  EXPECT_ERROR(ConcretizationError, a.to_vector<float>(), "the array is abstract", "float32[2]", "it was made at ",
               "test_aot.cpp");
  EXPECT_ERROR(ConcretizationError, a + 1, "the array is abstract");
  EXPECT_ERROR(ConcretizationError, jit([](const Array &x) { return x + 1; })(a), "the array is abstract");
  EXPECT_ERROR(ConcretizationError, jit([&](const Array &x) { return x + a; })(ones({2})), "the array is abstract");
  std::ostringstream text;
  text << a;
  EXPECT_EQ(text.str(), "abstract float32[2]");
}

TEST(Abstract, does_not_flag_copies) {
  Array a = abstract({{2}, f32}), b;
  b = a;
  std::vector<Array> list{a, b};
  list.push_back(std::move(a));
  EXPECT_EQ(list[2].dtype(), f32);
}

TEST(EvalShape, says_what_a_call_would_return) {
  const auto result = eval_shape([](const Dense &d, const Array &x) { return std::pair{matmul(x, d.kernel), d}; },
                                 abstract(Dense{ones({8, 16}), ones({16})}), ShapeDtype{{std::int64_t{1} << 30, 8}});
  EXPECT_EQ(result.first.shape(), (Shape{std::int64_t{1} << 30, 16}));
  EXPECT_EQ(result.second.bias.shape(), (Shape{16}));
  EXPECT_EQ(eval_shape([](const Array &x) { return x > 0; }, ShapeDtype{{3}}).dtype(), bool_);
}

TEST(Lowered, refuses_what_cannot_be_compiled_and_shows_the_program) {
  const auto slope = jit(grad([](const Array &x) { return sum(sin(x)); }));
  const auto lowered = slope.trace(ShapeDtype{{8}}).lower();
  EXPECT_EQ(lowered.as_text().find("vjp_call"), std::string::npos);
  expect_pieces(lowered.as_text(), {"burin.cos"});
  expect_pieces(slope.trace(ShapeDtype{{8}}).ir(), {"burin.vjp_call"});
  EXPECT_EQ(lowered.cost().transcendentals, 8u);
  EXPECT_FLOAT_EQ(lowered.compile()(zeros({8})).to_vector<float>()[3], 1);
}

TEST(Compiled, shows_every_stage) {
  const auto c = jit([](const Array &x) { return exp(x) * 2; }).trace(ShapeDtype{{64}}).compile();
  expect_pieces(c.as_text("traced"), {"burin.exp", "tensor<64xf32>"});
  expect_pieces(c.as_text(), {"llvm.func"});
  expect_pieces(c.as_text("asm"), {".type"});
  EXPECT_ERROR(UnsupportedError, c.as_text("hlo"), "there is no stage 'hlo'");
}

// docs/adding_an_op.md, the cost rule.

TEST(Cost, of_a_matrix_product) {
  const auto c = jit([](const Array &a, const Array &b) { return matmul(a, b); })
                     .trace(ShapeDtype{{64, 128}}, ShapeDtype{{128, 32}})
                     .compile();
  EXPECT_EQ(c.cost().flops, 2u * 64 * 128 * 32);
  EXPECT_EQ(c.cost().transcendentals, 0u);
  EXPECT_EQ(c.cost().bytes, 4u * (64 * 128 + 128 * 32 + 64 * 32));
  EXPECT_EQ(c.memory().arguments, 4u * (64 * 128 + 128 * 32));
  EXPECT_EQ(c.memory().outputs, 4u * 64 * 32);
  EXPECT_EQ(c.memory().temporaries, 0u);
  EXPECT_GE(c.memory().peak, c.memory().arguments + c.memory().outputs);
}

TEST(Cost, of_a_softmax) {
  const auto c = jit([](const Array &x) {
                   const Array e = exp(x - max(x, {-1}, true));
                   return e / sum(e, {-1}, true);
                 })
                     .trace(ShapeDtype{{10, 100}})
                     .compile();
  EXPECT_EQ(c.cost().flops, 990u /* max */ + 1000 /* minus */ + 990 /* sum */ + 1000 /* division */);
  EXPECT_EQ(c.cost().transcendentals, 1000u);
}

TEST(Cost, of_a_network_and_of_its_gradient) {
  const auto loss = [](const std::vector<Dense> &layers, const Array &x) {
    Array y = x;
    for (const Dense &layer : layers)
      y = matmul(y, layer.kernel) + layer.bias;
    return sum(y);
  };
  const std::vector<Dense> layers{{abstract({{8, 16}}), abstract({{16}})}, {abstract({{16, 4}}), abstract({{4}})}};
  const std::uint64_t products = 2 * 32 * (8 * 16 + 16 * 4), sums = 32 * 16 + 32 * 4;
  EXPECT_EQ(jit(loss).trace(layers, ShapeDtype{{32, 8}}).lower().cost().flops, products + sums + (32 * 4 - 1));
  // Forward but for the last layer's output, which nobody reads; kernels of both layers, and the way to the first.
  const std::uint64_t backward = 2 * 32 * (8 * 16 + 16 * 4 + 16 * 4);
  const std::uint64_t gradient = jit(grad(loss)).trace(layers, ShapeDtype{{32, 8}}).lower().cost().flops;
  EXPECT_GE(gradient, backward);
  EXPECT_LE(gradient, products + sums + 32 * 4 + backward + 32 * (16 + 4));
}

TEST(Ahead, any_number_of_threads) {
  const auto traced = jit([](const Array &x) { return sin(x) * 3.5f; }).trace(ShapeDtype{{16}});
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const auto c = traced.compile();
      for (int i = 0; i < 20; ++i)
        wrong += c(full({16}, float(t))).to_vector<float>()[5] != c(full({16}, float(t))).to_vector<float>()[0];
      wrong += c.as_text("clean").find("burin.sin") == std::string::npos;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

} // namespace
