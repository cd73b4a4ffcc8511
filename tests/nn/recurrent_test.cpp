// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recurrent cells, nn::Rnn and nn::Bidirectional.
#include "tests/nn/layer.h"

using namespace burin;

namespace {

const golden::Json &stored() {
  static const golden::Json file = golden::load("nn_recurrent.json");
  return file;
}

template <class T> void expect_leaves(const T &tree, const golden::Json &want, const std::string &name) {
  const std::vector<Array> leaves = tree::leaves(tree);
  ASSERT_EQ(leaves.size(), want.size()) << name;
  for (std::size_t i = 0; i < leaves.size(); ++i)
    golden::expect_stored(leaves[i], want[i], 1e-5, 1, name + " carry " + std::to_string(i));
}

template <class Cell> void expect_step(const Cell &cell, const std::string &name) {
  const golden::Json &want = stored().at(name);
  layer::expect_parameters(cell, want.at("parameters"), 1e-5, name);
  auto carry = cell.initialize_carry({4, 3});
  std::size_t next = 0;
  carry = tree::map([&](const Array &) { return golden::array(want.at("carry")[next++]); }, carry);
  const auto [after, output] = cell(carry, golden::array(want.at("x")));
  expect_leaves(after, want.at("after"), name);
  golden::expect_stored(output, want.at("output"), 1e-5, 1, name);
}

TEST(Cells, draw_and_step_as_those_of_flax) {
  nn::Rngs rngs{.params = random::key(0)};
  expect_step(nn::LSTMCell({.in_features = 3, .hidden_features = 5}, rngs), "LSTMCell");
  expect_step(nn::OptimizedLSTMCell({.in_features = 3, .hidden_features = 5}, rngs), "OptimizedLSTMCell");
  expect_step(nn::GRUCell({.in_features = 3, .hidden_features = 5}, rngs), "GRUCell");
  expect_step(nn::SimpleCell({.in_features = 3, .hidden_features = 5, .residual = true}, rngs), "SimpleCell");
}

TEST(Cells, orthogonal_kernels_are_those_of_jax) {
  golden::expect_stored(nn::initializers::orthogonal(2)(random::key(3), {2, 3, 8}, f32), stored().at("orthogonal_wide"),
                        1e-5, 1, "orthogonal");
  const Array square = nn::initializers::orthogonal()(random::key(1), {96, 96}, f32);
  layer::expect_close(matmul(square, transpose(square)), eye(96), 1e-6, "Q Q^T");
  EXPECT_TRUE(
      layer::message_of<ShapeError>([] { nn::initializers::orthogonal()(random::key(0), {3}, f32); })
          .starts_with("[nn.initializers.orthogonal] a matrix needs two axes; expected at least 2 axes, got shape "
                       "(3,)\n"));
}

const auto step = [](const auto &cell, const Array &x) {
  const auto [carry, output] = cell(cell.initialize_carry(x.shape()), x);
  return sum(output * output) + tree::leaves(carry)[0];
};

TEST(Cells, are_transformed) {
  nn::Rngs rngs{.params = random::key(0)};
  const Array x = random::normal(random::key(1), {2, 3});
  layer::expect_transforms(nn::LSTMCell({.in_features = 3, .hidden_features = 2}, rngs), x, step, 1);
  layer::expect_transforms(nn::OptimizedLSTMCell({.in_features = 3, .hidden_features = 2}, rngs), x, step, 1);
  layer::expect_transforms(nn::GRUCell({.in_features = 3, .hidden_features = 2}, rngs), x, step);
  layer::expect_transforms(nn::SimpleCell({.in_features = 3, .hidden_features = 2}, rngs), x, step);
}

TEST(Cells, catch_widths_and_inputs_that_do_not_fit) {
  nn::Rngs rngs{.params = random::key(0)};
  EXPECT_TRUE(layer::message_of<ShapeError>([&] { nn::GRUCell({.in_features = 3}, rngs); })
                  .starts_with("[nn.GRUCell] the widths make no cell; expected in_features of 0 or more and "
                               "hidden_features of 1 or more, got in_features = 3, hidden_features = 0\n"));
  const nn::GRUCell cell({.in_features = 3, .hidden_features = 2}, rngs);
  std::uint_least32_t line = 0;
  const std::string text = layer::message_of<ShapeError>([&] {
    line = __LINE__ + 1;
    cell(cell.initialize_carry({4, 3}), ones({4, 5}));
  });
  EXPECT_NE(text.find(std::string(__FILE__) + ":" + std::to_string(line)), std::string::npos) << text;
}

// Rnn

struct Networks {
  nn::Rngs rngs{.params = random::key(0)};
  nn::OptimizedLSTMCell lstm{{.in_features = 3, .hidden_features = 5}, rngs};
  nn::GRUCell gru{{.in_features = 3, .hidden_features = 4}, rngs};
  Array xs = golden::array(stored().at("xs")), lengths = golden::array(stored().at("lengths"));
};

template <class R> void expect_sequences(const R &result, const std::string &name) {
  expect_leaves(result.first, stored().at(name).at("carry"), name);
  golden::expect_stored(result.second, stored().at(name).at("output"), 1e-5, 1, name);
}

TEST(Rnn, runs_cells_as_flax_does) {
  const Networks n;
  expect_sequences(nn::Rnn(n.lstm).with_carry(n.xs), "plain");
  expect_sequences(nn::Rnn(n.gru, {.reverse = true}).with_carry(n.xs), "reverse");
  expect_sequences(nn::Rnn(n.lstm, {.reverse = true, .keep_order = true}).with_carry(n.xs, {.seq_lengths = n.lengths}),
                   "kept_order");
  expect_sequences(nn::Rnn(n.gru, {.time_major = true}).with_carry(swapaxes(n.xs, 0, 1), {.seq_lengths = n.lengths}),
                   "time_major");
  expect_sequences(nn::Bidirectional(nn::Rnn(n.lstm), nn::Rnn(n.gru)).with_carry(n.xs, {.seq_lengths = n.lengths}),
                   "bidirectional");
}

TEST(Rnn, is_the_loop_over_steps) {
  const Networks n;
  const nn::Rnn rnn(n.gru, {.unroll = 2});
  Array carry = random::normal(random::key(2), {4, 4});
  const auto [last, outputs] = rnn.with_carry(n.xs, {.initial_carry = carry});
  for (int t = 0; t < 6; ++t) {
    carry = n.gru(carry, n.xs[{ellipsis, t, slice(none, none)}]).first;
    layer::expect_close(outputs[{ellipsis, t, slice(none, none)}], carry, 1e-6, "step " + std::to_string(t));
  }
  const Array end = outputs[{ellipsis, 5, slice(none, none)}];
  EXPECT_TRUE(tree::equal(last, end));
}

TEST(Rnn, a_sequence_without_elements_keeps_the_initial_carry) {
  const Networks n;
  const Array carry = random::normal(random::key(2), {4, 4});
  const auto result = nn::Rnn(n.gru).with_carry(n.xs, {.initial_carry = carry, .seq_lengths = zeros({4}, i32)});
  EXPECT_TRUE(tree::equal(result.first, carry));
}

const auto run = [](const auto &rnn, const Array &x) { return rnn(x); };

TEST(Rnn, is_transformed) {
  nn::Rngs rngs{.params = random::key(0)};
  const Array x = random::normal(random::key(1), {2, 3, 2});
  const nn::GRUCell gru({.in_features = 2, .hidden_features = 2}, rngs);
  layer::expect_transforms(nn::Rnn(gru, {.reverse = true}), x, run, 1);
  layer::expect_transforms(nn::Rnn(nn::LSTMCell({.in_features = 2, .hidden_features = 2}, rngs)), x, run, 1);
  layer::expect_transforms(nn::Bidirectional(nn::Rnn(gru), nn::Rnn(gru)), x, run, 1);
}

TEST(Rnn, carries_of_sequences_have_derivatives) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Rnn rnn(nn::LSTMCell({.in_features = 2, .hidden_features = 2}, rngs));
  const auto last = [](const auto &r, const Array &x) {
    const auto [carry, outputs] = r.with_carry(x, {.seq_lengths = Array::of({3, 0, 2})});
    return carry.first + carry.second;
  };
  const Array x = random::normal(random::key(1), {3, 3, 2});
  check_grads(last, std::make_tuple(layer::as_f64(rnn), layer::as_f64(x)), {.order = 1});
  const Array behind = grad([&](const Array &v) { return sum(last(rnn, v)); })(x)[{slice(1, 2)}];
  EXPECT_EQ(behind.to_vector<float>(), std::vector<float>(6, 0.F));
}

TEST(Rnn, trains_in_one_trace) {
  Networks n;
  nn::Rnn rnn(n.gru);
  optim::Optimizer optimizer(rnn, optim::adam(1e-2));
  const auto train = jit([](nn::Rnn<nn::GRUCell> &model, optim::Optimizer &opt, const Array &x) {
    const auto [loss, grads] = value_and_grad(
        [](const nn::Rnn<nn::GRUCell> &m, const Array &v) { return mean(square(m(v) - 0.5)); })(model, x);
    opt.update(model, grads);
    return loss;
  });
  const float first = train(rnn, optimizer, n.xs).item<float>();
  float last = first;
  for (int i = 0; i < 20; ++i)
    last = train(rnn, optimizer, n.xs).item<float>();
  EXPECT_LT(last, 0.8F * first);
  EXPECT_EQ(train.trace_count(), 1);
}

TEST(Rnn, catches_inputs_that_are_no_sequences) {
  const Networks n;
  const nn::Rnn rnn(n.gru);
  EXPECT_TRUE(layer::message_of<ShapeError>([&] {
                rnn(ones({3}));
              }).starts_with("[nn.Rnn] x has no time axis; expected [batch..., time, features], got float32[3]\n"));
  EXPECT_TRUE(layer::message_of<ShapeError>([&] {
                rnn(n.xs, {.seq_lengths = ones({6}, i32)});
              }).starts_with("[nn.Rnn] seq_lengths do not fit the batch axes of x; expected (4,), got (6,)\n"));
  EXPECT_TRUE(layer::message_of<DTypeError>([&] {
                rnn(n.xs, {.seq_lengths = ones({4})});
              }).starts_with("[nn.Rnn] seq_lengths are no integers; expected an integer dtype, got float32[4]\n"));
  std::uint_least32_t line = 0;
  const std::string text = layer::message_of<ShapeError>([&] {
    line = __LINE__ + 1;
    rnn(ones({4, 6, 7}));
  });
  EXPECT_NE(text.find(std::string(__FILE__) + ":" + std::to_string(line)), std::string::npos) << text;
}

TEST(Rnn, does_not_flag_sequences_without_batch_or_steps) {
  const Networks n;
  const nn::Rnn rnn(n.gru, {.reverse = true});
  EXPECT_EQ(rnn(ones({6, 3})).shape(), (Shape{6, 4}));
  EXPECT_EQ(rnn(ones({2, 4, 6, 3})).shape(), (Shape{2, 4, 6, 4}));
  EXPECT_EQ(rnn(ones({6, 3}), {.seq_lengths = Array(2)}).shape(), (Shape{6, 4}));
  EXPECT_EQ(rnn(ones({4, 0, 3})).shape(), (Shape{4, 0, 4}));
}

} // namespace
