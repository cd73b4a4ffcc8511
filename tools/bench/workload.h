// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace burin::bench {

/// One row: a name whose ending tells the unit (_us, _gflops, _gbs, _percent; milliseconds otherwise) and what measures
/// it. The workload checks its own output before it times anything and throws when it is wrong: a wrong kernel has no
/// speed.
struct Workload {
  std::string name;
  std::function<double()> measure;
};

std::vector<Workload> dispatch_workloads();
std::vector<Workload> compile_workloads();
std::vector<Workload> step_workloads();
std::vector<Workload> machine_workloads();
std::vector<Workload> matmul_workloads();
std::vector<Workload> elementwise_workloads();
std::vector<Workload> row_workloads();
std::vector<Workload> loop_workloads();

} // namespace burin::bench
