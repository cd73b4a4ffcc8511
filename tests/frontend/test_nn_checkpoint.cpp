// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn::checkpoint with a static argument, and static arguments of checkpoint. Weights and numbers are those of a network
// in flax, with its dropout mask: tools/golden/make_rules.py.
#include "error_text.h"
#include "occurrences.h"
#include "tests/nn/golden.h"

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace burin;

const golden::Json &table() {
  static const golden::Json all = golden::load("checkpoint_static.json");
  return all;
}

nn::Linear layer(const std::string &name) {
  const golden::Json &weights = table().at("weights");
  nn::Linear linear;
  linear.kernel = golden::array(weights.at(name + ".kernel"));
  linear.bias = golden::array(weights.at(name + ".bias"));
  return linear;
}

/// Dropout behind a plain bool: what has to be static.
struct Mlp {
  nn::Linear hidden = layer("hidden"), out = layer("out");
  Array operator()(const Array &x, bool deterministic, const Array &key) const {
    Array h = hidden(x);
    if (!deterministic)
      h = where(random::bernoulli(key, 0.5, h.shape()), h / 0.5, 0);
    return out(nn::relu(h));
  }
};

Array batch() { return golden::array(table().at("x")); }
Array dropout_key() { return Array::from_buffer(table().at("dropout_key").get<std::vector<std::uint32_t>>(), {2}); }

const auto loss = [](const auto &model, const Array &x) { return mean(square(model(x, false, dropout_key()))); };
auto static_mlp() { return nn::checkpoint(Mlp(), {.static_argnums = {2}}); } // self = 0, x = 1, deterministic = 2

void expect_near(const Array &got, const golden::Json &stored, const std::string &name) {
  golden::expect_stored(got, stored, 1e-5, 0.1, name);
}

TEST(NnCheckpoint, counts_the_module_as_argument_0) {
  for (const int mark : {2, -2}) {
    const auto model = nn::checkpoint(Mlp(), {.static_argnums = {mark}});
    expect_near(model(batch(), true, dropout_key()), table().at("deterministic"), "deterministic");
    expect_near(model(batch(), false, dropout_key()), table().at("dropped"), "dropped");
  }
}

TEST(NnCheckpoint, drops_the_same_elements_in_forward_and_recomputation) {
  const golden::Json &wanted = table().at("gradients");
  for (const Mlp &g : {grad(loss)(Mlp(), batch()), grad(loss)(static_mlp(), batch()).module,
                       jit(grad(loss))(static_mlp(), batch()).module})
    for (const auto &[name, value] : state_of(g))
      expect_near(value, wanted.at(name), name);
}

TEST(NnCheckpoint, computes_again_what_flax_computes_again) {
  const auto program = [](const auto &model) { return jit(grad(loss)).trace(model, batch()).ir("clean"); };
  const auto expect = [](const std::string &text, const golden::Json &wanted) {
    EXPECT_EQ(occurrences(text, "burin.dot_general "), wanted.at("dot_general").get<std::size_t>()) << text;
    EXPECT_EQ(occurrences(text, "burin.threefry2x32 "), wanted.at("random_bits").get<std::size_t>()) << text;
  };
  expect(program(Mlp()), table().at("counts").at("plain"));
  expect(program(static_mlp()), table().at("counts").at("checkpoint"));
}

TEST(NnCheckpoint, has_the_arrays_of_the_module) {
  const auto wrapped = nn::checkpoint(Mlp());
  EXPECT_EQ(tree::paths(wrapped),
            (std::vector<std::string>{".hidden.kernel", ".hidden.bias", ".out.kernel", ".out.bias"}));
  EXPECT_EQ(state_of(wrapped).size(), 4u);
}

TEST(NnCheckpoint, catches_what_is_not_marked) {
  const auto call = [](const auto &model) { model(batch(), true, dropout_key()); };
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
  const auto call = [](const auto &model) { model(batch(), true, dropout_key()); };
  EXPECT_NO_THROW(call(nn::checkpoint(Mlp(), {.static_argnums = {2}})));
  EXPECT_NO_THROW(
      call(nn::checkpoint(Mlp(), {.static_argnames = {"flag"}, .arg_names = {"self", "x", "flag", "key"}})));
}

TEST(NnCheckpoint, static_branches_leave_the_program) {
  const auto apply =
      jit([](const auto &m, const Array &x, bool deterministic, const Array &key) { return m(x, deterministic, key); },
          {.static_argnums = {2}});
  const std::string without = apply.trace(static_mlp(), batch(), true, dropout_key()).ir(),
                    with = apply.trace(static_mlp(), batch(), false, dropout_key()).ir();
  EXPECT_EQ(occurrences(without, "burin.threefry2x32 "), 0u) << without;
  EXPECT_EQ(occurrences(with, "burin.threefry2x32 "), 1u) << with;
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

} // namespace
