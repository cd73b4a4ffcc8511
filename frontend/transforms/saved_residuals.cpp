// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/saved_residuals.h"
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include <ostream>

namespace burin {

std::string SavedResidual::str() const {
  return detail::type_text(type.dtype, type.shape) + " (" + std::to_string(bytes) + " bytes) " + why +
         (line.empty() ? "" : " from " + line);
}

std::ostream &operator<<(std::ostream &out, const SavedResidual &residual) { return out << residual.str(); }

namespace detail {

void NamedLeaves::next_argument() { argument_ = argument_text(count_++, {}); }

void NamedLeaves::leaf(Array &array, LeafKind kind) {
  if (array.is_none())
    return;
  if (is_trained(array, kind))
    wrt.push_back(static_cast<std::int64_t>(leaves.size()));
  leaves.push_back(array);
  names.push_back(join_path(argument_, path()));
}

namespace {

/// (arguments, cotangents of floating results) -> cotangents of arguments.
TracedFunction record_derivative(const TracedFunction &function, const NamedLeaves &named, const SourceLine &line) {
  TraceScope scope({.transform = Transform::vjp,
                    .function = "saved_residuals",
                    .line = line,
                    .keep_values = false,
                    .argument_names = {}},
                   function);
  std::vector<Array> outputs;
  {
    std::vector<Array> arguments, cotangents;
    for (std::size_t i = 0; i < named.leaves.size(); ++i)
      arguments.push_back(scope.argument(named.leaves[i], named.names[i]));
    for (std::size_t i = 0; i < function.num_results(); ++i)
      if (const ShapeDtype type = function.result_type(i); is_floating(type.dtype))
        cotangents.push_back(scope.argument(type, "cotangent " + std::to_string(cotangents.size())));
    outputs = call_vjp(function, named.wrt, arguments, cotangents, line);
    outputs.erase(outputs.begin(), outputs.begin() + static_cast<std::ptrdiff_t>(function.num_results()));
  }
  return scope.close(std::move(outputs));
}

} // namespace

std::vector<SavedResidual> residuals_of(const TracedFunction &function, const NamedLeaves &leaves,
                                        const SourceLine &line) {
  const TracedFunction traced = record_derivative(function, leaves, line);
  const ClosedTrace &derivative = traced.closed();
  const std::size_t arguments = leaves.leaves.size();
  std::vector<SavedResidual> residuals;
  std::lock_guard lock(derivative.in_use);
  for (runtime::SavedValue &value :
       derivative.session->saved_values(*derivative.function, arguments, derivative.num_arguments - arguments))
    residuals.push_back({{value.type.shape, value.type.dtype},
                         value.type.bytes(),
                         value.why.starts_with("from capture") ? "from a captured array" : std::move(value.why),
                         std::move(value.line)});
  return residuals;
}

} // namespace detail
} // namespace burin
