// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/mlp.h"
#include "tools/bench/workload.h"

#include <cmath>

namespace burin::bench {

namespace {

double step_ms(const std::string &name, const MlpShape &shape) {
  MlpProblem problem = make_mlp_problem(shape);
  auto step = jit(mlp_sgd_step);
  const double first = step(problem.model, problem.x, problem.labels).item<float>();
  double last = first;
  for (int i = 0; i < 20; ++i)
    last = step(problem.model, problem.x, problem.labels).item<float>();
  if (!(last < first))
    throw std::runtime_error(name + ": the loss does not fall");
  return 1e3 * least_seconds([&] { step(problem.model, problem.x, problem.labels); });
}

Workload step_row(const std::string &name, const MlpShape &shape) {
  return {name, [=] { return step_ms(name, shape); }};
}

} // namespace

std::vector<Workload> step_workloads() {
  return {step_row("step_tiny", {{8, 16, 16, 4}, 4}), step_row("step_digits", {{64, 128, 10}, 64}),
          step_row("step_mlp3", mlp3), step_row("step_mlp12", mlp12)};
}

} // namespace burin::bench
