// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

using namespace burin;

std::vector<library::Case> library::activation_cases() {
  return {
      {"nn/relu", [](const Arrays &x) -> Results { return nn::relu(x[0]); }},
      {"nn/relu6", [](const Arrays &x) -> Results { return nn::relu6(x[0]); }},
      {"nn/leaky_relu", [](const Arrays &x) -> Results { return nn::leaky_relu(x[0]); }},
      {"nn/elu", [](const Arrays &x) -> Results { return nn::elu(x[0]); }},
      {"nn/selu", [](const Arrays &x) -> Results { return nn::selu(x[0]); }},
      {"nn/celu", [](const Arrays &x) -> Results { return nn::celu(x[0]); }},
      {"nn/gelu", [](const Arrays &x) -> Results { return nn::gelu(x[0]); }},
      {"nn/silu", [](const Arrays &x) -> Results { return nn::silu(x[0]); }},
      {"nn/softplus", [](const Arrays &x) -> Results { return nn::softplus(x[0]); }},
      {"nn/soft_sign", [](const Arrays &x) -> Results { return nn::soft_sign(x[0]); }},
      {"nn/sigmoid", [](const Arrays &x) -> Results { return nn::sigmoid(x[0]); }},
      {"nn/hard_sigmoid", [](const Arrays &x) -> Results { return nn::hard_sigmoid(x[0]); }},
      {"nn/hard_silu", [](const Arrays &x) -> Results { return nn::hard_silu(x[0]); }},
      {"nn/hard_tanh", [](const Arrays &x) -> Results { return nn::hard_tanh(x[0]); }},
      {"nn/log_sigmoid", [](const Arrays &x) -> Results { return nn::log_sigmoid(x[0]); }},
      {"nn/squareplus", [](const Arrays &x) -> Results { return nn::squareplus(x[0]); }},
      {"nn/mish", [](const Arrays &x) -> Results { return nn::mish(x[0]); }},
      {"nn/sparse_plus", [](const Arrays &x) -> Results { return nn::sparse_plus(x[0]); }},
      {"nn/sparse_sigmoid", [](const Arrays &x) -> Results { return nn::sparse_sigmoid(x[0]); }},
      {"nn/gelu_exact", [](const Arrays &x) -> Results { return nn::gelu(x[0], false); }},
      {"nn/leaky_relu/slope", [](const Arrays &x) -> Results { return nn::leaky_relu(x[0], 0.3); }},
      {"nn/elu/alpha", [](const Arrays &x) -> Results { return {nn::elu(x[0], 0.5), nn::celu(x[0], 0.5)}; }},
      {"nn/glu", [](const Arrays &x) -> Results { return {nn::glu(x[0]), nn::glu(x[0], 1)}; }},
      {"nn/attention",
       [](const Arrays &x) -> Results {
         return {nn::dot_product_attention(x[0], x[1], x[2]),
                 nn::dot_product_attention(x[0], x[1], x[2], {.is_causal = true})};
       }},
      {"nn/attention/options",
       [](const Arrays &x) -> Results {
         return {nn::dot_product_attention(x[0], x[1], x[2], {.bias = x[3], .mask = x[4], .scale = 0.7}),
                 nn::dot_product_attention(x[0], x[1], x[2], {.mask = x[4], .is_causal = true})};
       }},
      {"nn/attention/single",
       [](const Arrays &x) -> Results { return nn::dot_product_attention(x[0][0], x[1][0], x[2][0]); }},
      {"nn/softmax",
       [](const Arrays &x) -> Results { return {nn::softmax(x[0]), nn::softmax(x[0], 0), nn::softmax(x[0], {0, 1})}; }},
      {"nn/softmax/where", [](const Arrays &x) -> Results { return nn::softmax(x[0], 1, x[1]); }},
      {"nn/log_softmax",
       [](const Arrays &x) -> Results { return {nn::log_softmax(x[0]), nn::log_softmax(x[0], {0, 1})}; }},
      {"nn/log_softmax/where",
       [](const Arrays &x) -> Results { return where(x[1], nn::log_softmax(x[0], 1, x[1]), 0); }},
      {"nn/standardize",
       [](const Arrays &x) -> Results {
         return {nn::standardize(x[0]), nn::standardize(x[0], {0, 1}, {.epsilon = 1e-3})};
       }},
      {"nn/standardize/given",
       [](const Arrays &x) -> Results { return nn::standardize(x[0], 1, {.mean = x[1], .variance = x[1] * x[1]}); }},
      {"nn/standardize/where", [](const Arrays &x) -> Results { return nn::standardize(x[0], 1, {.where = x[1]}); }},
      {"nn/one_hot",
       [](const Arrays &x) -> Results { return {one_hot(x[0], 4), one_hot(x[0], 4, f32, 0), one_hot(x[0], 4, i32)}; }},
      {"nn/logmeanexp",
       [](const Arrays &x) -> Results { return {nn::logmeanexp(x[0], 1), nn::logmeanexp(x[0], 0, false, x[1])}; }},
      {"nn/log1mexp", [](const Arrays &x) -> Results { return nn::log1mexp(x[0]); }},
  };
}
