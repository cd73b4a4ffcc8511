// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tables of a model, wrappers included: shapes, parameters, operations of forward and backward, without running it.
#include <burin/burin.h>

#include <iostream>

using namespace burin;

struct Autoencoder {
  nn::WeightNorm<nn::Conv> down;
  nn::WeightNorm<nn::ConvTranspose> up;
  Array operator()(const Array &x) const { return up(nn::relu(down(x))); }
};

int main() {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::TabulateOptions flops{.compute_flops = true, .compute_vjp_flops = true};
  const ShapeDtype images{{1, 32, 32, 3}};

  std::cout << nn::tabulate(nn::WeightNorm(nn::Conv({.in = 3, .out = 8, .kernel = {3, 3}}, rngs)), images, flops);

  const Autoencoder model{
      nn::WeightNorm(nn::Conv({.in = 3, .out = 8, .kernel = {3, 3}, .strides = {2, 2}}, rngs)),
      nn::WeightNorm(nn::ConvTranspose({.in = 8, .out = 3, .kernel = {3, 3}, .strides = {2, 2}}, rngs))};
  std::cout << nn::tabulate(model, images, flops);
}
