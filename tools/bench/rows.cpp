// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/measure.h"
#include "tools/bench/reference.h"
#include "tools/bench/row_references.h"
#include "tools/bench/workload.h"

namespace burin::bench {

namespace {

constexpr std::int64_t rows = 4096, columns = 1024;
constexpr double sum_tolerance = 1e-3; // of 4096 normal terms in f32

Array layernorm(const Array &x, const Array &scale, const Array &bias) {
  const Array centered = x - mean(x, -1, true);
  return centered * rsqrt(mean(square(centered), -1, true) + layernorm_epsilon) * scale + bias;
}

struct LayernormInputs {
  Array x = normals({rows, columns}, 1), scale = normals({columns}, 2), bias = normals({columns}, 3),
        cotangent = normals({rows, columns}, 4);
};

double softmax_ms() {
  auto f = jit([](const Array &x) { return nn::softmax(x); });
  Array x = normals({rows, columns}, 1);
  require_all_close("softmax_4096x1024", f(x), softmax_reference(x), 2e-6);
  return 1e3 * least_seconds([&] { f(x); });
}

double layernorm_ms() {
  auto f = jit(layernorm);
  LayernormInputs in;
  require_all_close("layernorm_4096x1024", f(in.x, in.scale, in.bias), layernorm_reference(in.x, in.scale, in.bias),
                    1e-5);
  return 1e3 * least_seconds([&] { f(in.x, in.scale, in.bias); });
}

Array layernorm_product(const Array &x, const Array &scale, const Array &bias, const Array &cotangent) {
  return sum(layernorm(x, scale, bias) * cotangent);
}

double layernorm_grad_ms() {
  const std::string name = "layernorm_grad_4096x1024";
  auto f = jit(grad<0, 1, 2>(layernorm_product));
  LayernormInputs in;
  auto [dx, dscale, dbias] = f(in.x, in.scale, in.bias, in.cotangent);
  const LayernormGradient expected = layernorm_gradient_reference(in.x, in.scale, in.cotangent);
  require_all_close(name, dx, expected.x, 2e-5);
  require_all_close(name, dscale, expected.scale, sum_tolerance);
  require_all_close(name, dbias, expected.bias, sum_tolerance);
  return 1e3 * least_seconds([&] { f(in.x, in.scale, in.bias, in.cotangent); });
}

double colsum_ms() {
  auto f = jit([](const Array &x) { return sum(x, 0); });
  Array x = normals({rows, columns}, 1);
  require_all_close("colsum_4096x1024", f(x), colsum_reference(x), sum_tolerance);
  return 1e3 * least_seconds([&] { f(x); });
}

} // namespace

std::vector<Workload> row_workloads() {
  return {{"softmax_4096x1024", softmax_ms},
          {"layernorm_4096x1024", layernorm_ms},
          {"layernorm_grad_4096x1024", layernorm_grad_ms},
          {"colsum_4096x1024", colsum_ms}};
}

} // namespace burin::bench
