// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/measure.h"
#include "tools/bench/reference.h"
#include "tools/bench/workload.h"

#include <cmath>

namespace burin::bench {

namespace {

double elementwise_ms(const std::string &name, std::int64_t count, Array (*program)(const Array &),
                      double (*reference)(double)) {
  auto f = jit(program);
  Array a = normals({count}, 1);
  std::vector<double> expected(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] = reference(a.data<float>()[i]);
  require_all_close(name, f(a), expected, 2e-6);
  return 1e3 * least_seconds([&] { f(a); }, 1);
}

double axpy() {
  return elementwise_ms(
      "axpy_32M", std::int64_t{1} << 25, [](const Array &a) { return a * 2 + 1; }, [](double a) { return a * 2 + 1; });
}

double transcendental() {
  return elementwise_ms(
      "transcendental_1M", std::int64_t{1} << 20, [](const Array &a) { return tanh(exp(-a * a) + sin(a)); },
      [](double a) { return std::tanh(std::exp(-a * a) + std::sin(a)); });
}

} // namespace

std::vector<Workload> elementwise_workloads() { return {{"axpy_32M", axpy}, {"transcendental_1M", transcendental}}; }

} // namespace burin::bench
