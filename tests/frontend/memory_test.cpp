// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <burin/burin.h>

#include "runtime/executable.h"
#include "runtime/memory_meter.h"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

/// What the plan promises is what a call takes. Runs on one thread: scratch memory is then known exactly.
namespace {

using namespace burin;

/// Plan of a call of f with a tuple of arguments.
template <class F, class Arguments> runtime::MemoryPlan plan_of(const F &f, Arguments &arguments) {
  detail::CallOptions options;
  options.function = "planned";
  const detail::CachedCall<F> call(f, options);
  const detail::TracedFunction traced =
      std::apply([&](auto &...each) { return call.trace(each...).trace->function; }, arguments);
  return detail::CompiledFunction(traced).executable().memory();
}

/// `make` gives a tuple of arguments. The second call of f is measured; nothing lives but its arguments.
template <class F, class Make> runtime::MemoryPlan expect_planned(const F &f, const Make &make) {
  const auto jitted = jit(f);
  const auto call = [&](auto &...arguments) { jitted(arguments...); };
  auto first = make();
  const runtime::MemoryPlan plan = plan_of(f, first);
  std::apply(call, first);
  runtime::MemoryMeter meter;
  auto arguments = make();
  EXPECT_EQ(meter.live(), static_cast<std::int64_t>(plan.arguments));
  meter.restart();
  std::apply(call, arguments);
  EXPECT_EQ(meter.peak(), static_cast<std::int64_t>(plan.peak));
  EXPECT_EQ(plan.peak, plan.arguments + plan.outputs - plan.donated + plan.temporaries + plan.scratch);
  return plan;
}

TEST(Memory, of_an_elementwise_program) {
  const auto plan = expect_planned([](const Array &x) { return x * 2 + 1; }, [] { return std::tuple{ones({1000})}; });
  EXPECT_EQ(plan.peak, 8000u);
}

TEST(Memory, of_state_that_is_updated_in_place) {
  const auto plan = expect_planned([](Array &x) { x = x * 2; }, [] { return std::tuple{ones({1000})}; });
  EXPECT_EQ(plan.peak, 4000u);
}

TEST(Memory, of_temporaries) {
  const auto plan = expect_planned([](const Array &x) { return sum(matmul(tanh(x), exp(x)) * x); },
                                   [] { return std::tuple{ones({100, 100})}; });
  EXPECT_GE(plan.temporaries, 40000u);
}

TEST(Memory, of_packed_operands) {
  const auto plan = expect_planned([](const Array &x, const Array &y) { return matmul(x, y); },
                                   [] { return std::tuple{ones({512, 512}), ones({512, 512})}; });
  EXPECT_GT(plan.scratch, 0u);
}

struct Model {
  std::vector<nn::Linear> layers;
  Array operator()(Array x) const {
    for (const nn::Linear &layer : layers)
      x = &layer == &layers.back() ? layer(x) : nn::relu(layer(x));
    return x;
  }
};

Array loss_of(const Model &model, const Array &x, const Array &labels) {
  return mean(nn::softmax_cross_entropy_with_integer_labels(model(x), labels));
}

TEST(Memory, of_a_train_step) {
  const auto step = [](Model &model, const Array &x, const Array &labels) {
    auto [loss, grads] = value_and_grad(loss_of)(model, x, labels);
    model = tree::map([](const Array &p, const Array &g) { return p - 0.1 * g; }, model, grads);
    return loss;
  };
  const auto plan = expect_planned(step, [] {
    nn::Rngs rngs{.params = random::key(0)};
    return std::tuple{Model{{nn::Linear(64, 128, rngs), nn::Linear(128, 128, rngs), nn::Linear(128, 10, rngs)}},
                      ones({32, 64}), zeros({32}, i32)};
  });
  EXPECT_EQ(plan.donated, plan.outputs - 4) << "all but the loss take the place of the old parameters";
}

} // namespace
