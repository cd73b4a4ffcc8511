// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "tools/bench/measure.h"
#include "tools/bench/mlp.h"
#include "tools/bench/mlp_reference.h"
#include "tools/bench/reference.h"
#include "tools/bench/workload.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace burin::bench {

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// A constant that no earlier program holds, so that no cache of this process can serve the call.
float fresh_constant() {
  static float value = 1;
  return value += 0.001f;
}

double compile_add() {
  Array x = ones({4});
  double least = 1e9;
  for (int i = 0; i < 10; ++i) {
    const float c = fresh_constant();
    auto f = jit([c](const Array &a) { return a + c; });
    Clock::time_point start = Clock::now();
    Array y = f(x);
    least = std::min(least, milliseconds_since(start));
    require_close("compile_add", y.data<float>()[0], 1 + static_cast<double>(c), 1e-6);
  }
  return least;
}

double compile_mlp(const std::string &name, const MlpShape &shape) {
  const MlpProblem problem = make_mlp_problem(shape);
  double least = 1e9;
  for (int i = 0; i < 3; ++i) {
    const float c = fresh_constant();
    auto step =
        jit([c](Mlp &model, const Array &x, const Array &labels) { return c * mlp_sgd_step(model, x, labels); });
    Mlp model = problem.model;
    Clock::time_point start = Clock::now();
    Array loss = step(model, problem.x, problem.labels);
    least = std::min(least, milliseconds_since(start));
    require_sgd_step(name, problem, model, loss.item<float>() / c);
  }
  return least;
}

/// Tracing alone, a new function each time: what nothing has cached.
double trace_mlp(const std::string &name, const MlpShape &shape) {
  const MlpProblem problem = make_mlp_problem(shape);
  Mlp model = problem.model;
  auto trace = [&] {
    return jit([](Mlp &model, const Array &x, const Array &labels) { return mlp_sgd_step(model, x, labels); })
        .trace(model, problem.x, problem.labels);
  };
  if (trace().ir().find("burin.dot_general") == std::string::npos)
    throw std::runtime_error(name + ": the trace has no products");
  return 1e6 * least_seconds([&] { trace(); });
}

Workload compile_row(const std::string &name, const MlpShape &shape) {
  return {name, [=] { return compile_mlp(name, shape); }};
}

} // namespace

std::vector<Workload> compile_workloads() {
  return {{"compile_add", compile_add},
          compile_row("compile_digits", mlp_digits),
          compile_row("compile_mlp3", mlp3),
          compile_row("compile_mlp12", mlp12),
          {"trace_mlp12_us", [] { return trace_mlp("trace_mlp12_us", mlp12); }}};
}

} // namespace burin::bench
