// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files and compiled programs.
#include "tests/io/folder.h"

#include <burin/burin.h>

#include <gtest/gtest.h>

using namespace burin;

namespace {

struct Model {
  nn::Linear hidden;
  nn::Dropout drop{0.25};
  nn::Linear out;

  Model(std::uint64_t seed) : Model(nn::Rngs{.params = random::key(seed)}) {}
  Model(nn::Rngs rngs) : hidden(4, 16, rngs), out(16, 1, rngs) {}
  static constexpr auto tree_fields(auto &self) { return std::tie(self.hidden, self.drop, self.out); }
  Array operator()(const Array &x, nn::Rngs &rngs) const { return out(drop(nn::relu(hidden(x)), rngs)); }
};

auto make_step() {
  return jit([](Model &model, optim::Optimizer &opt, nn::Rngs &rngs, const Array &x) {
    auto [loss, grads] = value_and_grad(
        [](const Model &m, nn::Rngs &r, const Array &input) { return mean(square(m(input, r) - 1)); })(model, rngs, x);
    opt.update(model, grads);
    return loss;
  });
}

const Array &input() {
  static const Array x = random::normal(random::key(5), {8, 4});
  return x;
}

TEST(Training, goes_on_after_restoring_as_if_it_had_not_been_interrupted) {
  const Folder folder;
  auto step = make_step();
  const auto losses = [&](Model &model, optim::Optimizer &opt, nn::Rngs &rngs) {
    std::vector<float> list;
    for (int i = 0; i < 4; ++i)
      list.push_back(step(model, opt, rngs, input()).item<float>());
    return list;
  };
  Model model(0);
  optim::Optimizer opt(model, optim::adamw(1e-2));
  nn::Rngs rngs{.params = random::key(1), .dropout = random::key(2)};
  losses(model, opt, rngs);
  io::save(folder / "c", std::tie(model, opt, rngs));
  const std::vector<float> expected = losses(model, opt, rngs);

  Model other(7);
  optim::Optimizer other_opt(other, optim::adamw(1e-2));
  nn::Rngs other_rngs{.params = random::key(8), .dropout = random::key(9)};
  io::restore(folder / "c", std::tie(other, other_opt, other_rngs));
  EXPECT_EQ(losses(other, other_opt, other_rngs), expected);
  EXPECT_TRUE(tree::equal(other, model));
  EXPECT_EQ(step.trace_count(), 1);
}

TEST(Training, of_a_mapped_model_leaves_its_file_alone) {
  const Folder folder;
  auto step = make_step();
  Model model(0), mapped(1);
  io::save_safetensors(folder / "m", state_of(model));
  const std::string bytes = read_file(folder / "m");
  io::load_into(mapped, folder / "m");
  optim::Optimizer opt(model, optim::adamw(1e-2)), mapped_opt(mapped, optim::adamw(1e-2));
  nn::Rngs rngs{.params = random::key(1), .dropout = random::key(2)}, mapped_rngs = rngs;
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(step(model, opt, rngs, input()).item<float>(),
              step(mapped, mapped_opt, mapped_rngs, input()).item<float>());
  EXPECT_TRUE(tree::equal(model, mapped));
  EXPECT_EQ(read_file(folder / "m"), bytes);
}

TEST(Training, an_array_that_is_mapped_is_not_donated) {
  const Folder folder;
  io::save_safetensors(folder / "x", {{"x", Array::from_buffer(std::vector<float>(1 << 16, 2.f), {1 << 16})}});
  const std::string bytes = read_file(folder / "x");
  State state = io::load_safetensors(folder / "x");
  Array x = state.at("x");
  state = State();
  const Array y = jit([](const Array &v) { return v * 3; })(std::move(x));
  EXPECT_EQ(y.to_vector<float>(), std::vector<float>(1 << 16, 6.f));
  EXPECT_EQ(read_file(folder / "x"), bytes);
}

} // namespace
