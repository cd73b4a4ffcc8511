// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace burin::bench {

/// One row: a name whose ending tells the unit (_us, _gflops; milliseconds otherwise) and what measures it. The
/// workload checks its own output before it times anything and throws when it is wrong: a wrong kernel has no speed.
struct Workload {
  std::string name;
  std::function<double()> measure;
};

/// Least seconds of one call of `body`, over batches that together last about `seconds`.
double least_seconds(const std::function<void()> &body, double seconds = 0.5);

/// Throws std::runtime_error naming the workload when the relative difference exceeds `tolerance`.
void require_close(const std::string &workload, double got, double expected, double tolerance);

std::vector<Workload> dispatch_workloads();
std::vector<Workload> compile_workloads();
std::vector<Workload> step_workloads();
std::vector<Workload> matmul_workloads();

} // namespace burin::bench
