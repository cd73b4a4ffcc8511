// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <vector>

namespace {

using namespace burin;

/// Dropout behind a plain bool: what has to be static.
struct Mlp {
  Array first = reshape(sin(arange(12.0)), {3, 4}), second = reshape(cos(arange(4.0)), {4, 1});
  Array operator()(const Array &x, bool deterministic, const Array &key) const {
    Array h = matmul(x, first);
    if (!deterministic)
      h = where(random::bernoulli(key, 0.5, h.shape()), h / 0.5, 0);
    return mean(square(matmul(maximum(h, 0), second)));
  }
};

Array batch() { return reshape(linspace(-1, 1, 6), {2, 3}); }

void expect_near(const Array &got, const std::vector<float> &wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(got.to_vector<float>()[i], wanted[i], 1e-5) << i;
}

TEST(NnCheckpoint, counts_the_module_as_argument_0) {
  const auto model = nn::checkpoint(Mlp(), {.static_argnums = {2}}); // self = 0, x = 1, deterministic = 2
  expect_near(reshape(model(batch(), true, random::key(8)), {1}), {0.17754896f});
  expect_near(reshape(model(batch(), false, random::key(8)), {1}), {0.71019584f});
  const auto last = nn::checkpoint(Mlp(), {.static_argnums = {-2}});
  expect_near(reshape(last(batch(), true, random::key(8)), {1}), {0.17754896f});
}

TEST(NnCheckpoint, drops_the_same_elements_in_forward_and_recomputation) {
  const auto loss = [](const auto &model, const Array &x) { return model(x, false, random::key(8)); };
  const auto wrapped = nn::checkpoint(Mlp(), {.static_argnums = {2}});
  const auto plain = grad(loss)(Mlp(), batch());
  const auto kept = grad(loss)(wrapped, batch());
  const auto jitted = jit(grad(loss))(wrapped, batch());
  for (const Mlp &g : {plain, kept.module, jitted.module}) {
    expect_near(g.first, {-0.59443158f, 0.23255032f, 0.0f, 0.0f, 0.67631966f, 0.69765091f, 0.0f, 0.0f, 1.94707096f,
                          1.16275144f, 0.0f, 0.0f});
    expect_near(g.second, {1.41451037f, 0.01088525f, 0.0f, 0.0f});
  }
}

TEST(NnCheckpoint, has_the_arrays_of_the_module) {
  const auto wrapped = nn::checkpoint(Mlp());
  EXPECT_EQ(tree::paths(wrapped), (std::vector<std::string>{".first", ".second"}));
  EXPECT_EQ(state_of(wrapped).size(), 2u);
}

TEST(NnCheckpoint, catches_what_is_not_marked) {
  const auto call = [](const auto &model) { model(batch(), true, random::key(8)); };
  EXPECT_ERROR(ConcretizationError, call(nn::checkpoint(Mlp())),
               "[checkpoint] argument 2 goes to a parameter of plain type bool",
               "checkpoint(f, {.static_argnums = {2}})");
  EXPECT_ERROR(StaticArgumentError, call(nn::checkpoint(Mlp(), {.static_argnums = {0}})),
               "static_argnums marks argument 0, which is the object",
               "in (self, x, deterministic), x is 1 and deterministic 2");
  EXPECT_ERROR(StaticArgumentError, call(nn::checkpoint(Mlp(), {.static_argnums = {-4}})),
               "argument 0, which is the object");
  EXPECT_ERROR(StaticArgumentError, call(nn::checkpoint(Mlp(), {.static_argnums = {4}})),
               "static_argnums marks argument 4 of a call with 4 arguments", "expected an index from -4 to 3");
  EXPECT_ERROR(StaticArgumentError, call(nn::checkpoint(Mlp(), {.static_argnums = {1, 2}})),
               "argument 1 is marked static");
}

TEST(NnCheckpoint, does_not_flag_what_is_marked) {
  const auto call = [](const auto &model) { model(batch(), true, random::key(8)); };
  EXPECT_NO_THROW(call(nn::checkpoint(Mlp(), {.static_argnums = {2}})));
  EXPECT_NO_THROW(
      call(nn::checkpoint(Mlp(), {.static_argnames = {"flag"}, .arg_names = {"self", "x", "flag", "key"}})));
}

TEST(NnCheckpoint, static_branches_leave_the_program) {
  const auto wrapped = nn::checkpoint(Mlp(), {.static_argnums = {2}});
  const auto apply =
      jit([](const auto &m, const Array &x, bool deterministic, const Array &key) { return m(x, deterministic, key); },
          {.static_argnums = {2}});
  const std::string without = apply.trace(wrapped, batch(), true, random::key(8)).ir(),
                    with = apply.trace(wrapped, batch(), false, random::key(8)).ir();
  EXPECT_EQ(without.find("select"), std::string::npos) << without;
  EXPECT_NE(with.find("select"), std::string::npos) << with;
}

/// Keeps the sum of what it has seen.
struct Sum {
  Array weight = Array(2.f);
  nn::Stat seen = Array(0.f);
  Array operator()(const Array &x) {
    seen = seen + x;
    return x * weight;
  }
};

TEST(NnCheckpoint, a_variable_is_state_that_changes_once) {
  auto model = nn::checkpoint(Sum());
  model(Array(3.f));
  EXPECT_EQ(model.module.seen.item<float>(), 3);
  const auto step = [](nn::Checkpoint<Sum> &m, const Array &x) { return square(m(x)); };
  grad(step)(model, Array(4.f));
  EXPECT_EQ(model.module.seen.item<float>(), 7);
  const auto g = jit(grad(step))(model, Array(5.f));
  EXPECT_EQ(model.module.seen.item<float>(), 12);
  EXPECT_EQ(g.module.weight.item<float>(), 100);
}

TEST(Checkpoint, static_arguments_count_the_arguments_of_the_call) {
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

TEST(Checkpoint, keys_are_types_and_values) {
  int runs = 0;
  const auto f = checkpoint([&](const Array &x, auto n) { return ++runs, x * n; }, {.static_argnums = {1}});
  f(Array(2.f), 1), f(Array(2.f), true), f(Array(2.f), 1.0), f(Array(2.f), 1);
  EXPECT_EQ(runs, 3);
  const auto g = checkpoint([&](const Array &x, const std::vector<float> &v) { return ++runs, x * v[0]; },
                            {.static_argnums = {1}});
  runs = 0;
  std::vector<float> v{2};
  EXPECT_EQ(g(Array(3.f), v).item<float>(), 6);
  v[0] = 5; // the key holds a copy
  EXPECT_EQ(g(Array(3.f), v).item<float>(), 15);
  EXPECT_EQ(g(Array(3.f), std::vector<float>{2}).item<float>(), 6);
  EXPECT_EQ(runs, 2);
}

} // namespace
