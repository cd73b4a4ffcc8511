// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/reference.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace burin::bench {

Array normals(const Shape &shape, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(shape.num_elements()));
  for (float &value : values)
    value = normal(engine);
  return Array::from_buffer(values, shape);
}

void require_close(const std::string &workload, double got, double expected, double tolerance) {
  if (!(std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected))))
    throw std::runtime_error(workload + ": wrong result " + std::to_string(got) + "; expected " +
                             std::to_string(expected));
}

void require_all_close(const std::string &workload, const Array &got, const std::vector<double> &expected,
                       double tolerance) {
  if (static_cast<std::size_t>(got.size()) != expected.size())
    throw std::runtime_error(workload + ": " + std::to_string(got.size()) + " results; expected " +
                             std::to_string(expected.size()));
  const float *values = got.data<float>();
  for (std::size_t i = 0; i < expected.size(); ++i)
    require_close(workload, values[i], expected[i], tolerance);
}

} // namespace burin::bench
