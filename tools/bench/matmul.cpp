// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/peak.h"
#include "tools/bench/workload.h"

#include <random>

namespace burin::bench {

namespace {

Array normals(const Shape &shape, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(shape.num_elements()));
  for (float &value : values)
    value = normal(engine);
  return Array::from_buffer(values, shape);
}

double element(const Array &a, const Array &b, std::int64_t row, std::int64_t column) {
  const std::int64_t k = a.shape()[1], n = b.shape()[1];
  double sum = 0;
  for (std::int64_t i = 0; i < k; ++i)
    sum += static_cast<double>(a.data<float>()[row * k + i]) * b.data<float>()[i * n + column];
  return sum;
}

double matmul_gflops(const std::string &name, std::int64_t m, std::int64_t k, std::int64_t n) {
  auto f = jit([](const Array &a, const Array &b) { return matmul(a, b); });
  Array a = normals({m, k}, 1), b = normals({k, n}, 2);
  Array c = f(a, b);
  for (std::int64_t i : {std::int64_t{0}, m / 2, m - 1})
    require_close(name, c.data<float>()[i * n + (i * 7) % n], element(a, b, i, (i * 7) % n), 1e-3);
  return 2e-9 * static_cast<double>(m * k * n) / least_seconds([&] { f(a, b); });
}

Workload matmul_row(std::int64_t m, std::int64_t k, std::int64_t n) {
  std::string size =
      m == k && k == n ? std::to_string(m) : std::to_string(m) + "x" + std::to_string(k) + "x" + std::to_string(n);
  std::string name = "matmul_" + size + "_gflops";
  return {name, [=] { return matmul_gflops(name, m, k, n); }};
}

} // namespace

std::vector<Workload> matmul_workloads() {
  std::vector<Workload> rows = {{"fma_peak_gflops", fma_peak_gflops}};
  for (std::int64_t size : {64, 128, 256, 512, 1024, 2048})
    rows.push_back(matmul_row(size, size, size));
  rows.push_back(matmul_row(128, 784, 512));
  rows.push_back(matmul_row(4096, 64, 64));
  rows.push_back(matmul_row(64, 64, 4096));
  return rows;
}

} // namespace burin::bench
