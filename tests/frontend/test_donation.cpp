// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

/// Arguments that calls may write over.
namespace {

using namespace burin;

const float *memory_of(const Array &x) { return x.data<float>(); }
float first(const Array &x) { return x.data<float>()[0]; }
Array add_one(const Array &x) { return x + 1; }

struct Layer {
  Array kernel, bias;
};

TEST(Donation, state_is_updated_in_place) {
  const auto step = jit([](std::vector<Layer> &layers, const Array &rate) {
    for (Layer &layer : layers)
      layer.kernel = layer.kernel - rate * layer.kernel;
  });
  std::vector<Layer> layers{{ones({8}), ones({2})}, {ones({8}), ones({2})}};
  const float *kernel = memory_of(layers[1].kernel);
  for (int i = 0; i < 3; ++i)
    step(layers, Array(0.5f));
  EXPECT_EQ(memory_of(layers[1].kernel), kernel);
  EXPECT_EQ(first(layers[0].kernel), 0.125f);
  EXPECT_EQ(first(layers[1].kernel), 0.125f);
  EXPECT_EQ(first(layers[1].bias), 1);
}

TEST(Donation, state_that_is_also_returned_shares_its_memory_and_is_not_overwritten_then) {
  const auto step = jit([](Array &x) { return x = x + 1; });
  Array x = zeros({4});
  const Array one = step(x);
  EXPECT_EQ(memory_of(one), memory_of(x));
  const Array two = step(x);
  EXPECT_EQ(first(one), 1);
  EXPECT_EQ(first(two), 2);
}

TEST(Donation, does_not_overwrite_what_a_copy_holds) {
  const auto step = jit([](Layer &layer) { layer.kernel = layer.kernel * 2; });
  Layer layer{ones({4}), {}};
  const Layer kept = layer;
  step(layer);
  EXPECT_EQ(first(kept.kernel), 1);
  EXPECT_EQ(first(layer.kernel), 2);
  const float *memory = memory_of(layer.kernel);
  step(layer);
  EXPECT_EQ(memory_of(layer.kernel), memory);
  EXPECT_EQ(first(kept.kernel), 1);
}

TEST(Donation, does_not_mix_up_swapped_state) {
  const auto step = jit([](Layer &layer) { std::swap(layer.kernel, layer.bias), layer.kernel = layer.kernel + 1; });
  Layer layer{full({4}, 1.f), full({4}, 10.f)};
  step(layer);
  EXPECT_EQ(first(layer.kernel), 11);
  EXPECT_EQ(first(layer.bias), 1);
  step(layer);
  EXPECT_EQ(first(layer.kernel), 2);
  EXPECT_EQ(first(layer.bias), 11);
}

TEST(Donation, does_not_overwrite_arrays_that_two_fields_share) {
  const auto step = jit([](Layer &layer) { layer.kernel = layer.kernel + 1, layer.bias = layer.bias + 10; });
  const Array shared = zeros({4});
  Layer layer{shared, shared};
  step(layer);
  EXPECT_EQ(first(layer.kernel), 1);
  EXPECT_EQ(first(layer.bias), 10);
}

TEST(Donation, a_moved_argument_gives_its_memory) {
  const auto f = jit(add_one);
  Array x = ones({4});
  const float *memory = memory_of(x);
  const Array y = f(std::move(x));
  EXPECT_EQ(memory_of(y), memory);
  EXPECT_EQ(first(y), 2);
}

TEST(Donation, one_program_serves_calls_with_and_without) {
  const auto f = jit([](const Array &x) { return x * 3; });
  Array x = ones({4});
  const Array y = f(x);
  EXPECT_EQ(first(x), 1);
  EXPECT_EQ(first(f(std::move(x))), 3);
  EXPECT_EQ(first(y), 3);
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(Donation, does_not_take_a_moved_array_that_is_shared) {
  const auto f = jit(add_one);
  Array x = ones({4});
  const Array kept = x;
  EXPECT_EQ(first(f(std::move(x))), 2);
  EXPECT_EQ(first(kept), 1);
}

TEST(Donation, does_not_take_an_array_that_is_returned) {
  const auto f = jit([](const Array &x) { return std::pair{x, x + 1}; });
  Array x = ones({4});
  const auto [same, next] = f(std::move(x));
  EXPECT_EQ(first(same), 1);
  EXPECT_EQ(first(next), 2);
}

TEST(Donation, does_not_take_what_another_argument_reaches_too) {
  const auto f = jit([](const Array &x, const Array &y) { return std::pair{x + 1, y * 5}; });
  Array x = ones({4});
  const auto [a, b] = f(std::move(x), x);
  EXPECT_EQ(first(a), 2);
  EXPECT_EQ(first(b), 5);
  EXPECT_EQ(first(x), 1);
  const auto g = jit([](const std::vector<Array> &v, const Array &y) { return std::pair{v[0] + 1, y * 5}; });
  std::vector<Array> v{ones({4})};
  const auto [c, d] = g(std::move(v), v[0]);
  EXPECT_EQ(first(c), 2);
  EXPECT_EQ(first(d), 5);
  EXPECT_EQ(first(v[0]), 1);
}

TEST(Donation, catches_every_use_of_a_dead_array) {
  const auto f = jit(add_one);
  Array x = ones({4});
  f(std::move(x));
  EXPECT_ERROR(DonatedArrayError, x + 1, "[add] the array was donated to jit(",
               "test_donation.cpp:", "it was argument 0, of type float32[4]", "Use the result of the call.",
               "errors.md#donatedarrayerror");
  EXPECT_ERROR(DonatedArrayError, x.data<float>(), "[data] the array was donated");
  EXPECT_ERROR(DonatedArrayError, x.to_vector<float>(), "the array was donated");
  EXPECT_ERROR(DonatedArrayError, f(x), "[call] the array was donated");
  EXPECT_ERROR(DonatedArrayError, jit([&](const Array &y) { return x + y; })(ones({4})), "the array was donated");
  EXPECT_ERROR(DonatedArrayError, sum(x), "the array was donated");
  EXPECT_ERROR(DonatedArrayError, tree::equal(x, x), "the array was donated");
  EXPECT_ERROR(DonatedArrayError, grad([](const Array &y) { return sum(y * y); })(x), "the array was donated");
  std::ostringstream text;
  text << x;
  EXPECT_EQ(text.str(), "donated float32[4]");
  x = ones({4});
  EXPECT_EQ(first(f(x)), 2);
}

TEST(Donation, catches_use_of_a_dead_scalar_in_a_trace) {
  Array x = 1.f;
  jit(add_one)(std::move(x));
  EXPECT_ERROR(DonatedArrayError, jit([&](const Array &y) { return y * x; })(ones({4})), "the array was donated");
}

TEST(Donation, names_the_leaf_of_a_tree_and_the_line) {
  const int line = __LINE__ + 1;
  const auto f = jit([](const std::vector<Layer> &layers) { return layers[1].kernel * layers[1].bias; });
  std::vector<Layer> layers{{ones({4}), ones({4})}, {ones({4}), ones({4})}};
  f(std::move(layers));
  const std::string place = "donated to jit(lambda) at ", at = "test_donation.cpp:" + std::to_string(line);
  EXPECT_ERROR(DonatedArrayError, layers[1].kernel + 1, place.c_str(), at.c_str(),
               "it was argument 0: [1].kernel, of type float32[4]");
  EXPECT_EQ(first(layers[1].bias), 1);
}

TEST(Donation, by_index_takes_the_memory_of_variables) {
  const auto f = jit(add_one, {.donate_argnums = {0}});
  const Array x = ones({4});
  const float *memory = memory_of(x);
  const Array y = f(x);
  EXPECT_EQ(memory_of(y), memory);
  EXPECT_ERROR(DonatedArrayError, x + 1, "[add] the array was donated");
}

TEST(Donation, by_index_warns_once_of_shared_arrays_and_leaves_them_alone) {
  const auto f = jit(add_one, {.donate_argnums = {-1}});
  const Array x = ones({5}), kept = x;
  testing::internal::CaptureStderr();
  f(x), f(x);
  const std::string text = testing::internal::GetCapturedStderr();
  expect_pieces(text, {"burin: warning: [donate] argument 0 of jit(", "is also held by another variable"});
  EXPECT_EQ(text.find("warning"), text.rfind("warning")) << text;
  EXPECT_EQ(first(kept), 1);
}

TEST(Donation, by_index_warns_of_arrays_that_no_result_can_take_over) {
  const auto f = jit([](const Layer &layer) { return layer.kernel + sum(layer.bias); }, {.donate_argnums = {0}});
  Layer layer{ones({4}), ones({3})};
  testing::internal::CaptureStderr();
  f(layer);
  const std::string text = testing::internal::GetCapturedStderr();
  expect_pieces(text, {"burin: warning: [donate] some donated arrays are not usable by jit(lambda) at ",
                       "argument 0: .bias of type float32[3]", "they stay alive"});
  EXPECT_EQ(first(layer.bias), 1);
  EXPECT_ERROR(DonatedArrayError, layer.kernel + 1, "argument 0: .kernel");
}

TEST(Donation, does_not_warn_of_state_or_moved_arrays) {
  testing::internal::CaptureStderr();
  const auto f = jit([](Layer &layer) { return sum(layer.bias = layer.bias + layer.kernel); });
  Layer layer{ones({4}), ones({4})};
  f(layer);
  Array x = ones({4});
  jit([](const Array &y) { return sum(y); })(std::move(x));
  EXPECT_EQ(first(x), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Donation, catches_wrong_indices) {
  EXPECT_ERROR(StaticArgumentError, jit(add_one, {.donate_argnums = {1}})(ones({4})),
               "[jit] donate_argnums marks argument 1 of a call with 1 arguments");
  const auto f = jit([](const Array &x, int n) { return x * n; }, {.static_argnums = {1}, .donate_argnums = {1}});
  EXPECT_ERROR(StaticArgumentError, f(ones({4}), 2),
               "[jit] argument 1 is marked by static_argnums and by donate_argnums");
}

TEST(Donation, inside_a_trace_gives_nothing_up) {
  const auto inner = jit(add_one, {.donate_argnums = {0}});
  const auto outer = jit([&](const Array &x) {
    Array y = x * 2, z = inner(y);
    return inner(std::move(y)) + z + y;
  });
  EXPECT_EQ(first(outer(ones({4}))), 8);
}

TEST(Donation, does_not_overwrite_what_a_pullback_has_recorded) {
  Array x = full({4}, 3.f);
  const auto [y, pullback] = vjp([](const Array &v) { return v * v; }, x);
  const Array z = jit(add_one)(std::move(x));
  EXPECT_EQ(first(z), 4);
  const Array g = pullback(ones({4}));
  EXPECT_EQ(first(g), 6);
}

TEST(Donation, does_not_overwrite_what_an_eager_gradient_has_recorded) {
  const auto f = jit(add_one);
  const Array g = grad([&](const Array &x) {
    Array y = x * x;
    Array z = f(std::move(y));
    return sum(y * z);
  })(full({4}, 2.f));
  EXPECT_EQ(first(g), 2 * 2 * (2 * 4 + 1)); // y^2 + y with y = x^2
}

TEST(Donation, does_not_overwrite_what_another_program_has_taken_in) {
  Array x = full({4}, 3.f);
  const auto f = jit([x](const Array &y) { return x + y; });
  EXPECT_EQ(first(f(ones({4}))), 4);
  jit(add_one)(std::move(x));
  EXPECT_EQ(first(f(ones({4}))), 4);
}

TEST(Donation, a_call_that_throws_takes_nothing) {
  bool fail = true;
  const auto f = jit([&](const Array &x) {
    if (fail)
      throw std::runtime_error("no");
    return x + 1;
  });
  Array x = ones({4});
  EXPECT_THROW(f(std::move(x)), std::runtime_error);
  EXPECT_EQ(first(x), 1);
  fail = false;
  EXPECT_EQ(first(f(std::move(x))), 2);
}

/// A result whose copies may be forbidden.
struct Fragile {
  static inline bool forbidden = false;
  Array value;
  Fragile() = default;
  Fragile(Fragile &&) = default;
  Fragile(const Fragile &other) : value(other.value) {
    if (forbidden)
      throw std::runtime_error("no copies");
  }
  static auto tree_fields(auto &self) { return std::tie(self.value); }
};

TEST(Donation, a_result_that_cannot_be_made_leaves_state_alone) {
  const auto f = jit([](Array &x) {
    Fragile result;
    result.value = x = x + 1;
    return result;
  });
  Array x = zeros({4});
  f(x);
  Fragile::forbidden = true;
  EXPECT_THROW(f(x), std::runtime_error);
  Fragile::forbidden = false;
  EXPECT_EQ(first(x), 1);
}

TEST(Donation, threads_update_their_own_state) {
  const auto step = jit([](Array &x, const Array &y) { x = x + y; });
  const Array one = ones({1000});
  std::vector<Array> totals(8);
  std::vector<std::thread> threads;
  for (Array &total : totals)
    threads.emplace_back([&] {
      Array x = zeros({1000});
      for (int i = 0; i < 200; ++i)
        step(x, one);
      total = x;
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const Array &total : totals)
    EXPECT_EQ(first(total), 200);
}

} // namespace
