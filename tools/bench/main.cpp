// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/workload.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

using namespace std::string_view_literals;

namespace {

using burin::bench::Workload;

const char *const usage = "burin-bench [--filter TEXT] [--threads 1|2] [--json] [--list]\n";

struct Options {
  std::string filter;
  bool json = false, list = false;
};

/// False when the arguments make no sense.
bool parse(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--json")
      options.json = true;
    else if (flag == "--list")
      options.list = true;
    else if (flag == "--filter" && i + 1 < argc)
      options.filter = argv[++i];
    else if (flag == "--threads" && i + 1 < argc && (argv[i + 1] == "1"sv || argv[i + 1] == "2"sv))
      setenv("BURIN_NUM_THREADS", argv[++i], 1);
    else
      return false;
  }
  return true;
}

std::vector<Workload> chosen_workloads(const std::string &filter) {
  using namespace burin::bench;
  std::vector<Workload> chosen;
  for (auto family : {dispatch_workloads, compile_workloads, step_workloads, machine_workloads, matmul_workloads,
                      elementwise_workloads, row_workloads, loop_workloads})
    for (Workload &workload : family())
      if (workload.name.find(filter) != std::string::npos)
        chosen.push_back(std::move(workload));
  return chosen;
}

int list(const std::vector<Workload> &rows) {
  for (const Workload &row : rows)
    std::puts(row.name.c_str());
  return 0;
}

int measure(const std::vector<Workload> &rows, bool json) {
  const char *separator = "{";
  bool failed = false;
  for (const Workload &row : rows) {
    try {
      double value = row.measure();
      if (json)
        std::printf("%s\"%s\": %.6g", std::exchange(separator, ", "), row.name.c_str(), value);
      else
        std::printf("%-32s %12.4g\n", row.name.c_str(), value);
      std::fflush(stdout);
    } catch (const std::exception &error) {
      std::fprintf(stderr, "burin-bench: %s: %s\n", row.name.c_str(), error.what());
      failed = true;
    }
  }
  if (json)
    std::puts(*separator == '{' ? "{}" : "}");
  return failed ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fputs(usage, stderr);
    return 2;
  }
  const std::vector<Workload> rows = chosen_workloads(options.filter);
  if (rows.empty()) {
    std::fprintf(stderr, "burin-bench: no row has '%s' in its name; --list shows them\n", options.filter.c_str());
    return 2;
  }
  if (options.list)
    return list(rows);
  return measure(rows, options.json);
}
