// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/rearrange.h"
#include "frontend/ops/record.h"
#include "frontend/trace/trace.h"

#include <string>

namespace burin::detail {
namespace {

bool keeps_order(const TracedFunction &function, std::span<const int> varying, std::span<const ResultFrom> results) {
  for (std::size_t i = 0; i < varying.size(); ++i)
    if (varying[i] != static_cast<int>(i))
      return false;
  for (std::size_t i = 0; i < results.size(); ++i)
    if (results[i].source != static_cast<int>(i) || results[i].type)
      return false;
  return results.size() == function.num_results();
}

Array result_from(const ResultFrom &from, std::span<const Array> results, std::span<const Array> arguments) {
  const Array &result = from.source >= 0 ? results[static_cast<std::size_t>(from.source)]
                                         : arguments[static_cast<std::size_t>(-1 - from.source)];
  return from.type ? convert(result, *from.type) : result;
}

} // namespace

Callee rearrange(const TracedFunction &function, std::span<const Array> arguments, std::span<const int> varying,
                 std::span<const ResultFrom> results, const ControlSite &site) {
  if (keeps_order(function, varying, results))
    return {function, {arguments.begin() + static_cast<std::ptrdiff_t>(varying.size()), arguments.end()}};
  const UserLine line(site.line);
  TraceScope scope(control_options(site, "step", {}));
  std::vector<Array> outputs;
  {
    std::vector<Array> given(arguments.begin(), arguments.end());
    for (const int argument : varying) {
      const runtime::TensorType &type = function.closed().argument_types[static_cast<std::size_t>(argument)];
      ArrayAccess::set(given[static_cast<std::size_t>(argument)],
                       scope.argument(ShapeDtype{type.shape, type.dtype}, "argument " + std::to_string(argument)));
    }
    const std::vector<Array> called = call(function, given, site.line);
    for (const ResultFrom &result : results)
      outputs.push_back(result_from(result, called, given));
  }
  return {scope.close(std::move(outputs))};
}

} // namespace burin::detail
