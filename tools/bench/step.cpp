// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/measure.h"
#include "tools/bench/mlp.h"
#include "tools/bench/mlp_reference.h"
#include "tools/bench/workload.h"

namespace burin::bench {

namespace {

double step_ms(const std::string &name, const MlpShape &shape) {
  const MlpProblem problem = make_mlp_problem(shape);
  auto step = jit(mlp_sgd_step);
  Mlp model = problem.model;
  const double loss = step(model, problem.x, problem.labels).item<float>();
  require_sgd_step(name, problem, model, loss);
  return 1e3 * least_seconds([&] { step(model, problem.x, problem.labels); });
}

Workload step_row(const std::string &name, const MlpShape &shape) {
  return {name, [=] { return step_ms(name, shape); }};
}

} // namespace

std::vector<Workload> step_workloads() {
  return {step_row("step_tiny", {{8, 16, 16, 4}, 4}), step_row("step_digits", mlp_digits), step_row("step_mlp3", mlp3),
          step_row("step_mlp12", mlp12)};
}

} // namespace burin::bench
