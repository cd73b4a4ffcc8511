// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/workload.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

namespace {

const char *const usage = "burin-bench [--filter TEXT] [--threads N] [--json]\n";

struct Options {
  std::string filter;
  bool json = false;
};

/// False when the arguments make no sense.
bool parse(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--json")
      options.json = true;
    else if (flag == "--filter" && i + 1 < argc)
      options.filter = argv[++i];
    else if (flag == "--threads" && i + 1 < argc)
      setenv("BURIN_NUM_THREADS", argv[++i], 1);
    else
      return false;
  }
  return true;
}

std::vector<burin::bench::Workload> all_workloads() {
  std::vector<burin::bench::Workload> all;
  for (auto part : {burin::bench::dispatch_workloads, burin::bench::compile_workloads, burin::bench::step_workloads,
                    burin::bench::matmul_workloads})
    for (burin::bench::Workload &workload : part())
      all.push_back(std::move(workload));
  return all;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fputs(usage, stderr);
    return 2;
  }
  const char *separator = "{";
  bool failed = false;
  for (const burin::bench::Workload &workload : all_workloads()) {
    if (workload.name.find(options.filter) == std::string::npos)
      continue;
    try {
      double value = workload.measure();
      if (options.json)
        std::printf("%s\"%s\": %.6g", std::exchange(separator, ", "), workload.name.c_str(), value);
      else
        std::printf("%-32s %12.4g\n", workload.name.c_str(), value);
      std::fflush(stdout);
    } catch (const std::exception &error) {
      std::fprintf(stderr, "burin-bench: %s: %s\n", workload.name.c_str(), error.what());
      failed = true;
    }
  }
  if (options.json)
    std::puts(*separator == '{' ? "{}" : "}");
  return failed ? 1 : 0;
}
