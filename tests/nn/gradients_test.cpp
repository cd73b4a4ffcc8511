// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"

using namespace burin;

namespace {

const golden::Json &stored() {
  static const golden::Json file = golden::load("gradients.json");
  return file;
}

void expect_result(const Array &value, const std::vector<Array> &gradients, const golden::Json &want,
                   const std::string &name) {
  const auto expected = want.at("value").get<double>();
  EXPECT_NEAR(value.item<float>(), expected, 1e-5 * std::max(1.0, std::abs(expected))) << name;
  ASSERT_EQ(gradients.size(), want.at("gradients").size()) << name;
  for (std::size_t i = 0; i < gradients.size(); ++i)
    golden::expect_near(gradients[i], want.at("gradients")[i].at("values"), 1e-5, 1.0,
                        name + " gradient " + std::to_string(i));
}

/// Value and gradients with respect to arguments I as JAX computed them, to 1e-5, outside and inside jit.
template <std::size_t Arity, int... I, class F> void expect_golden(const std::string &name, const F &f) {
  const golden::Json &want = stored().at(name);
  std::vector<Array> arguments;
  for (const golden::Json &argument : want.at("arguments"))
    arguments.push_back(golden::array(argument));
  ASSERT_EQ(arguments.size(), Arity);
  const auto run = [&]<std::size_t... A>(const auto &function, std::index_sequence<A...>) {
    const auto result = function(arguments[A]...);
    expect_result(result.first, tree::leaves(result.second), want, name);
  };
  run(value_and_grad<I...>(f), std::make_index_sequence<Arity>());
  run(jit(value_and_grad<I...>(f)), std::make_index_sequence<Arity>());
}

/// Gradient of <gradient of f, v>.
template <class F> auto second(F f) {
  return [f](const Array &x, const Array &v) { return sum(grad(f)(x) * v); };
}

Array layer_norm(const Array &x, const Array &scale, const Array &bias) {
  const Array centered = x - mean(x, -1, true);
  return centered * rsqrt(mean(square(centered), -1, true) + 1e-6) * scale + bias;
}

TEST(Gradients, sin_times) {
  expect_golden<2, 0, 1>("sin_times", [](const Array &x, const Array &y) { return sum(sin(x) * y); });
}
TEST(Gradients, broadcast) {
  expect_golden<2, 0, 1>("broadcast", [](const Array &x, const Array &y) { return sum(exp(x + y) / (1 + y * y)); });
}
TEST(Gradients, matmul_chain) {
  expect_golden<3, 0, 1, 2>("matmul_chain", [](const Array &a, const Array &b, const Array &c) {
    return sum(matmul(tanh(matmul(a, b)), c));
  });
}
TEST(Gradients, mlp_loss) {
  expect_golden<6, 0, 1, 2, 3>("mlp_loss", [](const Array &w1, const Array &b1, const Array &w2, const Array &b2,
                                              const Array &x, const Array &y) {
    const Array logits = matmul(nn::relu(matmul(x, w1) + b1), w2) + b2;
    return mean(nn::softmax_cross_entropy_with_integer_labels(logits, y));
  });
}
TEST(Gradients, layer_norm) {
  expect_golden<3, 0, 1, 2>("layer_norm", [](const Array &x, const Array &scale, const Array &bias) {
    return sum(sin(layer_norm(x, scale, bias)));
  });
}
TEST(Gradients, gelu) {
  expect_golden<1, 0>("gelu", [](const Array &x) { return sum(nn::gelu(x)); });
}
TEST(Gradients, logsumexp) {
  expect_golden<1, 0>("logsumexp", [](const Array &x) { return sum(nn::logsumexp(x, 1)); });
}
TEST(Gradients, max_ties) {
  expect_golden<1, 0>("max_ties", [](const Array &x) { return sum(square(max(x, 1))); });
}
TEST(Gradients, powers) {
  expect_golden<2, 0, 1>("powers",
                         [](const Array &x, const Array &p) { return sum(pow(abs(x), p) + pow(x, 3) + sqrt(abs(x))); });
}
TEST(Gradients, where_of_expm1) {
  expect_golden<1, 0>("where", [](const Array &x) { return sum(where(x > 0, x * x, expm1(x))); });
}
TEST(Gradients, rows) {
  expect_golden<2, 0>("rows", [](const Array &table, const Array &rows) { return sum(sin(take(table, rows))); });
}
TEST(Gradients, slices) {
  expect_golden<1, 0>(
      "slices", [](const Array &x) { return sum(concatenate({x[slice(1, 3)] * 2, square(x[slice(none, none, 2)])})); });
}
TEST(Gradients, second_sin_exp) {
  expect_golden<2, 0>("second_sin_exp", second([](const Array &x) { return sum(sin(x) * exp(x)); }));
}
TEST(Gradients, second_softmax) {
  expect_golden<2, 0>("second_softmax", second([](const Array &x) { return sum(square(nn::softmax(x))); }));
}
TEST(Gradients, second_matmul) {
  expect_golden<2, 0>("second_matmul", second([](const Array &x) { return sum(tanh(matmul(x, x))); }));
}

} // namespace
